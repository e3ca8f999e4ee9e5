"""How large must a member's share be to lie beyond what chance gives, if the rest is as it is?

Given what all have of each kind, a member's number is hypergeometric if it does as the rest does
(`shares.null_law`). The least number with a p-value below 5 % is told here by the first three
moments of that law, for thousands of members at once: `shares.critical` takes the law itself some
ten times for each. The share that gives the number with 80 % power is that of the binomial law.

References: Cornish & Fisher 1938, Rev. Int. Stat. Inst. 5(4), the quantile by three moments;
Clopper & Pearson 1934, Biometrika 26(4), shares by the beta law.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from tallystick.stats.estimate import LEVEL, POWER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Z = float(ndtri(1 - LEVEL))


def least_numbers(member: Ints, n: Ints, rest_found: Ints, rest_n: Ints, members: int) -> Floats:
    """The least number beyond chance of each of `members`, (M,); it may be more than they have.

    Rows are what a member and the rest have of a kind that both have, all (C,).
    """
    rest, whole = rest_found / rest_n, n + rest_n
    variance = n * rest_n * rest * (1 - rest) / np.maximum(whole - 1, 1)
    lean = variance * (1 - 2 * rest) * (1 - 2 * n / whole)
    size, usual, pull, squares, cubes = (
        np.bincount(member, each, members)
        for each in (n, n * rest, n * rest_n / whole, variance, lean)
    )
    skewed = (Z * Z - 1) / 6 * cubes / np.where(squares > 0, squares, 1.0)
    # One more raises what all have of its kind too, and lies beyond the rest by `pull` / `size`.
    beyond = (0.5 + Z * np.sqrt(squares) + skewed) * size / np.where(pull > 0, pull, 1.0)
    return np.asarray(np.maximum(np.ceil(usual + beyond - 1e-9), 1.0))


def share_giving(number: float, size: int) -> float:
    """The share of `size` records that gives `number` or more with 80 % power; inf without one."""
    if number > size:
        return float("inf")
    return float(betaincinv(number, size - number + 1, POWER))
