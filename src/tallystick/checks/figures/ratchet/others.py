"""Which results of the same unit stand beside those that had a level to reach?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.shared.figure_levels import Attempt, Days, whole_months
from tallystick.stats.estimate import Tested
from tallystick.stats.targets.landing import LEAST_LEVEL, most_by_chance, reach_of, widths
from tallystick.stats.targets.other_periods import AtValues, elsewhere
from tallystick.stats.texts import grouped

Ints = NDArray[np.int64]


def on_elsewhere(
    attempts: Sequence[Attempt], lacking: Ints, step: int, *, at_most: bool
) -> Tested[float]:
    """What other periods say of results on their levels; `lacking`, (N,), is in steps."""
    since = np.array([each.since for each in attempts], dtype=np.int64)
    begun = np.array([each.begun for each in attempts], dtype="datetime64[D]")
    reach = reach_of(np.maximum(lacking, 0))
    return _asked(attempts, (begun, since), (lacking, reach), step, at_most=at_most)


def above_elsewhere(
    attempts: Sequence[Attempt], level: Ints, step: int, *, at_most: bool
) -> Tested[float]:
    """What other periods say of results in the first bin beyond whole periods' levels, (N,)."""
    result = np.array([each.result for each in attempts], dtype=np.int64)
    first = np.array([each.first for each in attempts], dtype="datetime64[D]")
    reach = widths(np.maximum(level, 0)) - 1
    return _asked(attempts, (first, result), (level, reach), step, at_most=at_most)


def _asked(
    attempts: Sequence[Attempt],
    counted: tuple[Days, Ints],
    levels: tuple[Ints, Ints],
    step: int,
    *,
    at_most: bool,
) -> Tested[float]:
    level, reach = levels
    usable = np.flatnonzero(level >= LEAST_LEVEL)
    begun, result = counted
    last = np.array([each.last for each in attempts], dtype="datetime64[D]")
    months = whole_months(begun, last)
    first = level - reach if at_most else level
    chance = most_by_chance(np.maximum(first, 1), reach)
    unit = np.array([each.unit for each in attempts], dtype=object)
    units = []
    for _, rows in grouped(unit[usable], months[usable]):
        own = usable[rows]
        others = _others(attempts[own[0]], int(months[own[0]]), begun[own])
        parts = [own] if months[own[0]] else own[:, None]
        units += [
            AtValues(
                first[part] * step, (first[part] + reach[part]) * step, result[part],
                np.concatenate([result[part], others]), chance[part],
            )
            for part in parts
        ]  # fmt: skip
    return elsewhere(units)


def _others(attempt: Attempt, months: int, begun: Days) -> Ints:
    """The unit's figures of as many months that begin on none of these days; of no months none."""
    tiled = attempt.figures.get(months) if months else None
    if tiled is None:
        return np.zeros(0, dtype=np.int64)
    return tiled.value[~np.isin(tiled.first, begun)]
