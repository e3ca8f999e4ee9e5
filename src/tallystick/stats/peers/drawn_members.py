"""Is a group's sum larger than that of as many members drawn from all groups?

Members differ, and a group is the sum of its own: where one of six has a habit, the group shows it.
Under H0 any members could have been together, so that the sum of a group is that of so many drawn
without replacement from all. The draws are the law, whatever the members' own law is. Where no
draw comes near a sum, Chernoff's bound counts if it is lower than one in all draws: a p-value that
has a floor is lost among the thousands of an audit.

References: Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9(1), the p-value (1 + r) /
(1 + draws), which holds its size at any number of draws; Hoeffding 1963, JASA 58(301), theorem 4: a
bound for draws with replacement holds without. Where r = 0 both hold, and the lower one is below a
level under the floor with no more than that chance.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

DRAWS, AT_ONCE, SEED = 1_999, 100, 41
TILTS = np.geomspace(1e-2, 1e2, 81)  # of Chernoff's bound, in standard deviations of a member


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
    p = (1 + above) / (1 + DRAWS)
    far = (above == 0) & (size > 0)
    p[far] = np.minimum(p[far], _bound(excess, size[far], least[far]))
    return np.asarray(np.where(size > 0, p, 1.0))


def _bound(
    excess: NDArray[np.float64], size: NDArray[np.int64], least: NDArray[np.float64]
) -> NDArray[np.float64]:
    """No smaller than the chance of a sum of `least` or more in `size` draws, (G,) each."""
    tilts = TILTS / max(float(excess.std()), 1e-300)
    logs = logsumexp(tilts[:, None] * excess, axis=1) - np.log(len(excess))
    return np.asarray(np.exp((size * logs[:, None] - tilts[:, None] * least).min(axis=0)))
