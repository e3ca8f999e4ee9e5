"""Do a unit's results lie at a value only when that value is their level, or in other periods too?

Work that comes in portions, slots or rosters puts results on the same few values whatever level was
set. So each value is asked of the unit's other periods, which had another level or none. If the
periods may be exchanged, dealing all results anew over them gives the law of how many lie at their
level: hypergeometric where a unit has one level; where it has several, one result stands beside
each, and a Poisson law shifted to the mean and the variance of dealing anew (Hoeffding) takes its
place, whose upper tail is as heavy near 5 % and heavier beyond (tests/stats).

Where fewer than `LEAST_OTHERS` other periods are there, portions cannot be told from a level that
is met: what chance puts there at most takes the place of the hypergeometric law, and how many
results that concerns is said.

References: Fisher 1935, The Design of Experiments, the test by exchanging; Hoeffding 1951, Annals
of Mathematical Statistics 22(4), mean and variance of a sum over a random permutation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from tallystick.stats.estimate import Tested
from tallystick.stats.proportions.shares import null_law

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
LEAST_OTHERS = 6
LEAST_P = 1e-300


@dataclass(frozen=True)
class AtValues:
    """Results against the levels of one unit, and all its results of periods as long.

    Parameters
    ----------
    first, last
        The least and the largest result that counts as at each result's level, (N,), in order of
        the results.
    result
        The results, (N,).
    pool
        All the unit's results of periods as long, the N among them, (M,), in any order.
    chance
        The largest chance that a count is at each level, (N,).
    """

    first: Ints
    last: Ints
    result: Ints
    pool: Ints
    chance: Floats


@dataclass(frozen=True)
class _Levels:
    """The levels of one unit, (L,) each.

    How many results have each, how many of these are at it, how many of all its periods' are,
    how many periods have it not; by chance at most; and the mean and the variance of how many
    dealing anew makes of those levels that have other periods enough.
    """

    n: Ints
    found: Ints
    total: Ints
    rest: Ints
    chance: Floats
    mean: float
    variance: float

    @property
    def asked(self) -> NDArray[np.bool_]:
        return np.asarray(self.rest >= LEAST_OTHERS)


def elsewhere(units: Sequence[AtValues]) -> Tested[float]:
    """Set results at their levels beside the same units' results of other periods.

    The p-value is of as many at their level, were results dealt out anew; `n` counts the results
    that have other periods enough. `numbers` is how many of the results would be at their level
    were they there as often as the results of other periods are; by chance at most where these are
    too few.
    """
    held = [_levels(each) for each in units if len(each.result)]
    law, mean, variance = np.ones(1), 0.0, 0.0
    found = asked = 0
    expected = 0.0
    for unit in held:
        few = ~unit.asked
        for trials, most in zip(unit.n[few].tolist(), unit.chance[few].tolist(), strict=True):
            law = np.convolve(law, _by_chance(trials, most))
        if unit.asked.sum() == 1:
            only = [each[unit.asked] for each in (unit.total, unit.n, unit.rest)]
            law = np.convolve(law, null_law(*only))
        else:
            mean, variance = mean + unit.mean, variance + unit.variance
        others = (unit.total - unit.found) / np.maximum(unit.rest, 1)
        expected += float((unit.n * np.where(unit.asked, others, unit.chance)).sum())
        found += int(unit.found.sum())
        asked += int(unit.n[unit.asked].sum())
    beyond = _shifted_tail(found - np.arange(len(law)), mean, variance)
    return Tested(n=asked, p_value=float(np.clip(law @ beyond, LEAST_P, 1.0)), numbers=expected)


def _by_chance(trials: int, chance: float) -> Floats:
    """The binomial law of so many trials, (N + 1,)."""
    found = np.arange(trials + 1)
    try:
        # What binom.pmf asks; the import of scipy.stats takes a twentieth of a small audit.
        from scipy.special._ufuncs import _binom_pmf
    except ImportError:
        from scipy.stats import binom

        return np.asarray(binom.pmf(found, trials, chance))
    return np.asarray(_binom_pmf(found, trials, chance))


def _shifted_tail(least: Ints, mean: float, variance: float) -> Floats:
    """The chance of `least` or more, (K,), by a Poisson law of `variance` shifted to `mean`."""
    if variance <= 0:
        return np.asarray(least <= mean, dtype=np.float64)
    above = np.maximum(least - (mean - variance), 0.0)
    return np.asarray(np.where(above > 0, gammainc(above, variance), 1.0))


def _levels(unit: AtValues) -> _Levels:
    bounds, place, n = np.unique(
        np.stack([unit.first, unit.last]), axis=1, return_inverse=True, return_counts=True
    )
    place = place.ravel()
    at = (unit.result >= unit.first) & (unit.result <= unit.last)
    pool = np.sort(unit.pool)
    begin, end = (
        np.searchsorted(pool, bounds[0], "left"), np.searchsorted(pool, bounds[1], "right")
    )  # fmt: skip
    rest = len(pool) - n
    dealt = np.where(rest >= LEAST_OTHERS, n, 0)
    return _Levels(
        n,
        np.bincount(place, weights=at, minlength=len(n)).astype(np.int64),
        end - begin,
        rest,
        np.bincount(place, weights=unit.chance, minlength=len(n)) / n,
        *_dealt_anew(dealt, begin, end, len(pool)),
    )


def _dealt_anew(n: Ints, begin: Ints, end: Ints, periods: int) -> tuple[float, float]:
    """Mean and variance of how many of `periods` results, dealt anew, lie at their level.

    Each of L levels is that of `n` periods, and the results in order from `begin` to `end` are
    at it, (L,) each.
    """
    met = float((n * (end - begin)).sum())
    rows = float((n * (end - begin) ** 2).sum()) / periods
    changes = np.zeros(periods + 1)
    np.add.at(changes, begin, n)
    np.add.at(changes, end, -n)
    columns = float((np.cumsum(changes)[:-1] ** 2).sum()) / periods
    mean = met / periods
    return mean, max(0.0, (met - rows - columns + mean**2) / max(periods - 1, 1))
