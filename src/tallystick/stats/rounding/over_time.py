"""When does a subject's rounding change, if it changes at all?

Each reading has a score: how coarse the step is on which it was written. In a stratum (one writer,
one class of weights) the scores are exchangeable in time when habits stay, whatever they are: the
law of the sum of scores up to a month, given the number of readings in each month, has exact first
and second moments (sampling without replacement). Who serves when, and what is weighed when, is
given, so that turnover and other goods do not count as a change. The sums over strata estimate by
how much the mean score changes at a split, each stratum by what lies on both sides of it; the
median of the other subjects' changes at the same split is what the whole agency did.

The largest of all splits is judged by the bound of Worsley 1983, which counts the splits and how
alike neighbouring ones are. Habits also wander by themselves: every z is divided by what the median
square over all subjects and three fixed splits says of it, at least 1 (Devlin & Roeder 1999); where
it is more, by Student's law with as many degrees of freedom as subjects taught it.

References: Worsley 1983, Biometrika 70(2), two-phase splits; Worsley 1982, Biometrika 69(2), the
bound; Hájek 1961, Annals of Mathematical Statistics 32(2), linear rank statistics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested, first_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_READINGS, LEAST_SUBJECTS, LEAST_PERIODS = 100, 4, 6
LEAST_DF = 4
EDGE = 0.25  # of the largest variance: a split beyond leaves too little on one side
MEDIAN_COST = np.pi / 2
MEDIAN_CHI2 = 0.45493642311957283
THIRDS = (0.25, 0.5, 0.75)
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(40)


@dataclass(frozen=True)
class TimeRounding:
    """What is particular to the readings of one subject.

    `period` is the number of the first period after the split, -1 without one; `scale` by how much
    errors were widened for habits that wander.
    """

    period: int
    scale: float


def change_in_time(
    subject: Ints, stratum: Ints, period: Ints, n: Ints, total: Ints, squares: Ints
) -> list[Tested[TimeRounding]]:
    """Look for a change of mean score in each subject; `n` is its readings.

    The estimate is the mean score after the split minus before, beyond the agency's. The p-value is
    two-sided, of the largest difference at any split; the minimum detectable change is half-way.

    Parameters
    ----------
    subject, stratum, period
        Whose readings a row counts, of which writer and class, and when, (R,); a stratum is of
        one subject, and periods are whole numbers without gaps in meaning.
    n, total, squares
        How many readings, the sum of their scores and of the squares of these, (R,).
    """
    subjects, first = int(subject.max()) + 1, int(period.min())
    periods = int(period.max()) - first + 1
    readings = np.bincount(subject, n, subjects).astype(np.int64)
    score, variance, along, lever = _sums(
        subject, stratum, period - first, n.astype(float), total.astype(float),
        squares.astype(float), (subjects, periods),
    )  # fmt: skip
    usable = (variance > 0) & (variance >= EDGE * variance.max(axis=1, keepdims=True))
    enough = (readings >= LEAST_READINGS) & (usable.sum(axis=1) >= LEAST_PERIODS)
    reason = _reasons(readings, enough)
    usable &= lever > 0
    lever = np.where(usable, lever, 1.0)
    change, own = -np.where(usable, score, 0.0) / lever, variance / lever**2
    weight = np.where(enough[:, None] & usable, 1 / np.where(usable, own, 1.0), 0.0)
    centre, centre_error = _centres(change, weight)
    error = np.sqrt(np.where(usable, own, 1.0) + centre_error)
    z = np.where(usable & enough[:, None], (change - centre) / error, 0.0)
    scale = _wander(z, usable & enough[:, None])
    z = _judged(z / scale, int(enough.sum()) if scale > 1 else 0)
    best = np.abs(z).argmax(axis=1)
    rows = np.arange(subjects)
    shift, spread = (change - centre)[rows, best], (error * scale)[rows, best]
    middle = np.where(usable, error, np.inf).min(axis=1) * scale
    needed = _needed(usable) * middle
    return [
        Tested(
            n=int(readings[u]),
            estimate=shift[u],
            interval=(shift[u] - 1.96 * spread[u], shift[u] + 1.96 * spread[u]),
            p_value=_bound(abs(z[u, best[u]]), usable[u], variance[u], along[u]),
            minimum_detectable=needed[u],
            numbers=TimeRounding(int(best[u]) + 1 + first, scale),
        )
        if enough[u]
        else Tested(n=int(readings[u]), reason=reason[u], numbers=TimeRounding(-1, scale))
        for u in rows.tolist()
    ]


def _sums(
    subject: Ints, stratum: Ints, period: Ints, n: Floats, total: Floats, squares: Floats,
    shape: tuple[int, int],
) -> tuple[Floats, Floats, Floats, Floats]:  # fmt: skip
    """Sums up to each period (U, T), their variances, covariances with the next (U, T - 1).

    And what a change of the mean score by one at that period would make of each sum (U, T).
    """
    strata, periods = int(stratum.max()) + 1, shape[1]
    whose = np.zeros(strata, dtype=np.int64)
    whose[stratum] = subject
    size = np.bincount(stratum, n, strata)
    mean = np.bincount(stratum, total, strata) / np.maximum(size, 1)
    spread = np.bincount(stratum, squares, strata) - size * mean**2
    spread = np.where(size > 1, np.maximum(spread, 0) / np.maximum(size - 1, 1), 0.0)
    cell = subject * periods + period
    score = np.bincount(cell, total - n * mean[stratum], shape[0] * periods).reshape(shape)
    variance, lever = np.zeros(shape), np.zeros(shape)
    along = np.zeros((shape[0], max(periods - 1, 0)))
    before = np.zeros(strata)
    order = np.argsort(period, kind="stable")
    edges = np.searchsorted(period[order], np.arange(periods + 1))
    for t in range(periods):
        rows = order[edges[t] : edges[t + 1]]
        earlier = before.copy()
        before += np.bincount(stratum[rows], n[rows], strata)
        left = 1 - before / np.maximum(size, 1)
        lever[:, t] = np.bincount(whose, left * before, shape[0])
        variance[:, t] = np.bincount(whose, spread * left * before, shape[0])
        if t:
            along[:, t - 1] = np.bincount(whose, spread * left * earlier, shape[0])
    return np.cumsum(score, axis=1), variance, along, lever


def _reasons(readings: Ints, enough: NDArray[np.bool_]) -> list[Reason]:
    return first_of(
        (readings < LEAST_READINGS, Reason("few_readings", n=LEAST_READINGS)),
        (~enough, Reason("few_months", n=LEAST_PERIODS)),
    )


def _centres(change: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """The weighted median (U, T) of the other subjects' changes, and its variance."""
    centre, variance = np.zeros(change.shape), np.zeros(change.shape)
    for t in range(change.shape[1]):
        order = np.argsort(change[:, t], kind="stable")
        own = weight[order, t]
        up_to, place = np.cumsum(own), np.arange(len(own))
        others = up_to[-1] - own
        there = np.searchsorted(up_to, others / 2)
        # Beyond its own place a subject's weight is still counted in the running sum.
        there = np.where(there < place, there, np.searchsorted(up_to, others / 2 + own))
        there = np.minimum(there, len(own) - 1)
        known = ((own > 0).sum() - (own > 0) >= LEAST_SUBJECTS - 1) & (others > 0)
        centre[order, t] = np.where(known, change[order, t][there], 0.0)
        variance[order, t] = np.where(known, MEDIAN_COST / np.where(known, others, 1.0), 0.0)
    return centre, variance


def _wander(z: Floats, usable: NDArray[np.bool_]) -> float:
    """By how much z is wider than it should be, from its median square at three splits."""
    squares = []
    for row, known in zip(z, usable, strict=True):
        places = np.flatnonzero(known)
        if len(places):
            squares += [row[places[int(part * (len(places) - 1))]] ** 2 for part in THIRDS]
    return float(np.sqrt(max(1.0, np.median(squares) / MEDIAN_CHI2))) if squares else 1.0


def _judged(z: Floats, subjects: int) -> Floats:
    """Normal values as unlikely as z whose scale was learned from so many subjects, 0: known."""
    if not subjects:
        return z
    tail = np.maximum(stdtr(max(subjects, LEAST_DF), -np.abs(z)), np.finfo(float).tiny)
    return np.asarray(np.copysign(-ndtri(tail), z))


def _bound(z: float, usable: NDArray[np.bool_], variance: Floats, along: Floats) -> float:
    """At most how likely a z as large as this is at any of the usable splits."""
    pairs = np.flatnonzero(usable[:-1] & usable[1:])
    rho = along[pairs] / np.sqrt(variance[pairs] * variance[pairs + 1])
    p = usable.sum() * 2 * ndtr(-z) - both_exceed(z, rho).sum()
    return float(np.clip(p, 0.0, 1.0))


def both_exceed(z: float, rho: Floats) -> Floats:
    """The chance that two standard normal values with correlations `rho` (P,) both exceed |z|."""
    # Over the upper tail of one, in terms of its own probability; the lower tail is its mirror.
    x = -ndtri((NODES + 1) / 2 * ndtr(-z))
    near = np.clip(rho, 0.0, 1 - 1e-12)[:, None]
    root = np.sqrt(1 - near**2)
    outside = ndtr((near * x - z) / root) + ndtr((-z - near * x) / root)
    return np.asarray(2 * ndtr(-z) * (outside * NODE_WEIGHTS / 2).sum(axis=1))


def _needed(usable: NDArray[np.bool_]) -> Floats:
    """Standard errors that a change half-way must have to be found with 80 % power, (U,)."""
    splits = np.maximum(usable.sum(axis=1), 1)
    # Neighbouring splits are alike: about a fourth of them count as separate looks.
    looks = np.maximum(splits / 4, 1)
    return np.asarray(-ndtri(LEVEL / 2 / looks) + ndtri(POWER))
