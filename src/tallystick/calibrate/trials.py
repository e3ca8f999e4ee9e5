"""What is each check held to: in which innocent worlds, and against which planted acts?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tallystick.calibrate.departments import (
    BEGUN_LAW,
    Size,
    busy,
    days,
    effort_only,
    everything,
    line,
    long,
    seizures,
    shifting,
    sloppy,
)
from tallystick.simulate.behaviours import behaviour
from tallystick.simulate.entry import STEPS, Entry
from tallystick.simulate.figures import METRICS
from tallystick.simulate.oddities import ODDITIES, oddity
from tallystick.simulate.world import World
from tallystick.tables import CANONICAL, Metric, Period

DOSES = (0.1, 0.25, 0.5, 1.0)
MIDDLE_DOSE = 0.5
SIZES: tuple[Size, ...] = ("small", "medium", "large")
MONTHS = (Period("month", "month"),)
UNCONTROLLED = tuple(metric for metric in METRICS if not metric.is_control)
QUARTERS = (Period("quarter", "quarter"),)
GAMING_UNITS = 3
Nature = Literal["innocent", "planted"]
EVERY_TABLE = frozenset(table.name for table in CANONICAL)


@dataclass(frozen=True)
class Trial:
    """One kind of world in which a check is tried, some number of times.

    Parameters
    ----------
    check, nature, name
        Which check; whether the worlds are innocent; what they are called.
    world
        The world file's content; each repetition has its own seed.
    tables
        The canonical tables that the audit is given.
    dose, size
        Of what is planted, or of the oddity (None without one); of the department.
    true_names
        Names of behaviours whose labelled records make a finding about their unit true.
    stage
        Which weighing the declared lines cut; None is any.
    periods, metrics
        The calendars by which the department is judged, and the figures.
    figures
        The way in which the gaming units' published figures are changed, one of `WAYS` in
        doctored.py, by the dose; "" where they are not.
    """

    check: str
    nature: Nature
    name: str
    world: World
    tables: frozenset[str]
    dose: float | None = None
    size: Size = "medium"
    true_names: tuple[str, ...] = ()
    stage: str | None = "field"
    periods: tuple[Period, ...] = MONTHS
    metrics: tuple[Metric, ...] = METRICS
    figures: str = ""


@dataclass(frozen=True)
class Variant:
    """A world that differs from the plain one: an oddity or a behaviour, with its options.

    `entry` names it, in the innocent worlds at `dose`, and `options` go with it; `change` alters
    the world first, `how` the trial. `figures` is that of the trial.
    """

    name: str
    entry: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    change: Callable[[World], World] = lambda world: world
    how: Mapping[str, Any] = field(default_factory=dict)
    dose: float = 1.0
    figures: str = ""


@dataclass(frozen=True)
class Held:
    """What one check is held to.

    `steps` are the steps of an oddity that touch the check's columns: each oddity that acts in
    one of them has its innocent worlds. `innocent` are further innocent worlds, `planted` the
    acts that the check is there to see.
    """

    world: Callable[[Size], World]
    tables: frozenset[str]
    steps: tuple[str, ...]
    innocent: tuple[Variant, ...] = ()
    planted: tuple[Variant, ...] = ()


def _with_law(*laws: tuple[str, float]) -> Callable[[World], World]:
    return lambda world: world.model_copy(update={"law": tuple(line(*each) for each in laws)})


def _begun(world: World) -> World:
    return world.model_copy(update={"law": BEGUN_LAW})


MANY_PACKS = {"packs": ("gram", "contract", "ounce")}
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
    "exhibits.moved_line": Held(
        world=shifting,
        tables=frozenset({"incidents", "measurements"}),
        steps=("force", "cases", "exhibits", "readings"),
        innocent=(
            Variant("packs 5 % above the line in force", "packs", {"packs": ("contract",)}),
            Variant("line begins", change=_begun),
            Variant("line begins, sellers stay below", "law_change", change=_begun),
            Variant("every weighing counted", how={"stage": None}),
        ),
        planted=(
            Variant("threshold: substance added", "threshold", {"mode": "mass"}),
            Variant("threshold: field weight chosen", "threshold", {"mode": "reading"}),
            Variant("line begins: weight chosen", "threshold", {"mode": "reading"}, _begun),
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
    clean = Trial(check, "innocent", "clean", plain, held.tables)
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
    trial = Trial(check, "planted", each.name, world, held.tables, dose, size, **each.how)
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
