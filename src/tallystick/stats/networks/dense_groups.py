"""Which few members of a network hold together most, for their number?

The density of a group is the weight inside it, divided by its members. Taking away the member who
has least weight to those left, again and again, passes a group at least half as dense as the
densest of all; here the sizes are bounded, and the densest group passed of an allowed size counts.
Nothing is drawn: ties go to the lower number, so that the same weights give the same group.

Reference: Charikar 2000, Approximation Algorithms for Combinatorial Optimization (APPROX), LNCS
1913, 84-95.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def densest_group(weight: Floats, least: int, most: int) -> Ints:
    """The members of the densest group passed that has `least` to `most` members, in order.

    Parameters
    ----------
    weight
        (A, A), symmetric, zero or more, zero on the diagonal.
    least, most
        The sizes that are allowed.

    Empty where no group of such a size has any weight inside; ValueError for other weights.
    """
    even = np.array_equal(weight, weight.T)
    if (
        weight.shape != weight.T.shape
        or (weight < 0).any()
        or not (even or np.allclose(weight, weight.T))
    ):
        raise ValueError("weights must be symmetric and not negative")
    to_others, left = weight.sum(axis=1), np.ones(len(weight), dtype=bool)
    best, best_density = np.zeros(0, dtype=np.int64), 0.0
    # Who has no weight to anybody goes first, and nothing changes for the others.
    alone = np.flatnonzero(to_others == 0)[: max(len(weight) - max(least, 1), 0)]
    left[alone], to_others[alone] = False, np.inf
    for members in range(len(weight) - len(alone), max(least, 1) - 1, -1):
        if members <= most:
            density = float(np.add.reduce(to_others[left])) / members
            if density > best_density * (1 + 1e-12):
                best, best_density = np.flatnonzero(left), density
        away = to_others.argmin()
        left[away] = False
        np.subtract(to_others, weight[away], out=to_others)
        to_others[away] = np.inf
    return best.astype(np.int64)
