"""Which cells of a full plan are enough to estimate every effect of two factors together?

All main effects and two-way interactions can be estimated from cells whose model matrix has full
column rank. QR with column pivoting takes at each step the cell that is farthest from all that are
taken (Businger and Golub 1965), which is a greedy D-optimal choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_CELLS = 20_000


def effects(levels: Sequence[int]) -> int:
    """Return how many numbers describe the mean, all main effects and two-way interactions."""
    free = [each - 1 for each in levels]
    return 1 + sum(free) + sum(a * b for a, b in combinations(free, 2))


def model_matrix(levels: Sequence[int], cells: Ints) -> Floats:
    """Return the matrix [cells, effects] of a full two-way model; `cells` [C, F] are level numbers.

    Sum-to-zero coding, so that no level is nearer to the mean than another.
    """
    coded = []
    for place, count in enumerate(levels):
        code = np.vstack([np.eye(count - 1), -np.ones((1, count - 1))])
        coded.append(code[cells[:, place]])
    columns = [np.ones((len(cells), 1)), *coded]
    for one, other in combinations(coded, 2):
        columns.append((one[:, :, None] * other[:, None, :]).reshape(len(cells), -1))
    return np.hstack(columns)


def fraction(levels: Sequence[int], size: int) -> Ints:
    """Return `size` cells [size, F] in which every two-way interaction can be estimated.

    All cells where the full plan has no more. ValueError where `size` is below the number of
    effects, or the full plan above `MOST_CELLS`.
    """
    full = int(np.prod(levels))
    if full > MOST_CELLS:
        raise ValueError(f"the full plan has {full:,} cells, at most {MOST_CELLS:,} can be crossed")
    if size < effects(levels):
        raise ValueError(f"{size} cells cannot estimate {effects(levels)} effects")
    cells = np.array(list(product(*map(range, levels))), dtype=np.int64)
    if size >= full:
        return cells
    matrix = model_matrix(levels, cells)
    left, taken = np.arange(full), np.zeros(0, dtype=np.int64)
    while len(taken) < size:
        pivots = qr(matrix[left].T, mode="r", pivoting=True)[1]
        new = left[pivots[: min(matrix.shape[1], size - len(taken))]]
        taken = np.concatenate([taken, new])
        left = np.setdiff1d(left, new)
    return cells[np.sort(taken)]


def pair_means(levels: Sequence[int], cells: Ints, values: Floats, pair: tuple[int, int]) -> Floats:
    """Return the mean of each two levels of a pair of factors, over all levels of the others.

    By least squares on the two-way model; `values` are [cells, sets], the answer [a, b, sets].
    """
    effect = np.linalg.lstsq(model_matrix(levels, cells), values, rcond=None)[0]
    one, other = pair
    whole = np.array(list(product(*map(range, levels))), dtype=np.int64)
    predicted = model_matrix(levels, whole) @ effect
    means = np.empty((levels[one], levels[other], values.shape[1]))
    for a, b in product(range(levels[one]), range(levels[other])):
        inside = (whole[:, one] == a) & (whole[:, other] == b)
        means[a, b] = predicted[inside].mean(axis=0)
    return means
