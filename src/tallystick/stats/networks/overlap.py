"""How likely would two unrelated lists share as much as they do?

Two lists of things (cases, persons) of one population, each sorted into strata within which any
thing might as well have been listed: the number that both hold is hypergeometric in each stratum,
and over strata these laws convolve. A list that takes a whole stratum says nothing by it.

References: Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4), strata; Fury, Batliwalla, Gregersen
& Li 2006, Proc. IEEE EMBS 28, the overlap of two lists.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.proportions.shares import null_law

Ints = NDArray[np.int64]


def chance_of_overlap(one: Ints, other: Ints, whole: Ints, shared: int) -> float:
    """Return the chance that two unrelated lists share `shared` things or more.

    `one` and `other`, (S,) each, are how many things of each stratum stand on either list, of
    `whole` that the stratum holds.
    """
    law = null_law(one, other, whole - other)
    return min(1.0, float(law[shared:].sum()))


def chance_of_near(shares: Sequence[float], near: int) -> float:
    """Return the chance that `near` or more of independent members are near.

    `shares`, (B,), are the chances of each (the Poisson binomial law).
    """
    law = np.ones(1)
    for share in shares:
        law = np.convolve(law, [1 - share, share])
    return min(1.0, float(law[near:].sum()))


def chance_of_meeting(first: int, last: int, length: int, end: int) -> float:
    """Return the chance that a stretch of `length` days meets the days from `first` to `last`.

    The stretch begins on any day from 0 on so that it is over by day `end`.
    """
    begins = max(end - length, 0) + 1
    low, high = max(first - length, 0), min(last, begins - 1)
    return min(1.0, max(high - low + 1, 0) / begins)
