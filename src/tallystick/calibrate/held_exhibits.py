"""What are the checks of weighed and measured things held to?"""

from __future__ import annotations

from tallystick.calibrate.departments import (
    MOVED_ON,
    begun,
    everything,
    never_tared,
    often_fresh,
    seizures,
    shifting,
    sloppy,
    squads,
    unequal_rooms,
    with_law,
)
from tallystick.calibrate.regions import (
    LINES_IN_TURN,
    REGION_LINES,
    REGIONS,
    lower_lines,
    packs_of_regions,
    regions,
    with_patrol,
)
from tallystick.calibrate.trial import Held, Variant
from tallystick.simulate.entry import STEPS
from tallystick.tables import Period

CHARGE = {"stage": "charge"}
MISSET = {"step_g": 0.1, "bias": 0.1, "units": ("N01", "N02", "N03")}
MANY_PACKS = {"packs": ("gram", "contract", "ounce")}
OUNCES = {"packs": ("quarter", "half_ounce", "ounce"), "substance": "cannabis_herb"}
QUARTERS = (Period("quarter", "quarter"),)
LATER = {"from_month": "2024-01"}
FOUR_LINES = with_law(("cannabis_herb", 6), ("cocaine", 2), ("heroin", 2.5), ("methamphetamine", 2))
SINCE = {"from_month": f"{MOVED_ON:%Y-%m}"}
ONE_UNIT_LATER = {**LATER, "units": ("N01",)}
AT_THE_LINE = {"packs": ("contract",), "over": 0.0, "units": REGIONS[0]}
ABOVE_IT = {"packs": ("contract",), "units": REGIONS[0]}
GRAMS_THERE = {"packs": ("gram",), "units": REGIONS[0]}
SCALE_THERE = {"step_g": 1.0, "units": REGIONS[0]}
EXHIBITS: dict[str, Held] = {
    "exhibits.threshold_bunching": Held(
        world=seizures,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(
            Variant("packs 5 % above the line", "packs", {"packs": ("contract",)}),
            Variant("one pack in ten 5 % above the line", "packs", MANY_PACKS, sloppy, dose=0.3),
            Variant("line at 10 g and 1 g", change=with_law(("cannabis_herb", 10), ("heroin", 1))),
            Variant("line just below an ounce", change=with_law(("cannabis_herb", 28))),
            Variant("every weighing counted", how={"stage": None}),
            Variant("lines on four goods", change=FOUR_LINES),
            Variant("packs 5 % above four lines", "packs", {"packs": ("contract",)}, FOUR_LINES),
        ),
        planted=(
            Variant("threshold: substance added", "threshold", {"mode": "mass"}),
            Variant(
                "threshold: chosen at four lines", "threshold", {"mode": "reading"}, FOUR_LINES
            ),
            Variant("threshold: field weight chosen", "threshold", {"mode": "reading"}),
            Variant(
                "threshold: exhibits joined",
                "threshold",
                {"mode": "merge"},
                unseen="Two exhibits of one case that pass the line only together are rare, and "
                "their sum lies anywhere up to twice the line, not just beyond it. Three units "
                "join 40 pairs in the first world at dose 1, and choose 329 weights in that of "
                "*field weight chosen*.",
            ),
            Variant(
                "threshold: charged weight chosen", "threshold", {"mode": "charge"}, how=CHARGE
            ),
        ),
    ),
    "exhibits.moved_line": Held(
        world=shifting,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(
            Variant("packs 5 % above the line in force", "packs", {"packs": ("contract",)}),
            Variant(
                "one pack in ten 5 % above the line in force",
                "packs",
                MANY_PACKS,
                sloppy,
                dose=0.3,
            ),
            Variant("line begins", change=begun),
            Variant("line begins, sellers stay below", "law_change", change=begun),
            Variant("scale of 1 g in all units since the date", "new_scale", SINCE),
            Variant("packs of 1 g since the date", "packs", {**SINCE, "packs": ("gram",)}),
            Variant("every weighing counted", how={"stage": None}),
        ),
        planted=(
            Variant("threshold: substance added", "threshold", {"mode": "mass"}),
            Variant("threshold: field weight chosen", "threshold", {"mode": "reading"}),
            Variant("line begins: weight chosen", "threshold", {"mode": "reading"}, begun),
            Variant(
                "threshold: charged weight chosen, by stage",
                "threshold",
                {"mode": "charge"},
                how={"stage": None},
            ),
        ),
    ),
    "exhibits.moved_when": Held(
        world=squads,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(
            Variant("packs 5 % above the line", "packs", {"packs": ("contract",)}),
            Variant("packs of 1 g from the second year", "packs", {**LATER, "packs": ("gram",)}),
            Variant("scale of 1 g in one unit from the second year", "new_scale", ONE_UNIT_LATER),
            Variant("sellers below the line from the second year", "law_change", LATER),
            Variant("levels of a quarter", how={"periods": QUARTERS}),
            Variant("every weighing counted", how={"stage": None}),
        ),
        planted=(
            Variant("weights moved from 16 to 24", figures="evening"),
            Variant("weights moved behind the level", figures="behind"),
        ),
    ),
    "exhibits.other_substance": Held(
        world=squads,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(
            Variant("packs 5 % above the line", "packs", {"packs": ("contract",)}),
            Variant("packs of 1 g in heroin", "packs", {"packs": ("gram",), "substance": "heroin"}),
            Variant("packs of an ounce in cannabis", "packs", OUNCES),
            Variant("line at 10 g and 1 g", change=with_law(("cannabis_herb", 10), ("heroin", 1))),
            Variant("a line on one of the goods", change=with_law(("cannabis_herb", 6))),
            Variant("every weighing counted", how={"stage": None}),
            Variant("lines on four goods", change=FOUR_LINES),
            Variant(
                "one pack in ten 5 % above its line",
                "packs",
                {"packs": ("contract",)},
                dose=0.1,
            ),
        ),
        planted=(
            Variant("threshold: substance added", "threshold", {"mode": "mass"}),
            Variant("threshold: field weight chosen", "threshold", {"mode": "reading"}),
            Variant(
                "threshold: chosen at one line",
                "threshold",
                {"mode": "reading"},
                with_law(("cannabis_herb", 6)),
            ),
        ),
    ),
    "exhibits.other_stratum": Held(
        world=regions,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        how={"held_in": REGION_LINES},
        innocent=(
            Variant("packs at the line of one region", "packs", AT_THE_LINE, dose=0.3),
            Variant("packs 5 % above the line of one region", "packs", ABOVE_IT, dose=0.3),
            Variant("one pack in ten at the line of one region", "packs", AT_THE_LINE, dose=0.1),
            Variant(
                "one pack in ten 5 % above the line of one region", "packs", ABOVE_IT, dose=0.1
            ),
            Variant("packs at each region's line", change=packs_of_regions(0.0, 0.3)),
            Variant(
                "one pack in ten 5 % above each region's line", change=packs_of_regions(0.05, 0.1)
            ),
            Variant("packs of 1 g in one region", "packs", GRAMS_THERE),
            Variant("scale of 1 g in one region", "new_scale", SCALE_THERE),
            Variant("patrol units in the other region", change=with_patrol),
            Variant(
                "a line in one region alone", how={"held_in": REGION_LINES[:2]}, change=lower_lines
            ),
            Variant("every weighing counted", how={"stage": None}),
        ),
        planted=(
            Variant("weights chosen in three units of one region", figures="always"),
            Variant(
                "weights chosen in three units, two regions",
                how={"held_in": LINES_IN_TURN},
                figures="always",
            ),
        ),
    ),
    "exhibits.rounding_style": Held(
        world=seizures,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(
            Variant("scale of 1 g in one unit from the second year", "new_scale", ONE_UNIT_LATER),
            Variant("scale of 1 g in all units from the second year", "new_scale", LATER),
            Variant("new unit in the second year", "new_unit", LATER),
            Variant("goods of specialists from the second year", "specialist", LATER),
            Variant("sellers below the line from the second year", "law_change", LATER),
            Variant("packs 5 % above the line", "packs", {"packs": ("contract",)}),
            Variant("line at 10 g and 1 g", change=with_law(("cannabis_herb", 10), ("heroin", 1))),
            Variant("every weighing counted", how={"stage": None}),
            Variant(
                "packs 5 % above 10 g and 1 g in 3 units",
                "packs",
                {"packs": ("contract",), "units": ("N01", "N02", "N03")},
                with_law(("cannabis_herb", 10), ("heroin", 1)),
                dose=0.5,
            ),
        ),
        planted=(
            Variant("threshold: field weight chosen", "threshold", {"mode": "reading"}),
            Variant(
                "threshold: charged weight chosen",
                "threshold",
                {"mode": "charge"},
                how={"stage": "charge"},
            ),
        ),
    ),
    "exhibits.stage_drift": Held(
        world=seizures,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(
            Variant("three scales that show a tenth too much", "new_scale", MISSET),
            Variant("containers often weighed with the goods", change=never_tared),
            Variant("goods that are fresh one time in four", change=often_fresh),
            Variant("line at 10 g and 1 g", change=with_law(("cannabis_herb", 10), ("heroin", 1))),
        ),
        planted=(
            Variant("threshold: field weight chosen", "threshold", {"mode": "reading"}),
            Variant("threshold: charged weight chosen", "threshold", {"mode": "charge"}),
        ),
    ),
    "exhibits.recycled_lot": Held(
        world=seizures,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(
            Variant("packs 5 % above the line", "packs", {"packs": ("contract",)}),
            Variant("packs of 1 g from the second year", "packs", {**LATER, "packs": ("gram",)}),
            Variant("law changed in the second year", "law_change", LATER),
        ),
        planted=(
            Variant("kept lot in unrelated cases", "recycled_exhibits"),
            Variant("police-supplied cases", "supply"),
        ),
    ),
    "exhibits.custody": Held(
        world=seizures,
        tables=frozenset({"incidents", "measurements", "custody", "officers", "postings"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(Variant("rooms that miss from none to a third", change=unequal_rooms),),
        planted=(
            Variant("seizures that never were", "ghosts"),
            Variant("seizures dated back", "back_dating", {"periods": "month"}),
            Variant("lot signed out", "supply", {"signed_out": 1.0}),
        ),
    ),
    "exhibits.unaccounted": Held(
        world=everything,
        tables=frozenset({"incidents", "custody", "officers", "postings"}),
        steps=("force", *STEPS),
        planted=(
            Variant("lot bought", "supply", {"signed_out": 0.0}),
            Variant("lot signed out", "supply", {"signed_out": 1.0}),
        ),
    ),
}
