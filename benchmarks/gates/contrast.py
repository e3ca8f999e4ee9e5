"""How far do December, June or quarter ends stand over plain months?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def over_plain(
    monthly: NDArray[np.float64], months: tuple[int, ...], plain: tuple[int, ...]
) -> float:
    """Mean of the given calendar months over that of the plain ones; `monthly` is [U, M]."""
    total = monthly.sum(axis=0).reshape(-1, 12).sum(axis=0)
    at = [month - 1 for month in months]
    other = [month - 1 for month in plain]
    return float(total[at].mean() / total[other].mean())


PLAIN = (2, 3, 4, 5, 7, 8, 9, 10)
