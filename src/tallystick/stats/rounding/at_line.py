"""Does a subject write more coarsely at a line than its habits and its agency's would have it?

At each round value v a window begins, [v, v + w): of the readings in it some are multiples of the
step of v (coarse), the others are not. What lies where, how popular v is and how the agency writes
there cancels against the other subjects at the same v; what a subject's habits are cancels against
its own windows at the other values of the same roundness. What is left at the line is the contrast.

The variance is binomial, plus that of the subject's habit and of the others' share. Habits are not
quite the same at all values, so that it is multiplied by the mean square of what the same contrast
gives at the values that are no line: over all subjects and the subject's own, at least 1.

References: Mantel & Haenszel 1959, JNCI 22(4), strata compared and then pooled; Williams 1982,
Applied Statistics 31(2), binomial shares that vary more than chance allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri, stdtr, stdtrit

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested, first_of

Floats = NDArray[np.float64]
LEAST_AT_LINE, LEAST_VARIANCE, LEAST_OTHERS, LEAST_VALUES = 15, 2.0, 30, 3
LEAST_HABIT = 4.0
POOLED_WEIGHT, LEAST_DF, MOST_DF = 4.0, 4.0, 30.0
STEPS, ROBUST_STEPS = 30, 10


@dataclass(frozen=True)
class LineRounding:
    """What is particular to one subject's readings at the line.

    Parameters
    ----------
    coarse, expected
        Coarse readings in the window at the line, and how many the comparison expects.
    scale
        By how much the standard error was widened for habits that differ from value to value.
    values
        How many other values were compared.
    """

    coarse: float
    expected: float
    scale: float
    values: int


def coarser_at_line(coarse: Floats, n: Floats, line: int) -> list[Tested[LineRounding]]:
    """Compare coarse readings (U, V) of n (U, V) in windows at V values; `line` is one of them.

    The estimate is a subject's share of coarse readings beyond what is expected; the p-value is
    one-sided: coarser at the line.
    """
    coarse, n = coarse.astype(float), n.astype(float)
    subjects, width = n.shape
    others = np.flatnonzero(np.arange(width) != line)
    at, error, usable = _contrast(coarse, n, line, others)
    z = np.where(usable, (coarse[:, line] - at) / error, 0.0)
    squares, known = np.zeros((subjects, len(others))), np.zeros((subjects, len(others)), bool)
    for place, value in enumerate(others):
        there, spread, known[:, place] = _contrast(coarse, n, int(value), others[others != value])
        squares[:, place] = ((coarse[:, value] - there) / spread) ** 2
    scale, df = _scale(squares, known)
    reason = _reasons(n, line, usable, known)
    tested = np.array([each == "" for each in reason], dtype=np.bool_)
    return _told(coarse[:, line], n[:, line], at, error * scale, z / scale, df, tested, reason,
                 scale, len(others))  # fmt: skip


def _contrast(
    coarse: Floats, n: Floats, value: int, others: NDArray[np.int64]
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Expected coarse readings (U,) at `value`, their error without a difference, and if usable."""
    rest, rest_n = _others(coarse, n)
    offset = logit(rest)
    habit, known = _habit(coarse[:, others], n[:, others], offset[:, others])
    share = expit(offset[:, value] + habit)
    own = n[:, value] * share * (1 - share)
    others_know = rest_n[:, value] * rest[:, value] * (1 - rest[:, value])
    variance = own + own**2 * (1 / known + 1 / np.maximum(others_know, 1e-9))
    # A window in which nearly all, or nearly no, readings are coarse can tell nothing.
    usable = (own >= LEAST_VARIANCE) & (rest_n[:, value] >= LEAST_OTHERS)
    usable &= (others_know >= LEAST_HABIT) & (known >= LEAST_HABIT)
    return n[:, value] * share, np.sqrt(np.maximum(variance, 1e-9)), usable


def _others(coarse: Floats, n: Floats) -> tuple[Floats, Floats]:
    """The share (U, V) that all but one subject write coarsely, and on how many it rests.

    No subject counts for more than the median one, and those that stray less (Huber 1964): a few
    that write otherwise at the line must not become what the rest are held against.
    """
    held = np.where(n > 0, n, np.nan)
    most = np.nanmedian(held, axis=0) if n.any(axis=0).all() else np.full(n.shape[1], np.inf)
    capped = np.minimum(1.0, most / np.maximum(n, 1))
    weight = capped
    for _ in range(ROBUST_STEPS):
        total = (weight * n).sum(axis=0)
        share = ((weight * coarse).sum(axis=0) + 0.5) / (total + 1)
        error = np.sqrt(np.maximum(n * share * (1 - share), 1e-9))
        strays = np.abs(coarse - n * share) / error
        weight = capped * np.minimum(1.0, 1.0 / np.maximum(strays, 1e-9))
    rest_n = (weight * n).sum(axis=0) - weight * n
    rest = ((weight * coarse).sum(axis=0) - weight * coarse + 0.5) / (rest_n + 1)
    return rest, rest_n


def _habit(coarse: Floats, n: Floats, offset: Floats) -> tuple[Floats, Floats]:
    """The log odds (U,) by which a subject writes coarser than the others, and its information."""
    habit = np.zeros(len(n))
    for _ in range(STEPS):
        share = expit(offset + habit[:, None])
        information = 1 + (n * share * (1 - share)).sum(axis=1)
        score = (coarse - n * share).sum(axis=1) - habit
        habit += np.clip(score / information, -1, 1)
    return habit, information - 1 + 1e-9


def _scale(squares: Floats, known: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Root mean square at the other values, own and of all, at least 1; its degrees of freedom."""
    all_of_them = squares[known].mean() if known.any() else 1.0
    own = known.sum(axis=1)
    total = np.where(known, squares, 0.0).sum(axis=1)
    mean = (POOLED_WEIGHT * all_of_them + total) / (POOLED_WEIGHT + own)
    df = np.clip(np.full(len(own), float(known.sum())) / 2, LEAST_DF, MOST_DF)
    return np.sqrt(np.maximum(1.0, np.maximum(mean, all_of_them))), df


def _reasons(
    n: Floats, line: int, usable: NDArray[np.bool_], known: NDArray[np.bool_]
) -> list[Reason]:
    few, alone = n[:, line] < LEAST_AT_LINE, known.sum(axis=1) < LEAST_VALUES
    return first_of(
        (few, Reason("few_at_line", n=LEAST_AT_LINE)),
        (alone, Reason("few_values", n=LEAST_VALUES)),
        (~usable, Reason("unequal")),
    )


def _told(
    coarse: Floats, n: Floats, expected: Floats, error: Floats, z: Floats, df: Floats,
    tested: NDArray[np.bool_], reason: Sequence[str], scale: Floats, values: int,
) -> list[Tested[LineRounding]]:  # fmt: skip
    size = np.maximum(n, 1)
    excess = np.where(tested, (coarse - expected) / size, np.nan)
    half = stdtrit(df, 0.975) * error / size
    needed = (stdtrit(df, 1 - LEVEL) + ndtri(POWER)) * error / size
    p_value = np.where(tested, stdtr(df, -z), np.nan)
    return [
        Tested(
            n=int(n[u]),
            estimate=excess[u],
            interval=(excess[u] - half[u], excess[u] + half[u]),
            p_value=p_value[u],
            minimum_detectable=needed[u] if tested[u] else None,
            reason=reason[u],
            numbers=LineRounding(float(coarse[u]), float(expected[u]), float(scale[u]), values),
        )
        for u in range(len(n))
    ]
