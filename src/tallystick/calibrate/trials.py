"""What is each check held to: in which innocent worlds, and against which planted acts?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tallystick.calibrate.departments import (
    Size,
    busy,
    days,
    districts,
    effort_only,
    everything,
    line,
    long,
    seizures,
    sloppy,
)
from tallystick.calibrate.neighbours import HALF_WAY, NEIGHBOURS, SERIOUS
from tallystick.calibrate.trial import Held, Nature, Trial, Variant
from tallystick.calibrate.valued import PRICES, VALUES
from tallystick.simulate.behaviours import behaviour
from tallystick.simulate.entry import STEPS, Entry
from tallystick.simulate.figures import METRICS
from tallystick.simulate.oddities import ODDITIES, oddity
from tallystick.simulate.world import World
from tallystick.tables import CANONICAL, Period

__all__ = ["HELD", "Held", "Nature", "Trial", "Variant", "gaming_units", "trials_of"]

DOSES = (0.1, 0.25, 0.5, 1.0)
MIDDLE_DOSE = 0.5
SIZES: tuple[Size, ...] = ("small", "medium", "large")
UNCONTROLLED = tuple(metric for metric in METRICS if not metric.is_control)
QUARTERS = (Period("quarter", "quarter"),)
GAMING_UNITS = 3
EVERY_TABLE = frozenset(table.name for table in CANONICAL)


def _with_law(*laws: tuple[str, float]) -> Callable[[World], World]:
    return lambda world: world.model_copy(update={"law": tuple(line(*each) for each in laws)})


MANY_PACKS = {"packs": ("gram", "contract", "ounce")}
LATER = {"from_month": "2024-01"}
ONE_UNIT_LATER = {**LATER, "units": ("N01",)}
HELD: dict[str, Held] = {
    "exhibits.threshold_bunching": Held(
        world=seizures,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(
            Variant("packs 5 % above the line", "packs", {"packs": ("contract",)}),
            Variant("one pack in ten 5 % above the line", "packs", MANY_PACKS, sloppy, dose=0.3),
            Variant("line at 10 g and 1 g", change=_with_law(("cannabis_herb", 10), ("heroin", 1))),
            Variant("line just below an ounce", change=_with_law(("cannabis_herb", 28))),
            Variant("every weighing counted", how={"stage": None}),
        ),
        planted=(
            Variant("threshold: substance added", "threshold", {"mode": "mass"}),
            Variant("threshold: field weight chosen", "threshold", {"mode": "reading"}),
            Variant("threshold: exhibits joined", "threshold", {"mode": "merge"}),
            Variant(
                "threshold: charged weight chosen",
                "threshold",
                {"mode": "charge"},
                how={"stage": "charge"},
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
            Variant("line at 10 g and 1 g", change=_with_law(("cannabis_herb", 10), ("heroin", 1))),
            Variant("every weighing counted", how={"stage": None}),
            Variant(
                "packs 5 % above 10 g and 1 g in 3 units",
                "packs",
                {"packs": ("contract",), "units": ("N01", "N02", "N03")},
                _with_law(("cannabis_herb", 10), ("heroin", 1)),
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
    "figures.period_end": Held(
        world=days,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        innocent=(
            Variant("no control series", how={"metrics": UNCONTROLLED}),
            Variant("judged by quarter", how={"periods": QUARTERS}),
            Variant(
                "festival in the last days of months", "festival", {"first_day": 28, "days": 4}
            ),
        ),
        planted=(
            Variant("back-dating to month ends", "back_dating", {"periods": "month"}),
            Variant(
                "back-dating to quarter ends",
                "back_dating",
                {"periods": "quarter"},
                how={"periods": QUARTERS},
            ),
            Variant("work pushed to month ends", "ratchet", {"mode": "push", "checks": "month"}),
        ),
    ),
    "figures.ratchet": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(
            Variant("cases brought forward to meet the year before", "ratchet", {"mode": "meet"}),
            Variant("shortfalls published as met", figures="met"),
        ),
    ),
    "figures.pace": Held(
        world=long,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        planted=(
            Variant("cases brought forward to meet the year before", "ratchet", {"mode": "meet"}),
        ),
    ),
    "figures.reversion": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(Variant("figures raised after a month behind", figures="raced"),),
    ),
    "figures.recount": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(Variant("padded figures", figures="raised"),),
    ),
    "figures.too_smooth": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(Variant("figures drawn to a plan", figures="smoothed"),),
    ),
    "figures.round_targets": Held(
        world=busy,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(Variant("figures brought to round values", figures="rounded"),),
    ),
    "figures.digits": Held(
        world=busy,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(
            Variant("last digits from the head", figures="invented"),
            Variant("figures brought to round values", figures="rounded"),
        ),
    ),
    "figures.substitution": Held(
        world=districts,
        tables=frozenset({"incidents"}),
        steps=("force", "cases"),
        planted=(
            Variant("downgrading from half way", "downgrading", {"from_month": HALF_WAY}),
            Variant(
                "downgrading of all complaints from half way",
                "downgrading",
                {"from_month": HALF_WAY, "uncleared_only": False},
            ),
        ),
        how={"metrics": SERIOUS, "substitutions": NEIGHBOURS},
    ),
    "figures.valuation": Held(
        world=days,
        tables=frozenset({"incidents", "reported_figures"}),
        steps=("force", "cases"),
        planted=(
            Variant("one price for all", figures="flat"),
            Variant("a thousand times the value", figures="slipped"),
            Variant("parts that do not add up", figures="misadded"),
        ),
        how={"values": VALUES, "prices": PRICES},
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
    "records.integrity": Held(
        world=everything,
        tables=EVERY_TABLE - {"narratives", "targets"},
        steps=("force", *STEPS),
        planted=(Variant("police-supplied cases", "supply"),),
    ),
}
OUTSIDERS = Held(world=everything, tables=EVERY_TABLE - {"narratives", "targets"}, steps=())


def trials_of(check: str) -> tuple[Trial, ...]:
    """Every trial of a check; the clean worlds alone for one that this house does not know."""
    held = HELD.get(check, OUTSIDERS)
    return (*_innocent(check, held), *_planted(check, held))


def _innocent(check: str, held: Held) -> list[Trial]:
    plain = held.world("medium")
    clean = Trial(check, "innocent", "clean", plain, held.tables, **held.how)
    if held is OUTSIDERS:
        return [clean]
    trials = [
        clean,
        replace(clean, name="effort_only", world=effort_only(plain)),
        replace(clean, name="sloppy", world=sloppy(plain)),
    ]
    concerned = [
        process.name
        for process in ODDITIES
        if any(getattr(process, step) is not None for step in held.steps)
    ]
    for name in concerned:
        some = oddity(name).options(kind=name, dose=MIDDLE_DOSE, units=gaming_units(plain))
        full = oddity(name).options(kind=name, dose=1.0)
        trials += [
            replace(clean, name=f"{name}, {where}", dose=entry.dose, world=_odd(plain, entry))
            for where, entry in ((f"{GAMING_UNITS} units", some), ("all units", full))
        ]
    together = [oddity(name).options(kind=name, dose=MIDDLE_DOSE) for name in concerned]
    trials.append(
        replace(clean, name="all oddities", dose=MIDDLE_DOSE, world=_odd(plain, *together))
    )
    for each in held.innocent:
        world, dose = each.change(plain), None
        if each.entry:
            entry = oddity(each.entry).options(kind=each.entry, dose=each.dose, **each.options)
            world, dose = _odd(world, entry), each.dose
        trials.append(replace(clean, name=each.name, world=world, dose=dose, **each.how))
    return trials


def _planted(check: str, held: Held) -> list[Trial]:
    cells: list[tuple[float, Size]] = [(dose, "medium") for dose in DOSES]
    cells += [(MIDDLE_DOSE, size) for size in SIZES if size != "medium"]
    return [_plant(check, held, each, dose, size) for each in held.planted for dose, size in cells]


def _plant(check: str, held: Held, each: Variant, dose: float, size: Size) -> Trial:
    world = each.change(held.world(size))
    how = {**held.how, **each.how}
    trial = Trial(check, "planted", each.name, world, held.tables, dose, size, **how)
    if not each.entry:
        return replace(trial, figures=each.figures)
    options = {"driven_by": "decree", "units": gaming_units(world), **each.options}
    entry = behaviour(each.entry).options(kind=each.entry, dose=dose, **options)
    return replace(
        trial, world=world.model_copy(update={"behaviours": (entry,)}), true_names=(each.entry,)
    )


def gaming_units(world: World) -> tuple[str, ...]:
    """The names of the units in which acts are planted: the first three."""
    names: list[str] = []
    for units in world.department.units:
        names += units.called(1.0, len(names))
    return tuple(names[:GAMING_UNITS])


def _odd(world: World, *entries: Entry) -> World:
    return world.model_copy(update={"oddities": entries})
