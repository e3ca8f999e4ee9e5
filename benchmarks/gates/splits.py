"""Do those behind speed up and those ahead slow down, or is it regression to the mean?

Split on the same half-month the contrast is large without any quota; split on an earlier month
it is 1 (Auerbach's own text names this selection).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def half_month(monthly: NDArray[np.int64], rng: np.random.Generator) -> tuple[float, float]:
    """Second over first half-month of units (behind, ahead) in the same first half; [U, M].

    Each case falls into either half with equal chance. Behind is below the unit's own mean.
    """
    first = rng.binomial(monthly, 0.5)
    second = monthly - first
    behind = first < first.mean(axis=1, keepdims=True)
    return (
        float(second[behind].sum() / first[behind].sum()),
        float(second[~behind].sum() / first[~behind].sum()),
    )


def earlier_month(monthly: NDArray[np.int64], rng: np.random.Generator) -> tuple[float, float]:
    """The same ratio with units split by the month before."""
    first = rng.binomial(monthly, 0.5)
    second = monthly - first
    behind = monthly[:, :-1] < monthly.mean(axis=1, keepdims=True)
    first, second = first[:, 1:], second[:, 1:]
    return (
        float(second[behind].sum() / first[behind].sum()),
        float(second[~behind].sum() / first[~behind].sum()),
    )


def against_average(
    counts: NDArray[np.int64], usual: NDArray[np.int64], quota: float
) -> tuple[float, float]:
    """How officers behind and ahead of a quota last year move against the average officer.

    `counts` [O, M] under the quota, `usual` [O, M] of the same officers without one; the split
    is on the first year of `usual`, the ratio on later years.
    """
    behind = usual[:, :12].mean(axis=1) < quota
    moved = counts[:, 12:].sum(axis=1), usual[:, 12:].sum(axis=1)
    average = moved[0].sum() / moved[1].sum()
    ratio = [
        float(moved[0][who].sum() / moved[1][who].sum() / average) for who in (behind, ~behind)
    ]
    return ratio[0], ratio[1]
