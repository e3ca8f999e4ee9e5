"""How likely is this one of many tests to be chance, given how all of them came out?

The local false discovery rate is the density of p-values that chance makes, which is 1, over their
density here, which falls and is estimated as the slope of the least concave majorant of their
distribution (Grenander). No share of true nulls is estimated: it is taken to be all of them, which
makes the rate too high rather than too low. Where chance makes every p-value, the probability that
any rate is `a` or less is `a` (Daniels): the promise to a group in which there is nothing to find.

References: Efron, Tibshirani, Storey & Tusher 2001, Journal of the American Statistical Association
96(456); Strimmer 2008, Bioinformatics 24(12), the Grenander estimate; Daniels 1945, Proceedings of
the Royal Society A 183, the probability.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def local_fdr(p_values: Floats) -> Floats:
    """Return the local false discovery rate of each of `p_values`, (N,), in their order.

    ValueError when one is not in [0, 1].
    """
    given = np.asarray(p_values, dtype=np.float64)
    if not ((given >= 0) & (given <= 1)).all():
        raise ValueError("p-values between 0 and 1 are needed")
    if not len(given):
        return given
    points, place = np.unique(given, return_inverse=True)
    reached = np.searchsorted(np.sort(given), points, side="right") / len(given)
    slopes = _majorant(np.concatenate([[0.0], points]), np.concatenate([[0.0], reached]))
    return np.asarray(np.minimum(1.0, 1.0 / np.maximum(slopes, 1.0))[place])


def _majorant(x: Floats, y: Floats) -> Floats:
    """The slope of the least concave majorant of (x, y) up to each x but the first, falling."""
    corners = [0]
    for point in range(1, len(x)):
        while len(corners) > 1 and _slope(x, y, corners[-2], corners[-1]) <= _slope(
            x, y, corners[-1], point
        ):
            corners.pop()
        corners.append(point)
    slopes = np.empty(len(x) - 1)
    for begin, end in pairwise(corners):
        slopes[begin:end] = _slope(x, y, begin, end)
    return slopes


def _slope(x: Floats, y: Floats, begin: int, end: int) -> float:
    width = float(x[end] - x[begin])
    return float(y[end] - y[begin]) / width if width > 0 else float("inf")
