"""Do totals sit on round values more often than chance puts them there?

Of whole numbers that spread over more than a few multiples of a base, one in `base` is a multiple
of it, whatever the law of the numbers: the deviation of a Poisson count from that is at most
2 exp(-2 pi^2 m / base^2) of it, for a mean m (Poisson summation), under a hundredth where m is at
least a fourth of base squared, and it falls as the counts vary more. A series that stays within one
base of itself has no such spread, and is not tested.

References: Feller 1971, An Introduction to Probability Theory II, XIX.5, for Poisson summation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from tallystick.stats.binomial import clopper_pearson, smallest_excess

LEAST = 12
LEAST_SPREAD = 0.5  # standard deviation in terms of the base: then the deviation is below .015


@dataclass(frozen=True)
class Roundness:
    """What one series of totals says.

    Parameters
    ----------
    p_value
        One-sided: of so many multiples or more by chance. None when insufficient.
    base
        What they are multiples of, a power of ten.
    multiples, n
        How many of how many.
    excess, interval
        The share of multiples minus 1 / base, and its 95 % interval.
    smallest_detectable
        The smallest excess that would be found with 80 % power.
    reason
        Why nothing can be said.
    """

    p_value: float | None
    base: int
    multiples: int
    n: int
    excess: float
    interval: tuple[float, float]
    smallest_detectable: float
    reason: str = ""


def base_of(totals: NDArray[np.int64]) -> int:
    """The largest power of ten of which the median of `totals` (N,) is at least five times."""
    middle = float(np.median(totals)) if len(totals) else 0.0
    base = 1
    while middle >= 5 * base * 10:
        base *= 10
    return base


def roundness(totals: NDArray[np.int64]) -> Roundness:
    """Test whole totals, (N,), for too many multiples of a base that their size sets."""
    base, n = base_of(totals), len(totals)
    multiples = int((totals % base == 0).sum())
    reason = ""
    if base == 1:
        reason = "the figures are too small to have round values: their median is below 50"
    elif n < LEAST:
        reason = f"only {n} figures; {LEAST} are needed"
    elif spread(totals) < LEAST_SPREAD * base:
        reason = f"the figures stay so near each other that few multiples of {base} are in reach"
    if reason:
        nan = float("nan")
        return Roundness(None, base, multiples, n, nan, (nan, nan), nan, reason)
    chance = 1 / base
    p_value = float(bdtrc(multiples - 1, n, chance)) if multiples else 1.0
    low, high = clopper_pearson(multiples, n)
    return Roundness(
        p_value, base, multiples, n, multiples / n - chance, (low - chance, high - chance),
        smallest_excess(n, chance),
    )  # fmt: skip


def spread(totals: NDArray[np.int64]) -> float:
    """A standard deviation of `totals`, (N,), that one far value does not make."""
    low, high = np.quantile(totals, [0.25, 0.75])
    return float(high - low) / 1.349
