"""How many records does each day's model expect, and how far are the ends from it?

The model is a quasi-Poisson GLM with log link for the middle days only: a level for every block
(trend, shifts and the season's height), a factor for every weekday, and an annual season of three
harmonics as an offset for the slope inside a block. Levels and weekday factors are the maximum
likelihood fit by iterative proportional scaling, which equals the GLM's (McCullagh and Nelder 1989,
*Generalized Linear Models*, 2nd ed., chapters 6 and 9). The ends have no say in their expectation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tallystick.stats.periods.end_days import MIDDLE, Days, Floats
from tallystick.stats.periods.end_season import HARMONICS, SEASON_SPAN

SWEEPS = 200
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Expected:
    """Fitted days of S subjects.

    ``recorded`` and ``expected`` are (S, 3, K), by role and block; ``daily`` (S, U) is the expected
    count of each used day; ``level`` (S, K), ``weekday`` (S, 7); ``dispersion`` (Pearson) and
    ``autocorrelation`` (lag 1 of Pearson residuals) are (S,), NaN where undefined.
    """

    recorded: Floats
    expected: Floats
    daily: Floats
    level: Floats
    weekday: Floats
    dispersion: Floats
    autocorrelation: Floats


def ratio(top: Floats, bottom: Floats, undefined: float = 0.0) -> Floats:
    """Elementwise top / bottom, ``undefined`` where the bottom is not positive."""
    out = np.full(np.broadcast(top, bottom).shape, undefined)
    return np.asarray(np.divide(top, bottom, out=out, where=bottom > 0))


def levels(exposure: Floats, middle: Floats) -> tuple[Floats, Floats]:
    """Maximum likelihood block levels (S, K) and weekday factors (S, 7), the factors' mean 1.

    ``exposure`` (S or 1, K, 7) days, ``middle`` (S, K, 7) records. A weekday or block without
    records gets exactly zero. Each subject is done when its own factors rest, whoever else is
    fitted beside it.
    """
    by_block, by_weekday = middle.sum(axis=2), middle.sum(axis=1)
    weekday = np.ones_like(by_weekday)
    going = np.arange(len(middle))
    days, blocks, weekdays, now = exposure, by_block, by_weekday, weekday.copy()
    for _ in range(SWEEPS):
        level = ratio(blocks, np.einsum("skd,sd->sk", days, now))
        fresh = ratio(weekdays, np.einsum("skd,sk->sd", days, level))
        fresh = 7 * ratio(fresh, fresh.sum(axis=1, keepdims=True))
        moving = np.abs(fresh - now).max(axis=1) >= TOLERANCE
        weekday[going], now = fresh, fresh
        if moving.all():
            continue
        if not moving.any():
            break
        going, now = going[moving], fresh[moving]
        blocks, weekdays = blocks[moving], weekdays[moving]
        days = days if len(days) == 1 else days[moving]
    return ratio(by_block, np.einsum("skd,sd->sk", exposure, weekday)), weekday


def season(days: Days, middle: Floats) -> Floats:
    """Seasonal factor (S, U) of each used day, (1, U) of ones where no season can be learned.

    ``middle`` (S, K, 7) records.
    """
    if days.season is None:
        return np.ones((1, len(days.block)))
    exposure = days.held[None, MIDDLE]
    _, weekday = levels(exposure, middle)
    return days.season.factor(middle.sum(axis=2), np.einsum("skd,sd->sk", exposure, weekday))


def fit(days: Days, counts: Floats) -> Expected:
    """Expected counts of S subjects from their middle days; ``counts`` (S, U), used days only."""
    recorded = days.add_up(counts)
    factor = season(days, recorded[:, MIDDLE])
    exposure = days.add_up(factor)
    level, weekday = levels(exposure[:, MIDDLE], recorded[:, MIDDLE])
    daily = level[:, days.block] * weekday[:, days.weekday] * factor
    expected = level[:, None, :] * np.einsum("srkd,sd->srk", exposure, weekday)
    dispersion, autocorrelation = residual_habits(days, counts, daily)
    return Expected(
        recorded.sum(axis=3), expected, daily, level, weekday, dispersion, autocorrelation
    )


def residual_habits(days: Days, counts: Floats, daily: Floats) -> tuple[Floats, Floats]:
    """Pearson dispersion and lag-1 autocorrelation of the middle days, each (S,)."""
    known = (daily > 0) & (days.role == MIDDLE)
    residual = np.where(known, ratio(counts - daily, np.sqrt(daily)), 0.0)
    blocks = days.add_up(known.astype(np.float64))[:, MIDDLE].sum(axis=2) > 0
    seasonal = 2 * HARMONICS if days.span >= SEASON_SPAN else 0
    free = known.sum(axis=1) - blocks.sum(axis=1) - 6 - seasonal
    dispersion = ratio((residual**2).sum(axis=1), free.astype(np.float64), np.nan)
    next_day = (np.diff(days.offset) == 1) & (np.diff(days.block) == 0)
    pair = known[:, 1:] & known[:, :-1] & next_day
    product = (residual[:, 1:] * residual[:, :-1] * pair).sum(axis=1)
    spread = 0.5 * ((residual[:, 1:] ** 2 + residual[:, :-1] ** 2) * pair).sum(axis=1)
    return dispersion, ratio(product, spread, np.nan)
