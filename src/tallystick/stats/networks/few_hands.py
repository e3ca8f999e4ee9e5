"""Did a set of records pass through fewer hands than its place and time explain?

Within a stratum, all records and each hand's share of them are given, and so is how many of them
belong to the set. Which ones do is chance under H0, so that the numbers of the set by hand have a
multivariate hypergeometric law in each stratum, independent between strata. That law is drawn, not
shuffled record by record. The fullest one, two, three and four hands together each have a number of
the set's records; the statistic is the smallest chance of the four, set against the smallest
chances of the draws themselves, so that looking at four team sizes costs what it costs.

References: Besag & Clifford 1989, Biometrika 76(4), and Phipson & Smyth 2010, Stat. Appl. Genet.
Mol. Biol. 9(1), the p-value (1 + r) / (1 + draws), which holds its size at any number of draws;
Westfall & Young 1993, Resampling-Based Multiple Testing, the smallest of several chances.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

DRAWS, SEED, TEAMS = 9_999, 20, 4


def chance_of_few_hands(own: Ints, whole: Ints) -> float:
    """The one-sided p-value of so many records in the fullest hands, or more.

    Parameters
    ----------
    own, whole
        (S, H) records of the set, and all records, by stratum and hand; own <= whole, else
        ValueError.
    """
    if (own > whole).any():
        raise ValueError("a hand has more records of the set than records")
    rng = np.random.default_rng(SEED)
    drawn = np.zeros((DRAWS, own.shape[1]), dtype=np.int64)
    for mine, everything in zip(own, whole, strict=True):
        if mine.sum():
            drawn += rng.multivariate_hypergeometric(everything, int(mine.sum()), size=DRAWS)
    least = _least_chance(np.vstack([own.sum(axis=0), drawn]))
    return float((least <= least[0]).sum() / len(least))


def _least_chance(records: Ints) -> NDArray[np.float64]:
    """Of each row (R, H), the smallest of its chances among all rows, for teams of every size."""
    held = np.cumsum(-np.sort(-records, axis=1), axis=1)[:, :TEAMS]
    least = np.ones(len(records))
    for column in held.T:
        # How many rows have as many records in their fullest hands, or more.
        as_many = np.cumsum(np.bincount(column)[::-1])[::-1]
        least = np.minimum(least, as_many[column] / len(records))
    return least
