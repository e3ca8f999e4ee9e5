"""Searches of stops: on what ground they are made, and what they find.

Each stop meets a person of a group, who carries something or not, and an officer sees a signal, as
`stats.proportions.discriminant` has it; no stats are imported, so that no check is held to its own
code. A search is made where the signal says more than the officer's line; inventories are made
whatever it says. Units, areas and officers differ. Lines are lowered where an act is planted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import (
    Flags,
    Floats,
    Ints,
    Texts,
    busiest,
    texts,
    with_texts,
)

GROUPS = ("north", "south", "west")
BY_UNIT, BY_OFFICERS, BY_GROUP = (
    "searched on less", "searched on less by two officers", "one group searched on less",
)  # fmt: skip
WAYS = (BY_UNIT, BY_OFFICERS, BY_GROUP)
LOWERED = {BY_UNIT: 2.0, BY_OFFICERS: 3.0, BY_GROUP: 1.5}
"""By how much the logit of a line is lowered at dose 1."""
FEW, LESS = 3, 1


@dataclass(frozen=True)
class Searches:
    """How stops are searched.

    Parameters
    ----------
    mix
        The shares of the groups among those stopped; areas differ.
    carried, apart, line
        Of each group, the logit of the share that carries something, the log of how far the signal
        tells, and the logit of the likelihood from which on a search is made.
    units, officers, cells
        The s.d. of `carried` between units and between areas, of `line` between officers, and of
        `carried` between the groups of a unit.
    inventory, ordered, in_inventory
        The share of all stops in which an inventory is made, that in three units, and how many of
        them find something.
    unwritten, blank
        The share of the results that are not entered, and the share of the officers who enter no
        find at all.
    """

    mix: tuple[float, ...] = (0.55, 0.3, 0.15)
    carried: tuple[float, ...] = (-1.8, -1.6, -1.9)
    apart: tuple[float, ...] = (0.4, 0.4, 0.4)
    line: tuple[float, ...] = (-1.0, -1.0, -1.0)
    units: float = 0.25
    officers: float = 0.25
    cells: float = 0.0
    inventory: float = 0.04
    ordered: float = 0.04
    in_inventory: float = 0.1
    unwritten: float = 0.03
    blank: float = 0.0


ORDINARY = Searches()
UNLIKE = replace(ORDINARY, carried=(-1.8, -2.3, -1.5), apart=(0.4, 0.1, 0.5))
"""Groups of whom unlike many carry something, and show it unlike well: one line for all."""
UNEVEN = replace(ORDINARY, cells=0.4)
"""Groups that differ otherwise in each unit."""
APART = replace(ORDINARY, units=0.6, officers=0.6)
"""Units and officers that differ a good deal."""
ORDERS = replace(ORDINARY, ordered=0.4)
"""Three units that are ordered to make inventories."""
BLANK = replace(ORDINARY, blank=0.05)
"""One officer in twenty who enters no find."""


def searched(
    cases: pa.Table, how: Searches, act: Act, rng: np.random.Generator
) -> tuple[pa.Table, frozenset[str]]:
    """Return the cases as stops with their searches, and the officers planted there.

    With a way the line is lowered by the dose: of everybody in the act's units, of two officers in
    each of them, or for the second group everywhere.
    """
    unit, area, officer = (
        np.where(held == None, "", held)  # noqa: E711
        for held in (texts(cases, name) for name in ("unit_id", "area_id", "officer_id"))
    )
    group = _groups(area, how, rng)
    carried = np.array(how.carried)[group] + _of_each(unit, how.units, rng)
    carried += _of_each(area, how.units, rng) + _of_each(unit, how.cells, rng, group)
    line = np.array(how.line)[group] + _of_each(officer, how.officers, rng)
    lowered, who = _lowered(unit, officer, group, act, rng)
    line = line - LOWERED.get(act.way, 0.0) * act.dose * lowered
    delta = np.exp(np.array(how.apart)[group])
    carries = rng.random(len(unit)) < 1 / (1 + np.exp(-carried))
    signal = rng.normal(0, 1, len(unit)) + delta * carries
    chosen = carried + delta * signal - delta**2 / 2 > line
    ordered = np.isin(unit, np.unique(unit)[-FEW:])
    inventory = rng.random(len(unit)) < np.where(ordered, how.ordered, how.inventory)
    found = np.where(chosen, carries, rng.random(len(unit)) < how.in_inventory)
    names = np.unique(officer)
    found &= ~np.isin(officer, names[rng.random(len(names)) < how.blank])
    made = chosen | inventory
    entered = made & (rng.random(len(unit)) >= how.unwritten)
    columns = {
        "search_conducted": np.where(made, "yes", "no").astype(object),
        "contraband_found": np.where(found, "yes", "no").astype(object),
        "search_basis": np.where(chosen, "likely", "inventory").astype(object),
        "subject_group": np.array(GROUPS, dtype=object)[group],
    }
    columns["contraband_found"][~entered] = None
    columns["search_basis"][~made] = None
    kept = cases.select([name for name in cases.column_names if name not in columns])
    for name, values in columns.items():
        kept = with_texts(kept, name, values)
    return kept, who


def _groups(area: Texts, how: Searches, rng: np.random.Generator) -> Ints:
    """The group of each person stopped, areas having a mix of their own."""
    places, place = np.unique(area, return_inverse=True)
    mix = rng.dirichlet(np.array(how.mix) * 8, len(places)).cumsum(axis=1)
    below = rng.random(len(area))[:, None] > mix[place]
    return np.asarray(np.minimum(below.sum(axis=1), len(how.mix) - 1), dtype=np.int64)


def _of_each(
    whose: Texts, spread: float, rng: np.random.Generator, group: Ints | None = None
) -> Floats:
    """A normal deviation for each name, or for each name and group."""
    names, place = np.unique(whose, return_inverse=True)
    drawn = rng.normal(0, spread, (len(names), len(GROUPS)))
    return np.asarray(drawn[place, 0 if group is None else group])


def _lowered(
    unit: Texts, officer: Texts, group: Ints, act: Act, rng: np.random.Generator
) -> tuple[Flags, frozenset[str]]:
    """At which stops the line is lowered, and the officers who do it of themselves."""
    if act.way == BY_GROUP:
        return group == LESS, frozenset()
    gaming = np.isin(unit, act.units)
    if act.way != BY_OFFICERS:
        return gaming & (act.way == BY_UNIT), frozenset()
    who: list[str] = []
    for name in act.units:
        busy = busiest(officer[(unit == name) & (officer != "")], 2 * FEW)
        who += rng.choice(busy, 2, replace=False).tolist()
    return gaming & np.isin(officer, who), frozenset(who)
