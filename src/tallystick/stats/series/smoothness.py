"""Do counts, or parts of a whole, vary less than chance allows?

A series of counts is laid out as tables: a row per cycle (a week of days, a year of months), a
column per place in the cycle, and some rows together as a block. If each count is Poisson with a
mean that is a row's level times a column's, then, given the sums of rows and columns, the law of
Pearson's X² of independence is free of those levels, and its mean and variance are known exactly. A
trend, a season and the days of the week are so allowed for without a model of them; whatever else
makes the mean move (a holiday, an event, a wave) makes X² larger, and the lower tail is only safer.

Parts of a whole (shares) vary less than that, and least near none and all. Of these each cycle is a
table of its own: a column per period, a row of those counted and one of the rest. Given how many
there were in each period, one rate for the cycle makes the counts binomial, and X² of independence
of that table has the same exact law; a rate that moves makes it larger. Cycles are left out in
which either row has less than `LEAST_PART` a period. So are those whose shares were printed in
steps wider than chance's standard deviation: rounding may then bring unlike counts to one number,
and a finer step only adds to X².

References: Haldane 1940, Biometrika 31(3/4), the exact mean and variance under fixed margins, in
the form of Lewis, Saunders & Westcott 1984, Biometrika 71(3); Kobak 2022, Significance 19(2),
counts of deaths that vary too little; Simes 1986, Biometrika 73(3); Benjamini & Yekutieli 2005,
JASA 100(469), intervals for what was selected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincinv

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = TypeVar("Numbers", Ints, Floats)

LEAST_MEAN = 1.0  # counts a cell; below it X² has little to say of too little variation
LEAST_PART = 2.0  # of the smaller part of a whole, a period


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


def laid_out(counts: Numbers, cycle: int, rows: int) -> Numbers:
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
    law = variation(blocks)
    n = int(blocks.sum())
    cells = int((law[1] > 0).sum()) * blocks.shape[-2] * blocks.shape[-1]
    if not cells or n < LEAST_MEAN * cells:
        return _nothing(n, len(blocks), "few_counts")
    return _tested(n, *law)


def smoothness_of_parts(counts: Ints, of: Ints, step: Floats) -> Tested[Blocks]:
    """Test counts of wholes, as (B, R, C), for too little variation; `n` sums the wholes.

    Parameters
    ----------
    counts, of
        The counts, and what each is a count of; each row of C periods has a rate of its own.
    step
        How many counts lie between two shares that are printed unlike; up to 1 where counts are
        known.
    """
    parts = np.stack([counts, of - counts], axis=-2)
    least, whole = parts.sum(axis=-1).min(axis=-1), of.sum(axis=-1)
    many = least >= LEAST_PART * of.shape[-1]
    share = least / np.maximum(whole, 1)
    chance = np.sqrt(of * (share * (1 - share))[..., None])
    fine = (step <= np.maximum(chance, 1.0)).all(axis=-1)
    law = [np.where(many & fine, each, 0.0).sum(axis=-1) for each in variation(parts)]
    if not law[1].any():
        return _nothing(int(of.sum()), len(of), "few_parts" if not many.any() else "wide_steps")
    return _tested(int(of.sum()), *law)


def _nothing(n: int, blocks: int, reason: str) -> Tested[Blocks]:
    empty = Blocks(np.full(blocks, np.nan), np.zeros(blocks, dtype=bool))
    return Tested(n=n, reason=Reason(reason), numbers=empty)


def _tested(n: int, statistic: Floats, mean: Floats, variance: Floats) -> Tested[Blocks]:
    held = mean > 0
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


def _lower(statistic: Floats | float, mean: Floats | float, variance: Floats | float) -> Floats:
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
