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

from tallystick.stats.period_end_days import END, HARMONICS, MIDDLE, Days, Floats

SWEEPS = 200
TOLERANCE = 1e-9
SEASON_SPAN = 730
SEASON_MONTHS = 10


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


@dataclass(frozen=True)
class Contrast:
    """A log ratio of recorded to expected for S subjects, with what its error is made of.

    ``log_ratio`` (S,); ``influence`` (S, G) is the share of each date of the year in its deviation,
    ``variance`` (S, G) the variance of that share under Poisson counts, ``variance_at_null`` the
    same with no rise; ``share`` (S, G) the square of a date's share of the expected records, by
    which a lasting habit of that date enters; ``degrees`` (S,) = dates with records less means
    estimated; ``expected`` (S,) records in the window of the ends under test.
    """

    log_ratio: Floats
    influence: Floats
    variance: Floats
    variance_at_null: Floats
    share: Floats
    degrees: Floats
    expected: Floats


def ratio(top: Floats, bottom: Floats, undefined: float = 0.0) -> Floats:
    """Elementwise top / bottom, ``undefined`` where the bottom is not positive."""
    top, bottom = np.broadcast_arrays(top, bottom)
    out = np.full(top.shape, undefined)
    return np.asarray(np.divide(top, bottom, out=out, where=bottom > 0))


def levels(exposure: Floats, middle: Floats) -> tuple[Floats, Floats]:
    """Maximum likelihood block levels (S, K) and weekday factors (S, 7), the factors' mean 1.

    ``exposure`` (S or 1, K, 7) days, ``middle`` (S, K, 7) records. A weekday or block without
    records gets exactly zero.
    """
    by_block, by_weekday = middle.sum(axis=2), middle.sum(axis=1)
    weekday = np.ones_like(by_weekday)
    for _ in range(SWEEPS):
        level = ratio(by_block, np.einsum("skd,sd->sk", exposure, weekday))
        fresh = ratio(by_weekday, np.einsum("skd,sk->sd", exposure, level))
        fresh = 7 * ratio(fresh, fresh.sum(axis=1, keepdims=True))
        step = float(np.abs(fresh - weekday).max(initial=0.0))
        weekday = fresh
        if step < TOLERANCE:
            break
    return ratio(by_block, np.einsum("skd,sd->sk", exposure, weekday)), weekday


def season(days: Days, exposure: Floats, middle: Floats) -> Floats:
    """Seasonal factor (S, U) of each used day against the middle of its block.

    Three annual harmonics through the logarithm of the level of each calendar month (with half a
    record added), pooled over years. Ones when the span is under two years or fewer than ten
    months are there.
    """
    subjects, used = len(middle), len(days.block)
    months = np.zeros((days.n_blocks, 12))
    months[np.arange(days.n_blocks), days.month] = 1.0
    present = months.sum(axis=0) > 0
    if days.span < SEASON_SPAN or int(present.sum()) < SEASON_MONTHS:
        return np.ones((subjects, used))
    _, weekday = levels(exposure, middle)
    records = middle.sum(axis=2) @ months
    at_risk = np.einsum("skd,sd->sk", exposure, weekday) @ months
    half = ratio(np.full(subjects, 0.5), at_risk.mean(axis=1))
    height = np.log(ratio(records, at_risk) + np.maximum(half, 1e-300)[:, None])
    design = np.ones((12, 2 * HARMONICS + 1))
    design[:, 1:] = (months.T @ days.centre) / np.maximum(months.sum(axis=0), 1)[:, None]
    wave = height[:, present] @ np.linalg.pinv(design[present]).T
    slope = wave[:, 1:] @ (days.waves - days.centre[days.block]).T
    return np.asarray(np.exp(np.clip(slope, -1.0, 1.0)))


def fit(days: Days, counts: Floats) -> Expected:
    """Expected counts of S subjects from their middle days; ``counts`` (S, U), used days only."""
    recorded = days.add_up(counts)
    flat = days.add_up(np.ones((1, counts.shape[1])))
    factor = season(days, flat[:, MIDDLE], recorded[:, MIDDLE])
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


def contrast(days: Days, fitted: Expected, role: int = END) -> Contrast:
    """Log ratio of recorded to expected in one role, tested ends against ordinary ones if any.

    A sum with no record counts as half a record, so that its logarithm exists.
    """
    groups = np.zeros((days.n_blocks, len(days.date_tested)))
    groups[np.arange(days.n_blocks), days.date] = 1.0
    recorded = fitted.recorded[:, role] @ groups
    expected = fitted.expected[:, role] @ groups
    noise = ratio(fitted.expected[:, role] ** 2, fitted.recorded[:, MIDDLE]) @ groups
    log_ratio = np.zeros(len(recorded))
    influence, variance = np.zeros_like(recorded), np.zeros_like(recorded)
    at_null, share = np.zeros_like(recorded), np.zeros_like(recorded)
    for tested, sign in ((True, 1.0), (False, -1.0)):
        here = days.date_tested == tested
        if not here.any():
            continue
        total = expected[:, here].sum(axis=1)
        rise = ratio(np.maximum(recorded[:, here].sum(axis=1), 0.5), total, np.nan)
        log_ratio += sign * np.log(rise)
        square = (total**2)[:, None]
        deviation = recorded[:, here] - rise[:, None] * expected[:, here]
        influence[:, here] = sign * deviation / (rise * total)[:, None]
        variance[:, here] = ratio(expected[:, here] / rise[:, None] + noise[:, here], square)
        at_null[:, here] = ratio(expected[:, here] + noise[:, here], square)
        share[:, here] = ratio(expected[:, here] ** 2, square)
    means = len(np.unique(days.date_tested))
    degrees = (expected > 0).sum(axis=1).astype(np.float64) - means
    under_test = expected[:, days.date_tested].sum(axis=1)
    return Contrast(log_ratio, influence, variance, at_null, share, degrees, under_test)
