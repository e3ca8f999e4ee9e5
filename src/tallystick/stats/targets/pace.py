"""Do counts come faster up to the day on which a level is reached, and slower after it?

A unit reaches a level in a good month: without any regime the days before look faster than those
after. So the day on which a level is reached is compared with other days of the same unit and
season, drawn in proportion to what was counted on them: the day of any given case is just such a
day. What the whole agency does on the same days is taken out of both.

References: Travova 2023, Journal of Economic Behavior & Organization 212, the month in which the
level of the year before is met; Phipson & Smyth 2010, Statistical Applications in Genetics and
Molecular Biology 9(1), p-values of drawn permutations are never zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WINDOW = 28
SEASON = 75  # days of the year on either side from which other days are drawn
YEAR = 365.25
LEAST_REACHED = 2
LEAST_WORTH = 2.0  # windows beside each other that do not overlap
DRAWS, SEED = 4999, 5


@dataclass(frozen=True)
class Reached:
    """The days on which one unit reached its levels.

    Parameters
    ----------
    own, rest
        (D,) the unit's daily counts, and those of the rest of its agency on the same days.
    days
        (K,) the places of those days in `own`.
    """

    own: Ints
    rest: Ints
    days: Ints


def contrast(own: Ints, rest: Ints) -> Floats:
    """The log of the rate of the 28 days to each day over that of the 28 after, (D,).

    That of `rest`, (D,), is taken off. NaN where a window is not whole.
    """
    return np.asarray(_ratio(own) - _ratio(rest))


def _ratio(counts: Ints) -> Floats:
    told = np.full(len(counts), np.nan)
    sums = np.concatenate([[0], np.cumsum(counts)])
    day = np.arange(WINDOW - 1, len(counts) - WINDOW)
    before = sums[day + 1] - sums[day + 1 - WINDOW]
    after = sums[day + 1 + WINDOW] - sums[day + 1]
    told[day] = np.log((before + 0.5) / (after + 0.5))
    return told


def pace(units: Sequence[Reached]) -> Tested[float]:
    """Test the days on which units, one or all of an agency, reached their levels; `n` of them.

    The estimate is the mean log of the unit's rate up to the day over that after it, relative to
    the rest of the agency and to other days of its own; `numbers` is the same mean before other
    days were taken off.
    """
    drawn, seen = [], []
    rng = np.random.default_rng(SEED)
    for unit in units:
        change = contrast(unit.own, unit.rest)
        for day in unit.days.tolist():
            others = other_days(unit, change, day)
            if np.isnan(change[day]) or len(others) < LEAST_WORTH * 2 * WINDOW:
                continue
            weight = unit.own[others] / unit.own[others].sum()
            usual = float(weight @ change[others])
            draws = rng.choice(change[others], DRAWS, p=weight)
            seen.append(float(change[day]))
            drawn.append(usual + widened(len(others)) * (draws - usual))
    n = len(seen)
    if n < LEAST_REACHED:
        reason = Reason("few_days", n=n)
        return Tested(n=n, reason=reason, numbers=float("nan"))
    by_chance = np.mean(drawn, axis=0)
    raw = float(np.mean(seen))
    estimate, spread = raw - float(by_chance.mean()), float(by_chance.std())
    half = float(ndtri(1 - LEVEL / 2)) * spread
    return Tested(
        n=n,
        estimate=estimate,
        interval=(estimate - half, estimate + half),
        p_value=float((1 + (by_chance >= raw).sum()) / (1 + DRAWS)),
        minimum_detectable=float(ndtri(1 - LEVEL) + ndtri(POWER)) * spread,
        numbers=raw,
    )


def widened(days: int) -> float:
    """How much wider chance is than so many other `days` show it, which overlap in their windows.

    They are worth one in 56 each; of m such the mean is off by 1 / m of the variance, and the
    variance has m - 1 degrees of freedom.
    """
    worth = max(days / (2 * WINDOW), LEAST_WORTH)
    return float(np.sqrt((worth + 1) / (worth - 1)))


def other_days(unit: Reached, change: Floats, day: int) -> Ints:
    """The days of the same season, with records, that are not near a day of reaching a level.

    `change` is the contrast of each day, (D,), `day` the place of the day in question.
    """
    days = np.arange(len(unit.own))
    turn = (days - day) / YEAR
    apart = np.abs(turn - np.round(turn)) * YEAR
    near = np.abs(days[:, None] - unit.days[None, :]).min(axis=1) <= WINDOW
    usable = (apart <= SEASON) & ~near & ~np.isnan(change) & (unit.own > 0)
    return np.flatnonzero(usable)


def reached(own: Ints, first: int, last: int, level: int) -> int | None:
    """The first day, as a place in `own` (D,), on which the counts since `first` make `level`.

    None where they do not by `last`, or `level` is not above zero.
    """
    made = np.cumsum(own[first : last + 1])
    over = np.flatnonzero(made >= level)
    return first + int(over[0]) if level > 0 and len(over) else None
