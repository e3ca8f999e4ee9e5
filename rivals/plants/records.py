"""Manipulated incidents: ghosts, split arrests, other labels at the month's end, earlier dates."""

from __future__ import annotations

import numpy as np

from rivals.cases import cases_of
from rivals.city import DAY
from rivals.figures import bounds, month_of
from rivals.people import add_twins
from rivals.rows import NEVER, Column, Rows, some, texts
from rivals.second_system import CALLED
from rivals.world import Subject, World

LESSER = {"ASSAULT": "MINOR-ASSAULT", "BURGLARY": "DAMAGE", "ROBBERY": "THEFT"}


def ghost_records(world: World, units: Column) -> None:
    """Arrests of the patrol that never happened; only the dispatcher's log knows nothing of them.

    Records: all cases of the unit. Made: the ghosts.
    """
    _add_ghosts(world, units, "ghost_records")


def ghosts_in_both_systems(world: World, units: Column) -> None:
    """Arrests of the patrol that never happened, each with an entry in the log.

    Records: all cases of the unit. Made: the ghosts, which `ghosts_in_the_log` enters there.
    """
    _add_ghosts(world, units, "ghosts_in_both_systems")


def _add_ghosts(world: World, units: Column, kind: str) -> None:
    rng = world.rng(kind)
    for unit in units:
        honest = np.flatnonzero(world.cases["unit"] == unit)
        size = round(len(honest) * world.dose / (1 - world.dose))
        rows = _patrol_arrests(world, unit, size, rng)
        while rows.size < size:
            rows = rows.plus(_patrol_arrests(world, unit, size, rng))
        rows = rows.take(np.arange(size))
        rows["dispatched"][:] = False
        made = world.add_cases(rows)
        records = np.concatenate([honest, made])
        world.planted.append(Subject(kind, "unit", int(unit), "incidents", records, made))


def ghosts_in_the_log(world: World, _units: Column) -> None:
    """An entry of each such ghost, by the officer who made it up; no court hears of any."""
    rng, cases, log = world.rng("ghosts in the log"), world.cases, world.tables["counterparts"]
    kind = "ghosts_in_both_systems"
    made = np.concatenate([each.made for each in world.planted if each.kind == kind])
    at = np.clip(cases["at"][made] + rng.integers(-6, 3, len(made)), 0, world.end - 1)
    log = log.plus(Rows(
        officer=cases["officer"][made],
        badge=np.full(len(made), -1),
        at=at,
        code=texts([CALLED[each] for each in cases["called"][made]]),
        area=cases["area"][made],
    ))  # fmt: skip
    world.tables["counterparts"] = log.take(np.argsort(log["at"], kind="stable"))
    outcomes, duties = world.tables["outcomes"], world.tables["duties"]
    never = np.isin(outcomes["case"], made)
    hearings = cases["officer"][outcomes["case"]] + outcomes["decided"] * len(world.effort)
    hearing = duties["officer"] + duties["from_at"] * len(world.effort)
    called = (duties["kind"] == "court") & np.isin(hearing, hearings[never])
    world.tables["outcomes"], world.tables["duties"] = outcomes.take(~never), duties.take(~called)


def _patrol_arrests(world: World, unit: int, size: int, rng: np.random.Generator) -> Rows:
    """Some arrests as the unit's patrols make them, about as many as `size`."""
    rows = cases_of(world, np.full(size * 9 + 100, unit), rng)
    return rows.take((rows["clearance"] == "arrest") & (rows["origin"] == "patrol"))


def split_arrest(world: World, units: Column) -> None:
    """One arrest becomes two to four records, minutes apart.

    Records: all arrests of the unit. Made: the additional records.
    """
    rng = world.rng("split_arrest")
    for unit in units:
        cases = world.cases
        arrests = np.flatnonzero((cases["unit"] == unit) & (cases["clearance"] == "arrest"))
        size = round(len(arrests) * world.dose / (1 - world.dose))
        if size > 3 * len(arrests):
            raise ValueError("an arrest is split into four at most: a dose of 0.75")
        order, more = rng.permutation(arrests), rng.integers(1, 4, len(arrests))
        pieces = np.concatenate([np.repeat(order, more), np.repeat(order, 3 - more)])[:size]
        rows = cases.take(pieces)
        later = rng.integers(3, 90, size)
        at_most = world.end - 1 - np.maximum(rows["occurred"], rows["at"])
        for name in ("at", "occurred", "recorded"):
            rows[name] = rows[name] + np.minimum(later, at_most)
        rows["closed"] = np.where(rows["closed"] > 0, rows["closed"] + 90, NEVER)
        rows["dispatched"][:] = False
        made = world.add_cases(rows)
        add_twins(world, pieces, made)
        records = np.concatenate([arrests, made])
        world.planted.append(Subject("split_arrest", "unit", int(unit), "incidents", records, made))


def month_end_relabelling(world: World, units: Column) -> None:
    """Serious cases of a month's last six days are entered as lesser ones.

    Records: serious cases of these days. Made: those with a lesser label.
    """
    rng, cases = world.rng("month_end_relabelling"), world.cases
    last = bounds(world)[1][month_of(world, cases["occurred"])]
    late = last - cases["occurred"] // DAY < 6
    serious = np.isin(cases["offence"], list(LESSER))
    for unit in units:
        records = np.flatnonzero((cases["unit"] == unit) & late & serious)
        made = np.sort(rng.choice(records, round(len(records) * world.dose), replace=False))
        cases["offence"][made] = [LESSER[each] for each in cases["offence"][made]]
        world.planted.append(
            Subject("month_end_relabelling", "unit", int(unit), "incidents", records, made)
        )


def backdated_entries(world: World, units: Column) -> None:
    """Arrests of a month's first eight days are dated into the month before, if it missed its goal.

    Records: arrests of the first eight days after such a month. Made: those with an earlier date.
    """
    rng, cases, targets = world.rng("backdated_entries"), world.cases, world.tables["targets"]
    first, last = bounds(world)
    month = month_of(world, cases["occurred"])
    arrest = cases["clearance"] == "arrest"
    for unit in units:
        own = arrest & (cases["unit"] == unit)
        goal = targets["target"][targets["unit"] == unit]
        missed = np.bincount(month[own], minlength=len(first)) < goal
        before = np.maximum(month - 1, 0)
        soon = (month > 0) & missed[before] & (cases["occurred"] // DAY - first[month] < 8)
        records = np.flatnonzero(own & soon)
        made = some(rng, own & soon, world.dose)
        day = last[before[made]] - rng.integers(0, 3, len(made))
        cases["occurred"][made] = day * DAY + cases["occurred"][made] % DAY
        world.planted.append(
            Subject("backdated_entries", "unit", int(unit), "incidents", records, made)
        )
