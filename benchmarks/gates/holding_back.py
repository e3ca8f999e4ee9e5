"""Does a unit that ends its year ahead report more in the January after?

January against February to October of the same year, units ahead of the last goal minus units
behind. Nothing of the split year enters, so the expectation is 0 without hold-back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def january(monthly: NDArray[np.float64], goal: NDArray[np.float64]) -> tuple[float, float]:
    """The contrast and its standard error; `monthly` [U, M], `goal` [U, Y] of the same years."""
    by_year = monthly.reshape(len(monthly), -1, 12)
    ahead = by_year[:, :-1].sum(axis=2) >= goal[:, :-1]
    ratio = by_year[:, 1:, 0] / np.maximum(by_year[:, 1:, 1:10].mean(axis=2), 1)
    over, under = ratio[ahead], ratio[~ahead]
    if len(over) < 2 or len(under) < 2:
        return 0.0, 1.0
    error = np.sqrt(over.var(ddof=1) / len(over) + under.var(ddof=1) / len(under))
    return float(over.mean() - under.mean()), float(error)
