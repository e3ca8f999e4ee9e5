"""Do totals sit on round values more often than chance puts them there?

Of whole numbers that spread over more than a few multiples of a base, one in `base` is a multiple
of it, whatever the law of the numbers: the deviation of a Poisson count from that is at most
2 exp(-2 pi^2 m / base^2) of it, for a mean m (Poisson summation), under a hundredth where m is at
least a fourth of base squared, and it falls as the counts vary more. A series that stays within one
base of itself has no such spread, and is not tested. Nought is no round number: it is what nothing
adds up to, and figures of small places and quiet days hold many.

References: Feller 1971, An Introduction to Probability Theory II, XIX.5, for Poisson summation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import Reason, Tested
from tallystick.stats.proportions.binomial import beyond_chance

LEAST, ROUNDED = 12, 0.01
LEAST_SPREAD = 0.5  # standard deviation in terms of the base: then the deviation is below .015


@dataclass(frozen=True)
class Multiples:
    """How many totals are multiples of `base`, a power of ten."""

    base: int
    multiples: int


def base_of(totals: NDArray[np.int64]) -> int:
    """The largest power of ten of which the median of `totals` (N,) is at least five times."""
    middle = float(np.median(totals)) if len(totals) else 0.0
    base = 1
    while middle >= 5 * base * 10:
        base *= 10
    return base


def roundness(totals: NDArray[np.int64]) -> Tested[Multiples]:
    """Test whole totals, (N,), but noughts, for too many multiples of a base that their size sets.

    The estimate is the share of multiples minus 1 / base, the p-value one-sided.
    """
    totals = totals[totals != 0]
    base, n = base_of(totals), len(totals)
    numbers = Multiples(base, int((totals % base == 0).sum()))
    reason = ""
    if base == 1:
        reason = Reason("small")
    elif n < LEAST:
        reason = Reason("few_figures", n=n, of=LEAST)
    elif spread(totals) < LEAST_SPREAD * base:
        reason = Reason("narrow", n=base)
    if reason:
        return Tested(n=n, reason=reason, numbers=numbers)
    return beyond_chance(numbers.multiples, n, 1 / base, numbers)


def rounded_to(totals: NDArray[np.int64]) -> int:
    """The base on whose multiples `totals`, (N,), sit as rounded figures do; 0 where they do not.

    A guard of other tests, at 1 %: rounded figures meet round levels by chance.
    """
    said = roundness(totals)
    return said.numbers.base if said.p_value is not None and said.p_value < ROUNDED else 0


def spread(totals: NDArray[np.int64]) -> float:
    """A standard deviation of `totals`, (N,), that one far value does not make."""
    low, high = np.quantile(totals, [0.25, 0.75])
    return float(high - low) / 1.349
