"""Oddities of staffing: a unit that another takes over, and a festival with seasonal officers."""

from __future__ import annotations

import numpy as np

from rivals.city import DAY, SHIFT_START, UNITS
from rivals.figures import bounds
from rivals.rows import Column
from rivals.world import Subject, World

FESTIVAL, LENGTH = 186, 16  # day of the year on which it opens, and how many days it lasts
SEASONAL = 0.12  # share of the other units' officers who are sent there


def repost(world: World, who: Column, unit: int, first: int, last: int) -> None:
    """Post officers to a unit from one day to another; before and after they serve as they did."""
    rows = world.tables["postings"]
    end = world.days if last >= world.days - 1 else last  # a posting that lasts ends on no day
    touched = np.isin(rows["officer"], who) & (rows["from_day"] <= end)
    touched &= rows["to_day"] >= first
    before, during, after = (rows.take(touched) for _ in range(3))
    before["to_day"] = np.minimum(before["to_day"], first - 1)
    during["unit"] = np.full(during.size, unit)
    during["from_day"] = np.maximum(during["from_day"], first)
    during["to_day"] = np.minimum(during["to_day"], end)
    after["from_day"] = np.maximum(after["from_day"], end + 1)
    parts = rows.take(~touched).plus(before).plus(during).plus(after)
    parts = parts.take(parts["from_day"] <= parts["to_day"])
    order = np.lexsort((parts["from_day"], parts["officer"]))
    world.tables["postings"] = parts.take(order)
    for table in (world.notes["serving"], world.roster):
        days = table[who, first : last + 1]
        table[who, first : last + 1] = np.where(days >= 0, unit, days)


def festival_town(world: World, units: Column) -> None:
    """Every July a festival fills one district for sixteen days, and officers are sent there."""
    rng, unit = world.rng("festival_town"), int(units[0])
    serving = world.notes["serving"]
    for first in range(FESTIVAL, world.days - LENGTH, 365):
        last = first + LENGTH - 1
        world.intensity[unit, first : last + 1] *= 6
        steady = (serving[:, first] >= 0) & (serving[:, first] != unit)
        steady &= (serving[:, first : last + 1] == serving[:, [first]]).all(axis=1)
        steady[_keepers(world)] = False
        free = np.flatnonzero(steady)
        count = max(4, round(len(free) * SEASONAL))
        repost(world, np.sort(rng.choice(free, count, replace=False)), unit, first, last)
    world.odd.append(Subject("festival_town", "unit", unit))


def _keepers(world: World) -> Column:
    """One officer of each unit who always stays there."""
    serving = world.notes["serving"]
    always = np.flatnonzero((serving[:, 0] >= 0) & (serving == serving[:, :1]).all(axis=1))
    _, first = np.unique(serving[always, 0], return_index=True)
    keepers: Column = always[first]
    return keepers


def _merger(world: World) -> int:
    """The month with which two units are one."""
    return max(6, len(bounds(world)[0]) // 2)


def merged_units(world: World, units: Column) -> None:
    """In the middle of a year one district takes another's cases, beats, officers and goal.

    The agency goes on publishing figures of the other, which are 0 from then on.
    """
    cases, targets = world.cases, world.tables["targets"]
    takes, goes = (int(unit) for unit in units)
    month = _merger(world)
    day = int(bounds(world)[0][month])
    moved = np.flatnonzero((cases["unit"] == goes) & (cases["at"] >= day * DAY + SHIFT_START))
    cases["unit"][moved] = takes
    for who in range(len(world.effort)):
        there = np.flatnonzero(world.notes["serving"][who] == goes)
        there = there[there >= day]
        for stretch in np.split(there, np.flatnonzero(np.diff(there) > 1) + 1):
            if len(stretch):
                repost(world, np.array([who]), takes, int(stretch[0]), int(stretch[-1]))
    goal = targets["target"].reshape(len(UNITS), -1)
    goal[takes, month:] += goal[goes, month:]
    for unit in units:
        world.odd.append(Subject("merged_units", "unit", int(unit), "incidents", moved))


def no_more_goals(world: World, units: Column) -> None:
    """The unit that ceased to be has no goals from then on."""
    targets = world.tables["targets"]
    gone = (targets["unit"] == units[1]) & (targets["month"] >= _merger(world))
    world.tables["targets"] = targets.take(~gone)
