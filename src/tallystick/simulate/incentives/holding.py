"""Which cases of a good year are kept for the next January?

``Binomial(honest, omega Phi(-(z + 1)))`` in November and December (sandbagging). Found by
Bouwens & Kroos (2011) and Macartney (2016), not by Fisman & Wang (2017) nor by Matejka et al.
(2024): it is a switch, never the only evidence for a ratchet.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from tallystick.simulate.incentives import quantile
from tallystick.simulate.incentives.decision import Flags, Floats, Ints

MONTHS = (11, 12)


def held(
    honest: Ints, z: Floats, omega: float, willing: Flags, uniform: Floats, month_of_year: int
) -> Ints:
    """How many of each officer's cases wait; all [O]; none where z is NaN."""
    if month_of_year not in MONTHS or omega == 0:
        return np.zeros_like(honest)
    chance = np.where(willing & ~np.isnan(z), omega * ndtr(-(np.nan_to_num(z) + 1)), 0.0)
    return quantile.binomial(uniform, honest, chance)
