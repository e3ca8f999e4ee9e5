"""What share of a population has a property, by a sample drawn from it without replacement?

From one stratum the interval is exact: the numbers of finds that the population can have without
making what was seen too rare on either side (the hypergeometric law inverted). Over strata, each
sampled at random, the share is the strata's weighted by size, with its variance; the interval is
that of Clopper and Pearson for a simple sample that would know the share as well (its effective
size), with the correction of Korn and Graubard for the strata. Shares in that variance are pulled
towards a half by half a find of each kind, so that a stratum without a find does not seem to be
known for certain.

Measured over 2, 5 and 12 strata of 20 to 2,000 records, shares of 1 to 60 % that differ up to
fourfold between them, 30, 100 and 300 drawn in proportion or evenly (600 draws of each, seed 6):
the nominal 95 % holds the truth in 94.0 to 100 % of draws, in 97.5 % on average.

References: Cochran 1977, Sampling Techniques, 3rd ed., 3.6 and 5.10; Clopper & Pearson 1934,
Biometrika 26(4); Korn & Graubard 1998, Survey Methodology 24(2); Wright 1991, Exact Confidence
Bounds when Sampling from Small Finite Universes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, stdtrit

from tallystick.stats.sampling.sample_size import at_most

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Share:
    """A share of a population of `population` records, by `n` drawn of it, and its interval."""

    share: float
    interval: tuple[float, float]
    error: float
    n: int
    population: int

    @property
    def records(self) -> tuple[int, int, int]:
        """How many records that is: the estimate, and the ends of its interval."""
        share, low, high = (round(each * self.population) for each in (self.share, *self.interval))
        return share, low, high


def exact_interval(
    found: int, n: int, population: int, confidence: float = CONFIDENCE
) -> tuple[int, int]:
    """Return the fewest and most finds that the population can have, having seen `found` of `n`."""
    risk = (1 - confidence) / 2
    low, high = found, population - (n - found)
    least = _first(low, high, lambda finds: 1 - at_most(found - 1, n, finds, population) > risk)
    too_many = _first(least, high + 1, lambda finds: at_most(found, n, finds, population) <= risk)
    return least, max(least, too_many - 1)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number in [low, high) of which it holds, `high` where it holds of none."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def estimated(found: Ints, n: Ints, sizes: Ints, confidence: float = CONFIDENCE) -> Share:
    """Return the share of the whole, from `found` of `n` drawn of strata of `sizes`; (H,) each.

    Raises
    ------
    ValueError
        Where a stratum has records and none of them was drawn: nothing is known of it.
    """
    found, n, sizes = (np.asarray(each, dtype=np.int64)[sizes > 0] for each in (found, n, sizes))
    if not len(sizes) or (n <= 0).any():
        raise ValueError("a stratum from which nothing was drawn, or no stratum at all")
    population = int(sizes.sum())
    weight = sizes / population
    share = float((weight * found / n).sum())
    if len(sizes) == 1:
        low, high = exact_interval(int(found[0]), int(n[0]), population, confidence)
        error = sqrt(_variance(found / n, n, sizes))
        return Share(share, (low / population, high / population), error, int(n[0]), population)
    error = sqrt(_variance(found / n, n, sizes))
    interval = _of_strata(share, found, n, sizes, confidence)
    return Share(share, interval, error, int(n.sum()), population)


def _variance(shares: Floats, n: Ints, sizes: Ints) -> float:
    """The variance of the weighted share; a stratum of which one was drawn has the largest."""
    weight = sizes / sizes.sum()
    inner = np.where(n > 1, shares * (1 - shares) / np.maximum(n - 1, 1), 0.25)
    return float((weight**2 * (1 - n / sizes) * inner).sum())


def _of_strata(
    share: float, found: Ints, n: Ints, sizes: Ints, confidence: float
) -> tuple[float, float]:
    risk = (1 - confidence) / 2
    pulled = (found + 0.5) / (n + 1.0)
    pulled_share = float((sizes / sizes.sum() * pulled).sum())
    variance = _variance(pulled, n, sizes)
    if variance <= 0:
        return share, share
    total, free = int(n.sum()), int((n - 1)[n > 1].sum())
    worth = pulled_share * (1 - pulled_share) / variance
    worth *= float(stdtrit(total - 1, risk) / stdtrit(max(free, 1), risk)) ** 2
    finds = share * worth
    low = float(betaincinv(finds, worth - finds + 1, risk)) if share > 0 else 0.0
    high = float(betaincinv(finds + 1, worth - finds, 1 - risk)) if share < 1 else 1.0
    known = found.sum() / sizes.sum(), 1 - (n - found).sum() / sizes.sum()
    return max(low, float(known[0])), min(high, float(known[1]))
