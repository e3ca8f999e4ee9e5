"""E: how many results at least as strong would an audit show where nothing was done?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FACTOR = 0.2
"""The p-values of the checks are cautious together: in 15 clean audits of worlds of another hand
(8,000 and 40,000 incidents) the median of the smallest E as it is counted was 3.3, that of an
exponential with a fifth of the rate that honest p-values would have."""


def expected_by_chance(counted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return E, (N,), of `counted`, (N,): p x tests of the question x questions."""
    return FACTOR * counted
