"""Which share of those stopped is searched with and without a find, at a given threshold?

Whoever is stopped carries something with chance phi, and the officer sees a signal: normal with
variance 1, of mean 0 where nothing is carried and of mean delta where something is. By Bayes the
signal is the chance that something is carried, on a scale that only delta and phi stretch, and the
law of that chance is a discriminant distribution. A search is made where the chance is above the
threshold t, that is where the signal is above

    x = (logit t - logit phi) / delta + delta / 2.

So phi Phi(delta - x) of those stopped are searched with a find, and (1 - phi) Phi(-x) without one:
closed forms, where the beta law of the first threshold test has incomplete beta functions.

References: Pierson, Corbett-Davies & Goel 2018, Fast threshold tests for detecting discrimination,
AISTATS (PMLR 84); Simoiu, Corbett-Davies & Goel 2017, Annals of Applied Statistics 11(3), the test.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

Floats = NDArray[np.float64]

ROOT = float(np.sqrt(2 * np.pi))
LEAST = 1e-12  # of a share, so that its logarithm is finite


@dataclass(frozen=True)
class Searched:
    """Shares of those stopped, (N,), and their slopes, (N, 3).

    `hits` are searched with a find, `misses` without one. The slopes are those along logit phi,
    log delta and logit t.
    """

    hits: Floats
    misses: Floats
    hit_slopes: Floats
    miss_slopes: Floats

    @property
    def let_go(self) -> Floats:
        """The share that is not searched."""
        return np.asarray(np.maximum(1 - self.hits - self.misses, LEAST))


def searched(carried: Floats, apart: Floats, threshold: Floats) -> Searched:
    """Return who is searched; logit phi, log delta and logit t, (N,) each."""
    delta, phi = np.exp(apart), expit(carried)
    gap = (threshold - carried) / delta
    x = gap + delta / 2
    found, missed = ndtr(delta - x), ndtr(-x)
    density = np.exp(-0.5 * (delta - x) ** 2) / ROOT, np.exp(-0.5 * x**2) / ROOT
    x_slopes = np.stack([-1 / delta, delta / 2 - gap, 1 / delta], axis=1)
    spread = phi * (1 - phi)
    hit_slopes = -(phi * density[0])[:, None] * x_slopes
    hit_slopes[:, 0] += spread * found
    hit_slopes[:, 1] += phi * density[0] * delta
    miss_slopes = -((1 - phi) * density[1])[:, None] * x_slopes
    miss_slopes[:, 0] -= spread * missed
    return Searched(
        np.maximum(phi * found, LEAST), np.maximum((1 - phi) * missed, LEAST),
        hit_slopes, miss_slopes,
    )  # fmt: skip
