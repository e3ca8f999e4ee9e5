"""How many records must be drawn to know a share, and how many of each stratum?

Attribute sampling asks whether fewer than a tolerable share of a population has a property: the
smallest sample, with the finds that it may hold at most, in which so few would be seen with a
chance of at most 1 - confidence if the share were the tolerable one. The law is binomial, and
hypergeometric in a finite population. A share within some distance, and the difference of two
shares, have the usual normal formulas.

References: AICPA, Audit Guide: Audit Sampling, Table A-1 (statistical sample sizes for tests of
controls, 5 % risk); Cochran 1977, Sampling Techniques, 3rd ed., 4.4 (a share), 5.5 and 5.9
(allocation); Neyman 1934, JRSS 97(4); Fleiss, Levin & Paik 2003, Statistical Methods for Rates and
Proportions, 4.2 (a difference).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, gammaln, ndtri

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST = 100_000  # records; nobody reads more
ROUND = 1e-9  # a product of two decimals that is meant to be whole


class SampleSizeError(ValueError):
    """No sample of a size that can be read answers what was asked."""


@dataclass(frozen=True)
class Size:
    """How many records to draw, and how many finds among them would still be few enough."""

    n: int
    allowed: int


def attribute_size(
    tolerable: float,
    *,
    expected: float = 0.0,
    confidence: float = 0.95,
    population: int | None = None,
) -> Size:
    """Return the smallest sample that can show that a share is below `tolerable`.

    `expected` is the share that is thought to be there; the more of it, the larger the sample.
    `population` is the number of records, None for one without end. Where the sample would have
    to be the population, it is.

    Raises
    ------
    SampleSizeError
        Where `expected` is not below `tolerable`, or more than 100,000 records would be needed.
    """
    if not 0 <= expected < tolerable < 1:
        raise SampleSizeError(
            f"the expected share {expected:g} must be below the tolerable share {tolerable:g}, "
            "and that below 1"
        )
    limit = MOST if population is None else population
    finds = None if population is None else ceil(tolerable * population - ROUND)
    n = 1
    for allowed in range(limit):
        n = _smallest(n, limit, allowed, tolerable, finds, population, 1 - confidence)
        if n > limit:
            break
        if ceil(n * expected - ROUND) <= allowed:
            return Size(n, allowed)
    if population is not None:
        return Size(population, max((finds or 1) - 1, 0))
    raise SampleSizeError(
        f"more than {MOST:,} records; let the tolerable share lie farther from the expected one"
    )


def _smallest(
    low: int, limit: int, allowed: int, tolerable: float, finds: int | None,
    population: int | None, risk: float,
) -> int:  # fmt: skip
    """The smallest n with a chance of at most `risk` of so few finds; limit + 1 for none."""
    low, high = max(low, allowed + 1), limit + 1
    while low < high:
        middle = (low + high) // 2
        if population is None or finds is None:
            chance = float(bdtr(allowed, middle, tolerable))
        else:
            chance = at_most(allowed, middle, finds, population)
        if chance <= risk:
            high = middle
        else:
            low = middle + 1
    return low


def at_most(k: int, n: int, finds: int, population: int) -> float:
    """The chance of `k` finds or fewer among `n` drawn of a `population` that has `finds`."""
    first, last = max(0, n - (population - finds)), min(n, finds)
    if k >= last:
        return 1.0
    if k < first:
        return 0.0
    # The shorter tail is added, so that no chance near 1 is lost in rounding.
    mean = n * finds / population
    below = np.arange(first, k + 1) if k < mean else np.arange(k + 1, last + 1)
    logs = (
        _log_choose(finds, below)
        + _log_choose(population - finds, n - below)
        - _log_choose(population, np.array([n]))
    )
    tail = float(np.exp(logs).sum())
    return min(1.0, tail) if k < mean else max(0.0, 1.0 - tail)


def _log_choose(n: int, k: Ints) -> Floats:
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))


def precision_size(
    within: float, *, expected: float = 0.5, confidence: float = 0.95, population: int | None = None
) -> int:
    """Return how many records tell a share to `within` of it, whatever it is near `expected`."""
    if not (0 < within < 1 and 0 < expected < 1):
        raise SampleSizeError("the distance and the expected share must lie between 0 and 1")
    z = float(ndtri((1 + confidence) / 2))
    n = z * z * expected * (1 - expected) / within**2
    if population is None:
        return ceil(n - ROUND)
    return min(population, ceil(n / (1 + (n - 1) / population) - ROUND))


def difference_size(
    one: float, other: float, *, confidence: float = 0.95, power: float = 0.8
) -> int:
    """Return how many records of each of two groups tell their shares apart, two-sided."""
    if not (0 <= one <= 1 and 0 <= other <= 1) or one == other:
        raise SampleSizeError("the two shares must differ and lie between 0 and 1")
    z, reach = float(ndtri((1 + confidence) / 2)), float(ndtri(power))
    middle = (one + other) / 2
    spread = sqrt(2 * middle * (1 - middle))
    own = sqrt(one * (1 - one) + other * (1 - other))
    return ceil(((z * spread + reach * own) / (one - other)) ** 2 - ROUND)


def allocate(n: int, sizes: Ints, spread: Floats | None = None, *, least: int = 2) -> Ints:
    """Share a sample of `n` among strata of `sizes`, (H,): as many of each, (H,).

    In proportion to size times `spread`, the standard deviation in each stratum (Neyman); to size
    alone where None. Each stratum gets `least` or all of it, and none more than it has; so the sum
    may exceed `n` where strata are many.
    """
    sizes = np.asarray(sizes, dtype=np.int64)
    weight = sizes * (np.ones(len(sizes)) if spread is None else np.asarray(spread, np.float64))
    given = np.minimum(sizes, least)
    while (left := min(n, int(sizes.sum())) - int(given.sum())) > 0:
        open_ = given < sizes
        weight_of_open = np.where(open_, weight, 0.0)
        if not weight_of_open.sum():
            weight_of_open = np.where(open_, sizes, 0).astype(np.float64)
        # What each is short of its part of the whole; the one that is shortest is next.
        target = weight_of_open / weight_of_open.sum() * n
        short = np.where(open_, target - given, -np.inf)
        step = np.minimum(np.floor(np.maximum(short, 0.0)), sizes - given).astype(np.int64)
        if 0 < step.sum() <= left:
            given = given + step
        else:
            given[int(np.argmax(short))] += 1
    return given
