"""Is the gap between two counts of the same thing wider than that unit's gap usually is?

Two sources that count alike differ by a habit of their own, which may change slowly. The share of
one in the two together has a logit that is straight in time, and a variance that is that of a
binomial times what the other periods have beyond it. Each period is predicted from all others and
compared with that, so that it cannot hide itself; of a unit the smallest p counts times its
periods.

References: McCullagh & Nelder 1989, Generalized Linear Models, 4.5, overdispersed binomials; Cook &
Weisberg 1982, Residuals and Influence in Regression, the test of one outlier.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

Floats = NDArray[np.float64]
FEWEST, HALF = 6, 0.5


@dataclass(frozen=True)
class UsualGaps:
    """What each period says beside the others of its unit, [T] each.

    Parameters
    ----------
    p_values
        Two-sided, by themselves.
    expected
        The first count, had the gap been the usual one, given the second.
    low, high
        95 % prediction interval of that.
    """

    p_values: Floats
    expected: Floats
    low: Floats
    high: Floats

    @property
    def p_value(self) -> float:
        """Of the period that stands out most, after Bonferroni over the periods."""
        return float(min(1.0, self.p_values.min() * len(self.p_values)))


def usual_gaps(
    one: Floats, other: Floats, time: Floats, *, critical: float = 0.975
) -> UsualGaps | None:
    """Compare each period of one unit with the others.

    Parameters
    ----------
    one, other
        [T] two counts of the same thing, neither below 0.
    time
        [T] when; in any unit.
    critical
        Where the prediction interval ends.

    Returns
    -------
    None below six periods, or where all are at one time.
    """
    periods = len(one)
    if periods < FEWEST or np.ptp(time) == 0:
        return None
    a, b = one + HALF, other + HALF
    logit, weight = np.log(a / b), a * b / (a + b)
    place = (time - time.mean()) / np.ptp(time)
    design = np.column_stack([np.ones(periods), place])
    freedom = periods - design.shape[1] - 1
    fits = np.array([_predicted(logit, weight, design, k) for k in range(periods)])
    predicted, error = fits.T
    t = np.abs(logit - predicted) / error
    wide = stdtrit(freedom, critical) * error
    expected, low, high = (b * np.exp(predicted + k * wide) - HALF for k in (0, -1, 1))
    return UsualGaps(2 * stdtr(freedom, -t), expected, low, high)


def _predicted(logit: Floats, weight: Floats, design: Floats, k: int) -> tuple[float, float]:
    """The logit of period `k` as all others give it, and its standard error."""
    kept = np.arange(len(logit)) != k
    x, y, w = design[kept], logit[kept], weight[kept]
    inverse = np.linalg.pinv((x * w[:, None]).T @ x)
    beta = inverse @ ((x * w[:, None]).T @ y)
    spread = max(1.0, float(w @ (y - x @ beta) ** 2) / (len(y) - x.shape[1]))
    variance = spread * (1 / weight[k] + design[k] @ inverse @ design[k])
    return float(design[k] @ beta), float(np.sqrt(variance))
