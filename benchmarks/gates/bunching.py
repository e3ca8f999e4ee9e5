"""How much mass lies just over a target or at a quota?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def over_target(figure: NDArray[np.float64], goal: NDArray[np.float64]) -> tuple[float, float]:
    """Shares of unit-years in [.95, 1) and [1, 1.05) of their target; both arrays alike."""
    ratio = figure / goal
    return float(np.mean((ratio >= 0.95) & (ratio < 1))), float(
        np.mean((ratio >= 1) & (ratio < 1.05))
    )


def at_quota(counts: NDArray[np.int64], quota: int) -> float:
    """P(count = Q) over the mean of its two neighbours; `counts` are officer-months."""
    at = np.mean(counts == quota)
    return float(2 * at / (np.mean(counts == quota - 1) + np.mean(counts == quota + 1)))
