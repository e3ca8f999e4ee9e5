"""What are the checks of what became of the cases held to?"""

from __future__ import annotations

from tallystick.calibrate.departments import courts, seizures, squads, stopped, with_law
from tallystick.calibrate.trial import Held, Variant
from tallystick.simulate.single import charge_errors, searches
from tallystick.simulate.single.case_outcomes import (
    BORNE,
    BY_TWO,
    DECLINED,
    EMPTY,
    FAILING,
    FAR_APART,
    LIFTED,
    ORDINARY,
    UNEVEN,
)

CHARGED = {"charged": charge_errors.ORDINARY}
JUDGED = frozenset({"incidents", "measurements", "outcomes"})
STEPS = ("force", "cases", "exhibits", "readings")
UNLIKE = Variant("units, officers and groups that differ far more", how={"case_outcomes": UNEVEN})
OUTCOMES: dict[str, Held] = {
    "outcomes.class_mismatch": Held(
        world=seizures,
        tables=JUDGED,
        steps=STEPS,
        innocent=(
            Variant("no errors", how={"charged": ""}),
            Variant("one charge in twenty in error", how={"charged": charge_errors.MANY}),
            Variant("units that err at unlike rates", how={"charged": charge_errors.UNLIKE}),
            Variant("kilograms written as grams", how={"charged": charge_errors.IN_KILOGRAMS}),
            Variant("line at 10 g and 1 g", change=with_law(("cannabis_herb", 10), ("heroin", 1))),
        ),
        planted=(
            Variant("charged above the weight", figures=charge_errors.RAISED),
            Variant("charged below the weight", figures=charge_errors.LOWERED),
            Variant("threshold: charged weight chosen", "threshold", {"mode": "charge"}),
        ),
        how=CHARGED,
    ),
    "outcomes.penalty_range": Held(
        world=seizures,
        tables=JUDGED,
        steps=("cases",),
        innocent=(
            Variant("no errors", how={"charged": ""}),
            Variant("years written as months", how={"charged": charge_errors.IN_YEARS}),
        ),
        planted=(
            Variant("sentences above the range", figures=charge_errors.LONGER),
            Variant("sentences below the range", figures=charge_errors.SHORTER),
            Variant("charged above the weight", figures=charge_errors.RAISED),
        ),
        how=CHARGED,
    ),
    "outcomes.case_collapse": Held(
        world=courts,
        tables=frozenset({"incidents", "outcomes", "measurements"}),
        steps=("force", "cases", "outcomes"),
        innocent=(UNLIKE,),
        planted=(
            Variant("charges that fail, in three units", figures=FAILING),
            Variant("charges that fail, of two officers in three units", figures=BY_TWO),
            Variant("exhibits without goods", figures=EMPTY),
            Variant(
                "records without an event",
                "ghosts",
                unseen="Made-up cases fail more often (.54 of those decided at dose 1, .31 of the "
                "others in four worlds), but make up about half of a unit's decided cases: its "
                "share that fails stays near the ordinary spread of units, which the check allows.",
            ),
            Variant(
                "police-supplied cases",
                "supply",
                unseen="Supplied cases fail more often (.50 of those decided at dose 1, .30 of the "
                "others in four worlds), but make up about an eighth of the decided cases of one "
                "unit: its share that fails stays within the ordinary spread of units.",
            ),
        ),
        how={"case_outcomes": ORDINARY},
    ),
    "outcomes.uncharged_arrests": Held(
        world=courts,
        tables=frozenset({"incidents", "outcomes"}),
        steps=("force", "cases", "outcomes"),
        innocent=(
            Variant("units and officers that differ far more", how={"case_outcomes": FAR_APART}),
        ),
        planted=(
            Variant("arrests without an event, never charged", "ghosts", {"uncharged": True}),
        ),
        how={"case_outcomes": DECLINED},
    ),
    "outcomes.hit_rate": Held(
        world=stopped,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        innocent=(
            Variant("groups unlike at one line", how={"searches": searches.UNLIKE}),
            Variant("groups unlike in each unit", how={"searches": searches.UNEVEN}),
            Variant("units and officers far apart", how={"searches": searches.APART}),
            Variant("inventories ordered in three units", how={"searches": searches.ORDERS}),
            Variant("finds not entered by some officers", how={"searches": searches.BLANK}),
        ),
        planted=tuple(Variant(way, figures=way) for way in searches.WAYS),
        how={"searches": searches.ORDINARY},
    ),
    "outcomes.disparity": Held(
        world=squads,
        tables=frozenset({"incidents", "outcomes", "measurements", "involvements", "persons"}),
        steps=("force", "cases", "people", "outcomes"),
        innocent=(
            UNLIKE,
            Variant("packs 5 % above the line", "packs", {"packs": ("contract",)}),
        ),
        planted=(
            Variant("charges against a group that fail, in three units", figures=BORNE),
            Variant("weights of a group moved, in three units", figures=LIFTED),
            Variant("police-supplied cases", "supply"),
        ),
        how={"case_outcomes": ORDINARY},
    ),
}
