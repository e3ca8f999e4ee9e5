"""How far do two people who coded the same records agree, beyond what chance gives?

References: Cohen 1960, Educational and Psychological Measurement 20(1), kappa and its standard
error; Landis & Koch 1977, Biometrics 33(1), for the words that are often put to it and are not
used here.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Z = 1.959963984540054


@dataclass(frozen=True)
class Agreement:
    """How often two coders gave the same code, of `n` records.

    `kappa` is the agreement beyond chance over the most that there could be, with its 95 %
    `interval`; NaN where both gave one code throughout, of which nothing can be said.
    """

    n: int
    same: int
    kappa: float
    interval: tuple[float, float]


def cohens_kappa(table: NDArray[np.int64]) -> Agreement:
    """Return the agreement of two coders from how often each pair of codes was given, (C, C)."""
    n = int(table.sum())
    same = int(np.trace(table))
    nan = float("nan")
    if not n:
        return Agreement(0, 0, nan, (nan, nan))
    observed = same / n
    chance = float((table.sum(axis=0) * table.sum(axis=1)).sum()) / n**2
    if chance >= 1:
        return Agreement(n, same, nan, (nan, nan))
    kappa = (observed - chance) / (1 - chance)
    half = Z * sqrt(observed * (1 - observed) / n) / (1 - chance)
    return Agreement(n, same, kappa, (max(-1.0, kappa - half), min(1.0, kappa + half)))
