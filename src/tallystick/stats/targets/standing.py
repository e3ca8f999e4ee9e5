"""On which days was a unit behind the pace of its level, as was known when they began?

A level is a number to be reached from a first to a last day. A day is behind where what was counted
since the first day, till the evening before, is less than the day's part of the level; whatever the
day itself brings does not enter, so that a good day cannot make itself one of those ahead.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

NO_LEVEL, AHEAD, BEHIND = -1, 0, 1


def standings(counted: Ints, first: Ints, last: Ints, level: Ints) -> Ints:
    """(D,) each day's standing: `NO_LEVEL`, `AHEAD` (or its level reached) or `BEHIND`.

    Parameters
    ----------
    counted
        (D,) what was counted on each day, from day 0 on.
    first, last, level
        (L,) the days, both counted, and number of each level. Of levels in force together the one
        that ends first counts, and of these the longest. A level's first day has no standing, nor
        has a level that began before day 0.
    """
    days = np.arange(len(counted))
    till = np.concatenate([[0], np.cumsum(counted)])
    said = np.full(len(counted), NO_LEVEL, dtype=np.int64)
    taken = np.zeros(len(counted), dtype=bool)
    for row in np.lexsort((first, last)).tolist():
        begin, end = int(first[row]), int(last[row])
        if begin < 0:
            continue
        here = (days >= begin) & (days <= end) & ~taken
        taken |= here
        gone = days[here] - begin
        done = till[days[here]] - till[min(begin, len(counted))]
        behind = done * (end - begin + 1) < level[row] * gone
        said[here] = np.where(gone == 0, NO_LEVEL, np.where(behind, BEHIND, AHEAD))
    return said
