"""How far off may a share of n be, and how far beyond chance must one lie to be found?

References: Clopper & Pearson 1934, Biometrika 26(4), the exact interval; Brown, Cai & DasGupta
2001, Statistical Science 16(2), that of Jeffreys.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from scipy.special import bdtrc, betaincinv

from tallystick.stats.estimate import LEVEL, POWER, Tested

N = TypeVar("N")


def clopper_pearson(found: int, n: int) -> tuple[float, float]:
    """The exact 95 % interval of the share behind `found` of `n`."""
    low = float(betaincinv(found, n - found + 1, LEVEL / 2)) if found else 0.0
    high = float(betaincinv(found + 1, n - found, 1 - LEVEL / 2)) if found < n else 1.0
    return low, high


def jeffreys(found: int, n: int) -> tuple[float, float]:
    """The 95 % interval of Jeffreys, of equal tails, for the share behind `found` of `n`.

    It reaches 0 where none was found, and 1 where all were.
    """
    tails = (found + 0.5, n - found + 0.5)
    low = float(betaincinv(*tails, LEVEL / 2)) if found else 0.0
    high = float(betaincinv(*tails, 1 - LEVEL / 2)) if found < n else 1.0
    return low, high


def beyond_chance(found: int, n: int, chance: float, numbers: N) -> Tested[N]:
    """Test one-sided whether `found` of `n` are more than `chance`, from 0 to 1, puts there.

    The estimate is the share found minus `chance`, with the exact interval moved alike.
    """
    low, high = clopper_pearson(found, n)
    return Tested(
        n=n,
        estimate=found / n - chance,
        interval=(low - chance, high - chance),
        p_value=float(bdtrc(found - 1, n, chance)) if found else 1.0,
        minimum_detectable=smallest_excess(n, chance),
        numbers=numbers,
    )


def smallest_excess(n: int, chance: float) -> float:
    """The share of `n`, less `chance`, at which the one-sided test finds 8 times in 10.

    NaN where not even all of `n` would be found.
    """
    counts = np.arange(1, n + 1)
    critical = np.flatnonzero(bdtrc(counts - 1.0, n, chance) < LEVEL)
    if not len(critical):
        return float("nan")
    least = int(counts[critical[0]])
    return float(betaincinv(least, n - least + 1, POWER)) - chance
