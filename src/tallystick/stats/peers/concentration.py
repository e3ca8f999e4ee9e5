"""Is a rare mark concentrated in one member, by more than members' rates differ?

Where most members have next to no finds their spread cannot be learnt, and it is fixed: rates by a
gamma law of shape 1/4, whose standard deviation is twice its mean. A member is set beside the mean
rate of the others without the fifth of them that have most, so that two more that are far off do
not hide it. Of equal members whose rates have that law, rate over trimmed mean has one law whatever
the level: the tail is exact given the trimmed mean, and averaged over drawn ones, so that it has no
floor. Finds are Poisson given the rates; those of the member among those of both are a beta draw.
Of unequal members as many others count as are worth as much (Kish), sixty at most.

Measured on 6, 15 and 40 members of 60 to 6,000 records with a mean rate of .0005 to .006: below
.05, .01 and .001 lie at most .057, .0135 and .002 of p-values where rates are equal, gamma (shape 1
and 1/4), log-normal (sd 1 and 1.5) or nought for half the members (tests/stats/test_concentration).
Where one member in five has all finds it is .13, .09 and .05: whether it did something or is of
another kind, its causes must tell.

References: Kish 1965, Survey Sampling, the number of equal weights; Gelfand & Smith 1990, JASA
85(410), a tail averaged over draws of what it is conditional on (Rao-Blackwell).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, gammaincc

from tallystick.stats.estimate import LEVEL
from tallystick.stats.proportions.beyond_chance import share_giving

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHAPE, LEFT_OUT = 0.25, 0.2
MOST_LIKE = 60
DRAWS, SEED = 2_000, 41
_RATIOS = np.linspace(-8.0, 14.0, 67)  # logarithms of a rate over the trimmed mean of the others'
_CHANCES = expit(np.arange(-36.0, 36.5))  # close together at both ends
_WEIGHTS = _CHANCES * (1 - _CHANCES)
_LEAST = 1e-300


def concentrated(found: Ints, n: Ints) -> tuple[Floats, Floats]:
    """The p-value of each member, and the share that would be found with 80 % power; (K,) each.

    `found` of `n` > 0, (K,), have the mark. ValueError with fewer than three members.
    """
    if len(n) < 3:
        raise ValueError("three members or more are needed")
    others, records, like = _trimmed(found, n)
    ratio = np.log(records / n)
    least = _least_finds(n, others, ratio, like)
    smallest = np.array([share_giving(k, size) for k, size in zip(least, n, strict=True)])
    return _chance(found, others, ratio, like), smallest


def _trimmed(found: Ints, n: Ints) -> tuple[Ints, Ints, Ints]:
    """Finds and records of each member's others without the highest, and how many they are."""
    order = np.argsort(-found / n, kind="stable")
    out = int((len(n) - 1) * LEFT_OUT)
    own = np.argsort(order) < out
    # Whoever is among the highest leaves a place to the next.
    top, wider = order[:out], order[: out + 1]
    others, records = (
        each.sum() - np.where(own, each[wider].sum(), each[top].sum() + each) for each in (found, n)
    )
    rest, squares = n.sum() - n, (n**2).sum() - n**2
    like = np.minimum(np.rint(rest**2 / squares), MOST_LIKE)
    return others, records, like.astype(np.int64)


@cache
def _tail(others: int) -> Floats:
    """The logarithm of P(rate / trimmed mean of `others` rates > ratio) at each of `_RATIOS`."""
    rates = np.sort(np.random.default_rng(SEED).gamma(SHAPE, 1.0, (DRAWS, others)), axis=1)
    means = rates[:, : others - int(others * LEFT_OUT)].mean(axis=1)
    tails = [gammaincc(SHAPE, np.exp(ratio) * means).mean() for ratio in _RATIOS]
    return np.log(np.maximum(tails, _LEAST))


def _chance(found: Ints, others: Ints, ratio: Floats, like: Ints) -> Floats:
    """P(so many or more of both finds are the member's), (K,), never below what is left out."""
    p, some = np.ones(len(found)), np.flatnonzero(found > 0)
    share = betaincinv(found[some, None], others[some, None] + 1, _CHANCES)
    odds = np.log(np.maximum(share, _LEAST)) - np.log(np.maximum(1 - share, 1e-16))
    for place, row in zip(some, odds + ratio[some, None], strict=True):
        tail = np.exp(np.interp(row, _RATIOS, _tail(int(like[place]))))
        p[place] = min(1.0, float(tail @ _WEIGHTS) + _CHANCES[0])
    return p


def _least_finds(n: Ints, others: Ints, ratio: Floats, like: Ints) -> Ints:
    """The fewest finds of each member, (K,), with a p-value of `LEVEL` or less; n + 1 for none."""
    low, high = np.zeros(len(n), dtype=np.int64), n + 1
    while (high - low > 1).any():
        middle = (low + high) // 2
        reached = _chance(middle, others, ratio, like) <= LEVEL
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high
