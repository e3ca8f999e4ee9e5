"""Does a series step at a time that nobody named?

The series is given as standardised residuals of a fit without a step, and so are the design of
that fit and the candidate steps. For each candidate the likelihood with a step and its best noise
is held against that without a step and its own best noise, which may hang together in time and so
look like a step. The largest ratio over candidates has no law in a table: it is drawn again from
the noise that is fitted by restricted likelihood, without a step unless that is asked for.

References: Quandt 1960, JASA 55(290), and Andrews 1993, Econometrica 61(4), the largest statistic
over unknown dates; Hinkley 1970, Biometrika 57(1), the range of the date by the likelihood ratio.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.series.step_fit import Counts, fitted
from tallystick.stats.series.step_noise import Noise, noises

Floats = NDArray[np.float64]

DRAWS = 999
DATE_DROP = 3.67  # the law of the likelihood ratio of a date: (1 - exp(-x))^2 = .95
TINY = 1e-12
FAR, TENTH, SLOWER, SMALLEST = 0.02, 0.1, 1.2, 1e-9


@dataclass(frozen=True)
class Scan:
    """What the largest likelihood ratio over the candidates says.

    Parameters
    ----------
    p_value
        One-sided, of a ratio as large by chance at any candidate.
    best
        Which candidate; -1 where none goes in the direction asked.
    size, error
        The step there in the unit of the fit's linear predictor, and its standard error.
    critical, critical_one
        The 95 % points of the largest |t| and of the largest t in the direction asked.
    errors
        [M] the standard error at each candidate.
    near
        The candidates that the data hold about as well, in their order.
    profile
        [M] the log-likelihood at each candidate.
    noise
        The noise with the step.
    """

    p_value: float
    best: int
    size: float
    error: float
    critical: float
    critical_one: float
    errors: Floats
    near: NDArray[np.intp]
    profile: Floats
    noise: Noise


@dataclass(frozen=True)
class _Fits:
    """Of N series and each noise: [G, N] without a step; [G, M, N] scores; [G, M] information."""

    rss: Floats
    score: Floats
    information: Floats
    log_dets: Floats
    reml: Floats


def _fits(series: Floats, design: Floats, steps: Floats) -> _Fits:
    periods, terms = design.shape
    rss, scores, informations, log_dets, reml = [], [], [], [], []
    for noise in noises(periods):
        q, r = np.linalg.qr(noise.whiten @ design)
        y = noise.whiten @ series
        y -= q @ (q.T @ y)
        z = noise.whiten @ steps
        z -= q @ (q.T @ z)
        left = np.maximum((y * y).sum(axis=0), TINY)
        rss.append(left)
        scores.append(z.T @ y)
        informations.append(np.maximum((z * z).sum(axis=0), TINY))
        log_dets.append(noise.log_det)
        inner = 2 * np.log(np.abs(np.diag(r)) + TINY).sum()
        reml.append(-(periods - terms) / 2 * np.log(left) - (noise.log_det + inner) / 2)
    return _Fits(*(np.array(each) for each in (rss, scores, informations, log_dets, reml)))


def _largest(fits: _Fits, periods: int, sign: int) -> tuple[float, int, int, Floats]:
    """Of one series the ratio, candidate and noise of the best step, and [M] the profile."""
    det = fits.log_dets[:, None] / 2
    without = float((-periods / 2 * np.log(fits.rss) - det).max())
    gain = (fits.score**2)[:, :, 0] / fits.information
    wrong = fits.score[:, :, 0] * sign < 0
    left = np.maximum(fits.rss - np.where(wrong, 0.0, gain), TINY)
    with_step = -periods / 2 * np.log(left) - det
    noise = with_step.argmax(axis=0)
    profile = np.take_along_axis(with_step, noise[None], axis=0)[0]
    best = int(profile.argmax())
    return max(float(profile[best]) - without, 0.0), best, int(noise[best]), profile


def _drawn(draws: Floats, design: Floats, steps: Floats, sign: int) -> tuple[Floats, ...]:
    """Of [T, N] series the largest ratio of a step of the sign, its t, and the largest |t|.

    The best candidate of one noise is that of the largest score, so that no more than [M, N]
    scores of one noise are there at a time.
    """
    periods, terms = design.shape
    without = np.full(draws.shape[1], np.inf)
    best = [(without.copy(), np.zeros_like(without)) for _ in range(2)]
    for noise in noises(periods):
        q, _ = np.linalg.qr(noise.whiten @ design)
        y = noise.whiten @ draws
        y -= q @ (q.T @ y)
        z = noise.whiten @ steps
        z -= q @ (q.T @ z)
        z /= np.sqrt(np.maximum((z * z).sum(axis=0), TINY))
        score = z.T @ y
        rss = np.maximum((y * y).sum(axis=0), TINY)
        scale = float(np.exp(noise.log_det / periods))
        without = np.minimum(without, rss * scale)
        high, low = score.max(axis=0), score.min(axis=0)
        one = np.maximum(high if sign > 0 else -low, 0.0)
        for place, size in enumerate((one, np.maximum(high, -low))):
            left = np.maximum(rss - size**2, TINY)
            value, t = best[place]
            better = left * scale < value
            told = size / np.sqrt(left / (periods - terms - 1))
            best[place] = np.where(better, left * scale, value), np.where(better, told, t)
    (value, t), (_, both) = best
    return np.maximum(periods / 2 * np.log(without / value), 0.0), t, both


def chance(ratio: float, drawn: Floats) -> float:
    """How often chance gives such a log-likelihood ratio, from [N] ratios that it drew.

    The tail of such a ratio falls exponentially, since that of t falls as a power: beyond what N
    draws can tell it goes on from their largest tenth, a fifth slower than they fall themselves.
    """
    if ratio <= 0:
        return 1.0
    counted = float((1 + (drawn >= ratio).sum()) / (len(drawn) + 1))
    if counted > FAR:
        return counted
    begin = float(np.quantile(drawn, 1 - TENTH))
    slope = SLOWER * float((drawn[drawn >= begin] - begin).mean())
    return min(counted, max(TENTH * float(np.exp(-(ratio - begin) / slope)), SMALLEST))


def scanned(
    series: Counts,
    smooth: Floats,
    steps: Floats,
    sign: int,
    seed: int,
    *,
    with_step: bool = False,
    draws: int = DRAWS,
    margin: float = 0.0,
) -> Scan:
    """Look for a step of counts beside a smooth part, [T, K]; the rest is as in `scan`."""
    fit = fitted(series, smooth)
    root = np.sqrt(fit.weight)[:, None]
    return scan(fit.residual, smooth * root, steps * root, sign, seed, with_step, draws, margin)


def scan(
    residuals: Floats,
    design: Floats,
    steps: Floats,
    sign: int,
    seed: int,
    with_step: bool = False,
    draws: int = DRAWS,
    margin: float = 0.0,
) -> Scan:
    """Look for a step of the given sign.

    Parameters
    ----------
    residuals
        [T] standardised residuals of the fit without a step.
    design, steps
        [T, K] the design of that fit and [T, M] the candidates, each row times the square root of
        its weight.
    sign
        1 or -1: the direction of the step that is asked for.
    seed
        Of the draws.
    with_step
        Whether the law is drawn from the noise that is fitted beside the best step. It finds more;
        by itself it finds too much where the noise hangs together (.10 to .20 at nominal .05 for
        autocorrelations of .5 to .9 over 36 periods), and needs another test beside it.
    draws
        How many series without a step are drawn.
    margin
        Of the noises whose restricted log-likelihood lies within it of the best, the law is drawn
        from the one that lasts longest.
    """
    periods, terms = design.shape
    own = _fits(residuals[:, None], design, steps)
    ratio, place, noise, profile = _largest(own, periods, sign)
    law = own
    if with_step:
        found = steps[:, [place]]
        law = _fits(residuals[:, None], np.column_stack([design, found]), found)
    likely = np.flatnonzero(law.reml[:, 0] >= law.reml[:, 0].max() - margin)
    null = max((noises(periods)[each] for each in likely), key=lambda noise: noise.lasting)
    made = null.root @ np.random.default_rng(seed).standard_normal((periods, draws))
    ratios, ts, both = _drawn(made, design, steps, sign)
    freedom = periods - terms - 1
    score, information = own.score[noise, :, 0], own.information[noise]
    gain = score[place] ** 2 / information[place]
    spread = np.sqrt(max(own.rss[noise, 0] - gain, TINY) / freedom)
    near = np.flatnonzero(profile >= profile[place] - DATE_DROP)
    return Scan(
        p_value=chance(ratio, ratios),
        best=place if ratio > 0 else -1,
        size=float(score[place] / information[place]),
        error=float(spread / np.sqrt(information[place])),
        critical=float(np.quantile(both, 0.95)),
        critical_one=float(np.quantile(ts, 0.95)),
        errors=spread / np.sqrt(information),
        near=near,
        profile=profile,
        noise=noises(periods)[noise],
    )
