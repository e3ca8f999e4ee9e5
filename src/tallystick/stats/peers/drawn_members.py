"""Is a group's sum larger than that of as many members drawn from all groups?

Members differ, and a group is the sum of its own: where one of six has a habit, the group shows it.
Under H0 any members could have been together, so that the sum of a group is that of so many drawn
without replacement from all. The draws are the law, whatever the members' own law is.

References: Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9(1), the p-value (1 + r) /
(1 + draws), which holds its size at any number of draws.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DRAWS, AT_ONCE, SEED = 1_999, 100, 41


def chance_of_members(
    excess: NDArray[np.float64], group: NDArray[np.int64], groups: int
) -> NDArray[np.float64]:
    """One-sided p-value of each group's sum, (groups,); 1 for one without members.

    Parameters
    ----------
    excess, group
        Of each member, (N,): a number, and the group from 0 to ``groups`` - 1.
    groups
        How many there are.
    """
    size = np.bincount(group, minlength=groups)
    seen = np.bincount(group, excess, groups)
    least = seen - 1e-9 * np.abs(excess).sum()
    rng, above = np.random.default_rng(SEED), np.zeros(groups, dtype=np.int64)
    for begin in range(0, DRAWS, AT_ONCE):
        rows = min(AT_ONCE, DRAWS - begin)
        drawn = rng.permuted(np.tile(excess, (rows, 1)), axis=1)[:, : int(size.max(initial=0))]
        sums = np.concatenate([np.zeros((rows, 1)), np.cumsum(drawn, axis=1)], axis=1)
        above += (sums[:, size] >= least).sum(axis=0)
    return np.asarray(np.where(size > 0, (1 + above) / (1 + DRAWS), 1.0))
