"""Which share of the exhibits just below a line was written at or above it?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def in_band(grams: Floats, line: Floats, reach: float) -> NDArray[np.bool_]:
    """Which weights lie below their line by at most `reach` of it."""
    return np.asarray((grams >= line * (1 - reach)) & (grams < line))


def moved_share(counts: ArrayLike, usual: ArrayLike) -> float:
    """The share that is missing just below the line, against the same goods without a regime.

    `counts` and `usual` are the weights below the line and all weights, (below, all); an effort
    that brings more of everything moves nothing.
    """
    (below, everything), (below_usual, all_usual) = np.asarray(counts), np.asarray(usual)
    if not below_usual or not everything:
        return float("nan")
    return float(1 - (below / everything) / (below_usual / all_usual))
