"""Is a share larger in the last days of periods than on other days?

Within each unit and period the records of the last days are set against those of other days.
Two p-values are worked out and the larger counts (Berger). The exact conditional one takes records
for independent. The other is Student's t over periods of what the last days hold beyond their part,
so that records that come in runs (one person, one operation) widen it as far as periods differ.

References: Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4); Student 1908, Biometrika 6(1);
Berger 1982, Technometrics 24(4), the larger p-value of two tests.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from tallystick.stats.estimate import Tested
from tallystick.stats.proportions.shares import Counts, Z, compared

Ints = NDArray[np.int64]

LEAST_PERIODS, TWO_SIDED = 6, 0.975


@dataclass(frozen=True)
class Late:
    """What is particular to the last days against the others.

    Parameters
    ----------
    shares
        The counts and the exact comparison; see `stats.proportions.shares`.
    periods
        Periods that have records both in the last days and on others.
    widened
        The factor by which periods differ about their mean more than independent records would, as
        a standard deviation; 1 at least. The interval and the minimum detectable difference are
        widened by it, and by Student's t for so many periods.
    """

    shares: Tested[Counts]
    periods: int
    widened: float


def late_share(period: Ints, found: Ints, n: Ints, rest_found: Ints, rest_n: Ints) -> Tested[Late]:
    """Compare the last days, `found` of `n`, with the others, over S strata of units and periods.

    All (S,); `period` numbers the period of each stratum. The p-value is one-sided, the
    larger of the two; 1 where nothing can be compared.
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
    widened, farther = _apart(gaps, float(variance.sum()))
    said = replace(shares.widened(farther), n=shares.n + shares.numbers.rest_n)
    return said.with_p(_of_periods(gaps)).with_numbers(Late(shares, len(known), widened))


def _apart(gaps: NDArray[np.float64], variance: float) -> tuple[float, float]:
    """How far periods differ beyond independent records, and an interval's half-width with it.

    Periods differ about their mean: about zero a true difference would widen its own interval, so
    that none of a few periods could ever leave zero out. As a factor on the half-width by the
    normal law it counts Student's t for so few periods; both are 1 at least.
    """
    if len(gaps) < 2:
        return 1.0, 1.0
    spread = float(np.sqrt(len(gaps) * gaps.var(ddof=1) / max(variance, 1e-12)))
    return max(1.0, spread), max(1.0, spread * float(stdtrit(len(gaps) - 1, TWO_SIDED)) / Z)


def _of_periods(gaps: NDArray[np.float64]) -> float:
    """The one-sided p-value of Student's t; 1 for fewer than two periods."""
    if len(gaps) < 2:
        return 1.0
    error = float(gaps.std(ddof=1)) / np.sqrt(len(gaps))
    if not error > 0:
        return 0.0 if gaps.mean() > 0 else 1.0
    return float(stdtr(len(gaps) - 1, -float(gaps.mean()) / error))
