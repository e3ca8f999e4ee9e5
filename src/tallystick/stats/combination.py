"""How small are several p-values together, when nobody knows how they hang together?

The Cauchy combination adds up what each p-value is on the scale of a Cauchy law, whose sums are
again of that law in the far tail however the terms depend on each other. A p-value of one, which
guards and discrete tests give, would be minus infinity there and undo every other: values above .99
count as .99, which is the truncation of Fang et al. and leaves the far tail as it is.

References: Liu & Xie 2020, Journal of the American Statistical Association 115(529); Fang, Chang,
Park & Tseng 2023, Statistica Sinica 33, on truncation at the left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST = 0.99
TINY = 1e-15  # below it the tangent is its leading term


def cauchy_combination(p_values: Floats) -> float:
    """Return the combined p-value of `p_values`, (K,), with equal weights.

    ValueError when there is none, or one is not in [0, 1].
    """
    given = np.asarray(p_values, dtype=np.float64)
    if not len(given) or not ((given >= 0) & (given <= 1)).all():
        raise ValueError("p-values between 0 and 1 are needed, one at least")
    if (given == 0).any():
        return 0.0
    held = np.minimum(given, MOST)
    small = held < TINY
    terms = np.where(small, 1 / (np.pi * held), np.tan(np.pi * (0.5 - np.where(small, 0.5, held))))
    mean = float(terms.mean())
    if mean > 1 / TINY:
        return float(1 / (np.pi * mean))
    return float(0.5 - np.arctan(mean) / np.pi)
