"""How much of the variance of an outcome comes from each input, alone and with the others?

Sobol' indices by the estimators of Jansen (1999), in the design of Saltelli and others (2010):
``S_i = 1 - mean((B - AB_i)^2) / 2V`` and ``T_i = mean((A - AB_i)^2) / 2V``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

Floats = NDArray[np.float64]
RESAMPLES, LOW, HIGH = 500, 2.5, 97.5


@dataclass(frozen=True)
class Indices:
    """First and total index of each input, [d], and the total's bootstrap interval, [d, 2]."""

    first: Floats
    total: Floats
    interval: Floats


def points(inputs: int, count: int, seed: int) -> Floats:
    """Return [count * (inputs + 2), inputs] points of the unit cube: A, B, then each AB_i.

    AB_i is A with the column i of B. `count` is a power of two, or the sequence is unbalanced.
    """
    drawn = qmc.Sobol(2 * inputs, scramble=True, rng=np.random.default_rng(seed)).random(count)
    a, b = drawn[:, :inputs], drawn[:, inputs:]
    mixed = [np.where(np.arange(inputs) == each, b, a) for each in range(inputs)]
    return np.concatenate([a, b, *mixed])


def indices(values: Floats, inputs: int, seed: int = 1) -> Indices:
    """Return the indices of `values` [count * (inputs + 2)]; NaN where nothing varies."""
    told = values.reshape(inputs + 2, -1)
    first, total = _jansen(told)
    rng = np.random.default_rng(seed)
    count = told.shape[1]
    again = [_jansen(told[:, rng.integers(0, count, count)])[1] for _ in range(RESAMPLES)]
    interval = np.percentile(np.array(again), [LOW, HIGH], axis=0).T
    return Indices(first, total, interval)


def _jansen(told: Floats) -> tuple[Floats, Floats]:
    a, b, mixed = told[0], told[1], told[2:]
    variance = np.var(told[:2])
    if not variance > 0:
        none = np.full(len(mixed), np.nan)
        return none, none
    first = 1 - np.mean((b - mixed) ** 2, axis=1) / (2 * variance)
    return first, np.mean((a - mixed) ** 2, axis=1) / (2 * variance)
