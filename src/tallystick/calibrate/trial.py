"""What is one trial of a check, and what is a check held to?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tallystick.calibrate.attended import ORDINARY as USUAL
from tallystick.calibrate.attended import Attendance
from tallystick.calibrate.departments import Size
from tallystick.calibrate.duties import ORDINARY, Rosters
from tallystick.calibrate.fates import Fates
from tallystick.calibrate.ruled import Rules
from tallystick.calibrate.searched import Searches
from tallystick.simulate.figures import METRICS
from tallystick.simulate.world import World
from tallystick.tables import Metric, Period, Price, Substitution, Value

MONTHS = (Period("month", "month"),)
Nature = Literal["innocent", "planted"]


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
    held_in
        In which units each declared line holds, by its grams; a line that is not named: in all.
    periods, metrics, substitutions
        The calendars by which the department is judged, the figures, and their neighbours.
    values, prices
        The published values of its figures, and what their goods cost; with values, `figures` is
        one of `WAYS` in valued.py.
    figures
        The way in which the gaming units' published figures are changed, one of `WAYS` in
        doctored.py, or their weights, one of `WAYS` in timed.py, or how their cases began, by
        begun.py, or when, by duties.py, by the dose; "" where they are not.
    decimals
        To how many the rates of its figures are published, with their denominators; None where
        none are. With rates, `figures` may be one of `WAYS` in rated.py.
    rosters
        How officers are called away, where `tables` has their duties.
    attendance
        How officers attend each other's cases, where `tables` has them; `figures` may then be one
        of `WAYS` in attended.py.
    published
        From what its figures are made, one of `WAYS` in told_on.py, with their days; "" where
        these are not known. With it, `figures` may be ``filled``, also of told_on.py.
    fates
        How often cases fail, exhibits are empty and officers meet groups of people, where the
        simulator's own courts and people are not asked alone; `figures` may then be one of `WAYS`
        in fates.py.
    charged
        The errors in its charges, weights or sentences, by charged.py; "" none. With it, `figures`
        may be one of `WAYS` of charged.py.
    between
        What every unit revises between its two releases, one of `WAYS` in revisions.py; "" nothing.
    ranged
        Whether the check gives a range for each figure, which is held beside the truth (placed.py).
    shift, by_nature
        How sales and possession change half way for an innocent reason, one of `WAYS` in
        shifted.py, "" not at all; whether each begins as its nature is, by natures.py, whatever
        it is recorded as.
    searches
        How its stops are searched, None where searches are not recorded; with it, `figures` may be
        one of `WAYS` in searched.py.
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
    substitutions: tuple[Substitution, ...] = ()
    values: tuple[Value, ...] = ()
    prices: tuple[Price, ...] = ()
    figures: str = ""
    decimals: int | None = None
    rosters: Rosters = ORDINARY
    attendance: Attendance = USUAL
    published: str = ""
    charged: str = ""
    between: str = ""
    fates: Fates | None = None
    searches: Searches | None = None
    ranged: bool = False
    rules: Rules | None = None
    busy: str = ""
    shift: str = ""
    by_nature: bool = False
    asked: str = ""
    held_in: tuple[tuple[float, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Variant:
    """A world that differs from the plain one: an oddity or a behaviour, with its options.

    `entry` names it, in the innocent worlds at `dose`, and `options` go with it; `change` alters
    the world first, `how` the trial. `figures` is that of the trial. `unseen`, of a planted world,
    is the reason why the check cannot find it; "" where it is there to find it (power_floor.py).
    """

    name: str
    entry: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    change: Callable[[World], World] = lambda world: world
    how: Mapping[str, Any] = field(default_factory=dict)
    dose: float = 1.0
    figures: str = ""
    unseen: str = ""


@dataclass(frozen=True)
class Held:
    """What one check is held to.

    `steps` are the steps of an oddity that touch the check's columns: each oddity that acts in
    one of them has its innocent worlds. `innocent` are further innocent worlds, `planted` the
    acts that the check is there to see, but for those with a reason in `unseen`. `how` is what
    every trial of the check is given.
    """

    world: Callable[[Size], World]
    tables: frozenset[str]
    steps: tuple[str, ...]
    innocent: tuple[Variant, ...] = ()
    planted: tuple[Variant, ...] = ()
    how: Mapping[str, Any] = field(default_factory=dict)
