"""What do all lines together say of a unit that may move a little at each?

At every line a unit has a z-value against the rest of its agency (stats/units/over_line.py). Added
with weights by information (Stouffer) they find what no line finds by itself. But a sum is also
large when one term is: a unit may love one number, sell packs at one line, or have one habit out of
a heavy tail. The evidence here is therefore that *at least two* lines are moved: the smallest of
the sums that leave one line out (a partial conjunction). Under any law of one line's z it holds its
size, as long as the others hold theirs.

References: Stouffer et al. 1949, The American Soldier 1; Liptak 1958, on weights; Benjamini &
Heller 2008, Biometrics 64(4), on partial conjunctions; Efron 2004, JASA 99(465), on the empirical
null; DerSimonian & Laird 1986, Controlled Clinical Trials 7(3), on estimates that differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr

from tallystick.stats.estimate import Tested, numbers_at

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST_LINES = 2
FEWEST_UNITS = 8
GUARD, LEEWAY = 1.645, 1.0
MAD_TO_SD = 1.4826
ENOUGH, ROOM = 1.10, 1.1


@dataclass(frozen=True)
class Lines:
    """What was found of U units at K lines; NaN throughout where a unit was not tested at one.

    Attributes
    ----------
    z, df : (U, K)
        Moved mass over its standard error, after the line's own empirical null, and the degrees
        of freedom of its t law.
    z_hole, z_excess, z_any_habit : (U, K)
        The guards of the line, as in `UnitMovements`.
    share, share_error : (U, K)
        Moved share, and its standard error without movement.
    half_width : (U, K)
        Half of the share's 95 % interval; NaN where the line gives none.
    smallest_detectable : (U, K)
        Share that the line finds by itself with about 80 % power.
    """

    z: Floats
    df: Floats
    z_hole: Floats
    z_excess: Floats
    z_any_habit: Floats
    share: Floats
    share_error: Floats
    half_width: Floats
    smallest_detectable: Floats


@dataclass(frozen=True)
class Pooled:
    """One answer per unit; NaN, and p = 1, with fewer than two tested lines.

    Attributes
    ----------
    p_value : (U,)
        One-sided, that mass moved up at two lines or more: of `z_least`, or of `z_any_habit` plus
        one where that is smaller. 1.0 unless `z_hole`, `z_excess` and `z_any_habit` exceed 1.645.
    lines : (U,) int
        Lines at which the unit was tested.
    z, z_least : (U,)
        Weighted sum of the lines' normal scores over its standard deviation, and the smallest
        such sum without one of them, both over `scale`.
    z_hole, z_excess, z_any_habit : (U,)
        The guards of the lines, summed with the same weights.
    share, share_low, share_high : (U,)
        Mean share over these lines, more alike in weight the more they differ (DerSimonian &
        Laird), with its 95 % interval: for these lines, not for others that might be drawn. Of
        the lines that have an interval, NaN where none has.
    between : (U,)
        Standard deviation of true shares between lines.
    smallest_detectable : (U,)
        Share that, moved at every line, is found with about 80 % power by a test at 5 %.
    scale : float
        Robust spread of `z` over units, at least 1; 1 with fewer than eight units. Above 1 when
        what units do at one line hangs together with what they do at another.
    """

    p_value: Floats
    lines: Ints
    z: Floats
    z_least: Floats
    z_hole: Floats
    z_excess: Floats
    z_any_habit: Floats
    share: Floats
    share_low: Floats
    share_high: Floats
    between: Floats
    smallest_detectable: Floats
    scale: float


PARTICULAR = ("lines", "z", "z_least", "z_hole", "z_excess", "z_any_habit", "between")


def pooled_tests(said: Pooled) -> list[Tested[Mapping[str, float | None]]]:
    """What is said of each unit, `n` the lines that it was tested at; see `PARTICULAR`."""
    return [
        Tested(
            n=int(said.lines[unit]),
            estimate=said.share[unit],
            interval=(said.share_low[unit], said.share_high[unit]),
            p_value=said.p_value[unit],
            minimum_detectable=said.smallest_detectable[unit],
            numbers=numbers_at(said, PARTICULAR, unit),
        )
        for unit in range(len(said.z))
    ]


def pool_lines(at: Lines) -> Pooled:
    """Pool the evidence of each unit over its lines, whose records must not be shared.

    H0: at most one line is moved by the unit. H1: two or more are. Each z becomes a normal score
    through its own t law, so that heavy tails stay priced as the line priced them. The guards are
    pooled as well. That against a loved number limits p too, for a person may love the numbers of
    all lines: a guard of fixed height is passed by one such person in twenty, and of many
    subjects it is these who would be named; so the smaller p, the more is asked of it.

    ValueError when the arrays differ in shape.

    Parameters
    ----------
    at : Lines
        The answers of `units_over_line` for each line.
    """
    if len({np.shape(column) for column in vars(at).values()}) != 1 or at.z.ndim != 2:
        raise ValueError("all columns are (units, lines)")
    tested = np.isfinite(at.z) & np.isfinite(at.share_error)
    count = tested.sum(axis=1)
    enough = count >= FEWEST_LINES
    blank = np.where(enough, 0.0, np.nan)
    weight = np.where(tested, 1 / np.where(tested, at.share_error, 1.0), 0.0)
    score = np.where(tested, _normal_score(at.z, at.df), 0.0)
    z = _sum(weight, score) + blank
    scale = _scale(z[enough])
    z, least = z / scale, _least(weight, score, tested) / scale + blank
    z_hole, z_excess, any_habit = (
        _sum(weight, np.where(tested, column, 0.0)) / scale + blank
        for column in (at.z_hole, at.z_excess, at.z_any_habit)
    )
    guarded = enough & (z_hole > GUARD) & (z_excess > GUARD) & (any_habit > GUARD)
    share, low, high, between = _mean_share(at, tested & enough[:, None])
    return Pooled(
        p_value=np.where(guarded, ndtr(-np.fmin(least, any_habit + LEEWAY)), 1.0),
        lines=count,
        z=z,
        z_least=least,
        z_hole=z_hole,
        z_excess=z_excess,
        z_any_habit=any_habit,
        share=share,
        share_low=low,
        share_high=high,
        between=between,
        smallest_detectable=_smallest(weight, at, tested, scale) + blank,
        scale=scale,
    )


def _normal_score(z: Floats, df: Floats) -> Floats:
    """The normal value as far out as `z` is under the t law of `df`."""
    tail = np.maximum(stdtr(df, -np.abs(z)), 1e-300)
    return np.asarray(-np.sign(z) * ndtri(tail))


def _sum(weight: Floats, score: Floats) -> Floats:
    return np.asarray(
        (weight * score).sum(axis=1) / np.sqrt(np.maximum((weight**2).sum(axis=1), 1e-300))
    )


def _least(weight: Floats, score: Floats, tested: NDArray[np.bool_]) -> Floats:
    """The smallest sum that leaves one tested line out."""
    whole, square = (weight * score).sum(axis=1), (weight**2).sum(axis=1)
    left = np.maximum(square[:, None] - weight**2, 1e-300)
    without = (whole[:, None] - weight * score) / np.sqrt(left)
    return np.asarray(np.where(tested, without, np.inf).min(axis=1, initial=np.inf))


def _scale(z: Floats) -> float:
    if z.size < FEWEST_UNITS:
        return 1.0
    return max(1.0, MAD_TO_SD * float(np.median(np.abs(z - np.median(z)))))


def _mean_share(at: Lines, tested: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats, Floats]:
    """Inverse-variance mean over lines, its interval, and the spread between them."""
    used = tested & np.isfinite(at.half_width)
    share = np.where(used, at.share, 0.0)
    normal = float(ndtri(0.975))
    variance = np.where(used, at.half_width / normal, 1.0) ** 2
    count = used.sum(axis=1)

    def mean(between: Floats) -> tuple[Floats, Floats]:
        weight = np.where(used, 1 / (variance + between[:, None]), 0.0)
        total = np.where(count > 0, weight.sum(axis=1), np.nan)
        return np.asarray((weight * share).sum(axis=1) / total), weight

    fixed, weight = mean(np.zeros(len(share)))
    total = np.maximum(weight.sum(axis=1), 1e-300)
    excess = (weight * (share - fixed[:, None]) ** 2).sum(axis=1) - (count - 1)
    room = total - (weight**2).sum(axis=1) / total
    between = np.where(count > 1, np.maximum(0.0, excess / np.maximum(room, 1e-12)), 0.0)
    centre, weight = mean(np.nan_to_num(between))
    error = np.sqrt((weight**2 * variance).sum(axis=1)) / np.maximum(weight.sum(axis=1), 1e-300)
    half = normal * error
    return centre, centre - half, centre + half, np.sqrt(between) + 0 * centre


def _smallest(weight: Floats, at: Lines, tested: NDArray[np.bool_], scale: float) -> Floats:
    """The share at which the sum without its best line is enough, and the guards are passed."""
    known = weight**2
    left = np.maximum(known.sum(axis=1) - known.max(axis=1, initial=0.0), 1e-300)
    least = (GUARD + ENOUGH) / np.sqrt(left)
    each = np.where(tested, 1 / np.where(tested, at.smallest_detectable, 1.0), 0.0) ** 2
    guards = ROOM / np.sqrt(np.maximum(each.sum(axis=1), 1e-300))
    return np.asarray(scale * np.maximum(least, guards))
