"""How unequal are units in ghosts and in schemes?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def ghost_share(
    added: NDArray[np.int64], honest: NDArray[np.int64], unit_of: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Ghosts over honest cases of each unit over the whole world; [U]; arrays [O, M]."""
    unit = unit_of.ravel()
    ghosts = np.bincount(unit, added.ravel())
    return ghosts / np.maximum(np.bincount(unit, honest.ravel()), 1)


def dispersion(schemes_of_unit: NDArray[np.int64]) -> float:
    """Variance over mean of the number of schemes a unit ever had; NaN without a scheme."""
    mean = schemes_of_unit.mean()
    return float(schemes_of_unit.var() / mean) if mean > 0 else float("nan")
