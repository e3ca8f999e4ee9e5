"""Targets of the units, and the figures that the agency published."""

from __future__ import annotations

import numpy as np

from rivals.city import DAY, SHIFT_START, UNITS, dates, months
from rivals.rows import Column, Rows, texts
from rivals.world import World


def month_of(world: World, minutes: Column) -> Column:
    """Number of the month of each moment."""
    month: Column = months(world.days)[np.clip(minutes // DAY, 0, world.days - 1)]
    return month


def bounds(world: World) -> tuple[Column, Column]:
    """First and last day of each month."""
    month = months(world.days)
    first = np.flatnonzero(np.diff(month, prepend=-1))
    return first, np.concatenate([first[1:], [world.days]]) - 1


def draw_targets(world: World) -> None:
    """A monthly goal of arrests for each unit, from what it usually makes."""
    rng, cases = world.rng("targets"), world.cases
    count = len(bounds(world)[0])
    arrests = (
        np.bincount(cases["unit"][cases["clearance"] == "arrest"], minlength=len(UNITS)) / count
    )
    years = rng.uniform(0.94, 1.1, (len(UNITS), count // 12 + 1))
    goal = arrests[:, None] * years[:, np.arange(count) // 12]
    step = np.where(goal >= 40, 5, 1)
    unit, month = np.indices(goal.shape).reshape(2, -1)
    world.tables["targets"] = Rows(
        unit=unit, month=month, target=(np.ceil(goal / step) * step).ravel().astype(float)
    )


def publish(world: World) -> None:
    """Monthly counts of each unit as they stood on the 25th of the month after."""
    cases, (first, last) = world.cases, bounds(world)
    published = last + 25
    month = month_of(world, cases["occurred"])
    known = cases["recorded"] < published[month] * DAY + SHIFT_START
    parts = []
    for metric, where in (
        ("cases", known),
        ("arrests", known & (cases["clearance"] == "arrest")),
        ("complaints", known & (cases["origin"] == "complaint")),
    ):
        value = np.zeros((len(UNITS), len(first)))
        np.add.at(value, (cases["unit"][where], month[where]), 1)
        unit, of_month = np.indices(value.shape).reshape(2, -1)
        parts.append(Rows(unit=unit, metric=texts([metric] * len(unit)), month=of_month,
                          value=value.ravel(), published=published[of_month]))  # fmt: skip
    world.tables["figures"] = parts[0].plus(parts[1]).plus(parts[2])


def working_days_at_month_end(world: World) -> Column:
    """The last working day of each month, by number."""
    weekday = np.array([day.weekday() for day in dates(world.days)])
    return np.array([day - max(weekday[day] - 4, 0) for day in bounds(world)[1]])
