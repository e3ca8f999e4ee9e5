"""What do counts look like without a step: level, trend and season, and what is left over?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.series.step_noise import Noise

Floats = NDArray[np.float64]
Family = Literal["share", "rate"]

YEARS_A_BEND, MOST_BENDS = 3, 6
YEARS_FOR_EVERY_PLACE = 5
ROUNDS, TINY, FARTHEST = 40, 1e-9, 30.0


@dataclass(frozen=True)
class Counts:
    """One series of counts and what they are counted out of.

    Parameters
    ----------
    family
        ``share``: `counts` out of `of`, with a logit link; ``rate``: counts with a log link.
    counts, of
        [T] each; `of` is not used by a rate.
    offset, extra
        [T] what is known of the linear predictor, and the variance of what is known.
    """

    family: Family
    counts: Floats
    of: Floats
    offset: Floats
    extra: Floats

    def mean(self, linear: Floats) -> tuple[Floats, Floats]:
        """Mean and information of each count, [T], at a linear predictor."""
        linear = np.clip(linear, -FARTHEST, FARTHEST)
        if self.family == "rate":
            mean = np.exp(linear)
            return mean, mean
        share = 1 / (1 + np.exp(-linear))
        return self.of * share, self.of * share * (1 - share)


@dataclass(frozen=True)
class Fit:
    """A fit: [T] linear predictor, working response less the offset, weight and residual.

    A residual is standardised: response minus fit, times the square root of the weight.
    """

    linear: Floats
    response: Floats
    weight: Floats
    residual: Floats


def fitted(series: Counts, design: Floats) -> Fit:
    """Fit `series` by iterated weighted least squares on `design`, [T, K]."""
    linear = _start(series)
    for _ in range(ROUNDS):
        weight, response = _working(series, linear)
        root = np.sqrt(weight)
        beta = np.linalg.lstsq(design * root[:, None], response * root, rcond=None)[0]
        before, linear = linear, design @ beta + series.offset
        if np.abs(linear - before).max() < TINY:
            break
    weight, response = _working(series, linear)
    residual = (response - (linear - series.offset)) * np.sqrt(weight)
    return Fit(linear, response, weight, residual)


def _start(series: Counts) -> Floats:
    some = series.counts + 0.5
    if series.family == "rate":
        return np.asarray(np.log(some))
    return np.asarray(np.log(some / (series.of - series.counts + 0.5)))


def _working(series: Counts, linear: Floats) -> tuple[Floats, Floats]:
    mean, information = series.mean(linear)
    known = np.maximum(information, TINY)
    weight = np.where(information > TINY, 1 / (1 / known + series.extra), 0.0)
    moved = np.where(information > TINY, (series.counts - mean) / known, 0.0)
    return weight, linear - series.offset + moved


def last_effect(fit: Fit, design: Floats, noise: Noise) -> tuple[Floats, float, float]:
    """Fit again under `noise`; [T] linear predictor less the offset, last term, its error."""
    root = np.sqrt(fit.weight)
    x = noise.whiten @ (design * root[:, None])
    y = noise.whiten @ (fit.response * root)
    beta, *_ = np.linalg.lstsq(x, y, rcond=None)
    left = y - x @ beta
    freedom = max(len(y) - design.shape[1], 1)
    inverse = np.linalg.pinv(x.T @ x)
    error = float(np.sqrt(left @ left / freedom * inverse[-1, -1]))
    return design @ beta, float(beta[-1]), error


def smooth_part(periods: int, cycle: int) -> Floats:
    """Level, trend and season of T periods, `cycle` of which make a year; [T, K].

    The trend is straight up to six years and bends once more for each three years after; the
    season has two waves below five years and its own level for each place in the year above.
    """
    years, t = periods / cycle, np.arange(periods)
    bends = 1 + max(0, int((years - YEARS_A_BEND) // YEARS_A_BEND))
    place = np.linspace(-1, 1, periods)
    legendre = np.polynomial.legendre.legvander(place, min(bends, MOST_BENDS))
    most = cycle // 2 if years >= YEARS_FOR_EVERY_PLACE else min(2, cycle // 2)
    waves = []
    for k in range(1, most + 1):
        waves.append(np.cos(2 * np.pi * k * t / cycle))
        if 2 * k < cycle:
            waves.append(np.sin(2 * np.pi * k * t / cycle))
    return np.column_stack([legendre, *waves])
