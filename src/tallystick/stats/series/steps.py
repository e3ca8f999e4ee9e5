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
    range
        First and last candidate that the data hold about as well.
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
    range: tuple[int, int]
    profile: Floats
    noise: Noise


@dataclass(frozen=True)
class _Fits:
    """Of N series and each noise: [G, N] without a step; [G, M, N] gains; [G, M] information."""

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


def _largest(fits: _Fits, periods: int, terms: int, sign: float) -> tuple[Floats, ...]:
    """Per series the ratio, the candidate, the noise and t, in the direction of `sign`.

    Without a sign (0) both directions count.
    """
    det = fits.log_dets[:, None] / 2
    without = (-periods / 2 * np.log(fits.rss) - det).max(axis=0)
    gain = fits.score**2 / fits.information[:, :, None]
    wrong = fits.score * sign < 0
    left = np.maximum(fits.rss[:, None, :] - np.where(wrong, 0.0, gain), TINY)
    with_step = -periods / 2 * np.log(left) - det[:, None]
    noise = with_step.argmax(axis=0)  # [M, N]
    profile = np.take_along_axis(with_step, noise[None], axis=0)[0]
    best = profile.argmax(axis=0)
    column = np.arange(profile.shape[1])
    chosen = noise[best, column]
    ratio = np.maximum(profile[best, column] - without, 0.0)
    freedom = periods - terms - 1
    score = fits.score[chosen, best, column]
    information = fits.information[chosen, best]
    spread = np.sqrt(left[chosen, best, column] / freedom)
    t = score / np.sqrt(information) / spread
    return ratio, best, chosen, t, profile


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


def scan(
    residuals: Floats, design: Floats, steps: Floats, sign: int, seed: int, with_step: bool = False
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
    """
    periods, terms = design.shape
    own = _fits(residuals[:, None], design, steps)
    ratio, best, chosen, _, profile = _largest(own, periods, terms, sign)
    law = own
    if with_step:
        found = steps[:, best[:1]]
        law = _fits(residuals[:, None], np.column_stack([design, found]), found)
    null = noises(periods)[int(law.reml[:, 0].argmax())]
    draws = null.root @ np.random.default_rng(seed).standard_normal((periods, DRAWS))
    drawn = _fits(draws, design, steps)
    ratios, _, _, ts, _ = _largest(drawn, periods, terms, sign)
    both = np.abs(_largest(drawn, periods, terms, 0)[3])
    place, noise = int(best[0]), int(chosen[0])
    freedom = periods - terms - 1
    score, information = own.score[noise, :, 0], own.information[noise]
    gain = score[place] ** 2 / information[place]
    spread = np.sqrt(max(own.rss[noise, 0] - gain, TINY) / freedom)
    near = np.flatnonzero(profile[:, 0] >= profile[place, 0] - DATE_DROP)
    return Scan(
        p_value=chance(float(ratio[0]), ratios),
        best=place if ratio[0] > 0 else -1,
        size=float(score[place] / information[place]),
        error=float(spread / np.sqrt(information[place])),
        critical=float(np.quantile(both, 0.95)),
        critical_one=float(np.quantile(sign * ts, 0.95)),
        errors=spread / np.sqrt(information),
        range=(int(near[0]), int(near[-1])),
        profile=profile[:, 0],
        noise=noises(periods)[noise],
    )
