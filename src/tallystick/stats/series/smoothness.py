"""Do counts vary less than chance allows?

A series of counts is laid out as tables: a row per cycle (a week of days, a year of months), a
column per place in the cycle, and some rows together as a block. If each count is Poisson with a
mean that is a row's level times a column's, then, given the sums of rows and columns, the law of
Pearson's X² of independence is free of those levels, and its mean and variance are known exactly. A
trend, a season and the days of the week are so allowed for without a model of them; whatever else
makes the mean move (a holiday, an event, a wave) makes X² larger, and the lower tail is only safer.

References: Haldane 1940, Biometrika 31(3/4), the exact mean and variance under fixed margins, in
the form of Lewis, Saunders & Westcott 1984, Biometrika 71(3); Kobak 2022, Significance 19(2),
counts of deaths that vary too little; Simes 1986, Biometrika 73(3); Benjamini & Yekutieli 2005,
JASA 100(469), intervals for what was selected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincinv

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_MEAN = 1.0  # counts a cell; below it X² has little to say of too little variation


@dataclass(frozen=True)
class Blocks:
    """X² over its mean of each block, (B,), and which of them the estimate is of, (B,)."""

    ratios: Floats
    chosen: NDArray[np.bool_]


def variation(tables: Ints) -> tuple[Floats, Floats, Floats]:
    """Pearson's X² of independence, and its mean and variance given the margins.

    Parameters
    ----------
    tables
        (..., R, C) counts. Rows and columns that sum to zero are left out.

    Returns
    -------
    X², mean and variance, each (...). All are 0 where fewer than two rows or columns, or fewer
    than four counts, remain.
    """
    cells = tables.astype(np.float64)
    rows, columns = cells.sum(axis=-1), cells.sum(axis=-2)
    total = rows.sum(axis=-1)
    r, inverse_r = _margin(rows)
    c, inverse_c = _margin(columns)
    usable = (r > 1) & (c > 1) & (total > 3)
    n = np.where(usable, total, 4.0)
    expected = rows[..., :, None] * columns[..., None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(expected > 0, cells**2 / expected, 0.0)
    statistic = n * (shares.sum(axis=(-2, -1)) - 1)
    mean = (r - 1) * (c - 1) * n / (n - 1)
    nu_r, nu_c = (r - 1) * (n - r) / (n - 1), (c - 1) * (n - c) / (n - 1)
    sigma_r, sigma_c = (n * inverse_r - r**2) / (n - 2), (n * inverse_c - c**2) / (n - 2)
    variance = (
        2 * n / (n - 3) * (nu_r - sigma_r) * (nu_c - sigma_c) + n**2 / (n - 1) * sigma_r * sigma_c
    )
    return (
        np.where(usable, statistic, 0.0),
        np.where(usable, mean, 0.0),
        np.where(usable, variance, 0.0),
    )


def _margin(sums: Floats) -> tuple[Floats, Floats]:
    """How many sums are not zero, and the sum of their inverses."""
    with np.errstate(divide="ignore"):
        inverse = np.where(sums > 0, 1 / sums, 0.0)
    return (sums > 0).sum(axis=-1).astype(np.float64), inverse.sum(axis=-1)


def laid_out(counts: Ints, cycle: int, rows: int) -> Ints:
    """Return the last whole blocks of a series as (..., B, rows, cycle).

    `counts` is (..., T). A series shorter than one block is one block of the whole cycles that
    it has. What is left over lies at its beginning.
    """
    cycles = counts.shape[-1] // cycle
    height = min(rows, cycles)
    blocks = cycles // height if height else 0
    kept = counts[..., counts.shape[-1] - blocks * height * cycle :]
    return kept.reshape(*counts.shape[:-1], blocks, height, cycle)


def smoothness(blocks: Ints) -> Tested[Blocks]:
    """Test one series, as (B, R, C) counts, for too little variation; `n` sums its counts.

    The estimate is X² over its mean by chance, minus 1, in the blocks that are chosen; its interval
    is wider where these were chosen for being the smoothest.

    X² of a block has nearly the gamma law of its exact mean and variance. All blocks together are
    tested by their sum, and whether some are too smooth by the test of Simes; the smaller p counts
    twice.
    """
    statistic, mean, variance = variation(blocks)
    held = mean > 0
    n = int(blocks.sum())
    cells = int(held.sum()) * blocks.shape[-2] * blocks.shape[-1]
    if not cells or n < LEAST_MEAN * cells:
        reason = Reason("few_counts")
        nothing = np.full(len(held), np.nan), np.zeros(len(held), dtype=bool)
        return Tested(n=n, reason=reason, numbers=Blocks(*nothing))
    ratios = np.where(held, statistic / np.where(held, mean, 1.0), np.nan)
    apart = np.where(held, _lower(statistic, mean, variance), 1.0)
    simes, chosen = _simes(apart[held])
    whole = (statistic.sum(), mean.sum(), variance.sum())
    together = float(_lower(*whole))
    of, level = held.copy(), LEVEL
    if simes < together and chosen.any():
        of[held] = chosen
        level *= chosen.sum() / held.sum()
    ratio, (low, high) = _estimated(statistic[of].sum(), mean[of].sum(), variance[of].sum(), level)
    shape = whole[1] ** 2 / whole[2]
    smallest = gammaincinv(shape, LEVEL) / gammaincinv(shape, POWER)
    return Tested(
        n=n,
        estimate=ratio - 1,
        interval=(low - 1, high - 1),
        p_value=min(1.0, 2 * min(simes, together)),
        minimum_detectable=float(smallest) - 1,
        numbers=Blocks(ratios, of),
    )


def _lower(statistic: Floats, mean: Floats, variance: Floats) -> Floats:
    """The lower tail of the gamma law of a mean and a variance."""
    spread = np.where(variance > 0, variance, 1.0)
    tail = gammainc(mean**2 / spread, np.maximum(statistic, 0.0) * mean / spread)
    return np.asarray(tail, dtype=np.float64)


def _simes(p: Floats) -> tuple[float, NDArray[np.bool_]]:
    """The p-value of Simes, and which are rejected at 5 % by the step-up rule."""
    order = np.argsort(p, kind="stable")
    adjusted = p[order] * len(p) / np.arange(1, len(p) + 1)
    within = np.flatnonzero(adjusted <= LEVEL)
    chosen = np.zeros(len(p), dtype=bool)
    if len(within):
        chosen[order[: within[-1] + 1]] = True
    return float(adjusted.min()), chosen


def _estimated(
    statistic: float, mean: float, variance: float, level: float
) -> tuple[float, tuple[float, float]]:
    """X² over its mean, and the ratios under which it is no surprise at `level`."""
    shape, scale = mean**2 / variance, variance / mean
    most, least = (float(gammaincinv(shape, q)) * scale for q in (1 - level / 2, level / 2))
    return float(statistic / mean), (float(statistic / most), float(statistic / least))
