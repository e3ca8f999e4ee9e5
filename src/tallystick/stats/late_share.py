"""Is a share larger in the last days of periods than on other days?

Within each unit and period the records of the last days are set against those of other days.
Two p-values are worked out and the larger counts (Berger). The exact conditional one takes records
for independent. The other is Student's t over periods of what the last days hold beyond their part,
so that records that come in runs (one person, one operation) widen it as far as periods differ.

References: Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4); Student 1908, Biometrika 6(1);
Berger 1982, Technometrics 24(4), the larger p-value of two tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from tallystick.stats.shares import Shares, compared

Ints = NDArray[np.int64]

LEAST_PERIODS = 6


@dataclass(frozen=True)
class Late:
    """The last days against the others.

    Parameters
    ----------
    shares
        The counts and the exact comparison; see `stats.shares`.
    p_value
        One-sided, the larger of the two; 1 where nothing can be compared.
    periods
        Periods that have records both in the last days and on others.
    widened
        The factor by which periods differ more than independent records, as a standard deviation;
        1 at least.
    interval, smallest_detectable
        Those of `shares`, widened.
    """

    shares: Shares
    p_value: float
    periods: int
    widened: float
    interval: tuple[float, float]
    smallest_detectable: float


def late_share(period: Ints, found: Ints, n: Ints, rest_found: Ints, rest_n: Ints) -> Late:
    """Compare the last days, `found` of `n`, with the others, over S strata of units and periods.

    All (S,); `period` numbers the period of each stratum.
    """
    shares = compared(found, n, rest_found, rest_n)
    used = (n > 0) & (rest_n > 0)
    period, found, n = period[used], found[used], n[used]
    rest_found, rest_n = rest_found[used], rest_n[used]
    whole, all_found = n + rest_n, found + rest_found
    gap = found - n * all_found / whole
    variance = (
        n * rest_n * all_found / whole * (whole - all_found) / whole / np.maximum(whole - 1, 1)
    )
    known, at = np.unique(period, return_inverse=True)
    gaps = np.asarray(np.bincount(at, gap, len(known)), dtype=np.float64)
    p_value = max(shares.p_value, _of_periods(gaps))
    widened = float(np.sqrt(max(1.0, (gaps**2).sum() / max(float(variance.sum()), 1e-12))))
    low, high = shares.interval
    middle = shares.difference
    return Late(
        shares, p_value, len(known), widened,
        (middle - (middle - low) * widened, middle + (high - middle) * widened),
        shares.smallest_detectable * widened,
    )  # fmt: skip


def _of_periods(gaps: NDArray[np.float64]) -> float:
    """The one-sided p-value of Student's t; 1 for fewer than two periods."""
    if len(gaps) < 2:
        return 1.0
    error = float(gaps.std(ddof=1)) / np.sqrt(len(gaps))
    if not error > 0:
        return 0.0 if gaps.mean() > 0 else 1.0
    return float(stdtr(len(gaps) - 1, -float(gaps.mean()) / error))
