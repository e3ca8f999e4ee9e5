"""Do two groups' shares differ within strata, when the records of one hand hang together?

In each stratum (a unit, a place, a ground) the shares of two groups are set beside each other, and
the differences are weighted as Mantel and Haenszel do, by n m / (n + m). Who has the records
differs from one hand to the next, and so may the difference: the records of an officer are no
independent draws. So what each hand adds to the weighted difference is summed by hand, and the
spread of these sums, by Student's t, tells how far it may be off; the exact conditional law of
`shares`, which knows no hands, is asked as well, and the larger p-value counts. Degrees of freedom
are those of the hands' weights, so that one officer who has half of the records counts as about two
and not as one of many; with fewer than four there is no test.

Measured with 12 officers a unit (8 with four units, 10 with ten), 20 searches each of whom a third
is of the first group, half with a find, officers who differ by a log odds s.d. of 0 to 1 and in the
gap by as much (seed 21, 600 worlds a cell): .012 to .022 at nominal 5 % in one unit, .027 to .052
in four, .037 to .060 in ten and sixteen, at most .013 below .005; chance alone, .033 to .26. A gap
of .5 in log odds, 11 points (seed 22, 200 worlds): found in .18, .58, .98 and 1.0 of worlds with 1,
4, 10 and 16 units; of 1.0, 23 points: .47, .99, 1.0 and 1.0. In one unit a fifth has too few hands.

References: Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4), the weights; Greenland & Robins
1985, Biometrics 41(1), the difference; Liang & Zeger 1986, Biometrika 73(1), sums by cluster;
Kish 1965, Survey Sampling, ch. 8, the weights' effective number; Berger 1982, Technometrics 24(4),
the larger p-value of two tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr, stdtrit

from tallystick.stats.estimate import LEVEL, POWER, Tested
from tallystick.stats.proportions.shares import LEAST_P, newcombe, null_law

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_FREEDOM = 4.0
NO_SPREAD = 1e-9
"""An error of rounding, where every record is as the difference says."""


@dataclass(frozen=True)
class Gap:
    """What is particular to the first group's share beside the second's.

    Parameters
    ----------
    found, other_found, other_n
        Of the records in strata that have both groups.
    p_exact, p_hands
        Two-sided: by chance alone, and by the spread of hands, NaN where these are too few.
    hands
        How many hands of like weight would know the spread as well.
    """

    found: int
    other_found: int
    other_n: int
    p_exact: float
    p_hands: float
    hands: float


def group_gap(
    stratum: Ints, hand: Ints, first: NDArray[np.bool_], found: Ints, n: Ints
) -> Tested[Gap]:
    """Set the rows of the `first` group beside the others, stratum by stratum; all (R,).

    Rows hold `found` of `n` records of a stratum, a hand and a group; their order decides nothing.
    The estimate is the weighted difference of the shares, with its interval by the spread of hands;
    by Newcombe's, moved to that difference, where all records are as it says, so that hands have no
    spread. The p-value is the larger of the two. The minimum detectable difference, either way, is
    found by the spread of hands and by chance alone, as far as it would scatter the shares if both
    were alike.
    """
    kept = _compared(stratum, hand, first, found, n)
    if not len(kept):
        return Tested(n=0, numbers=Gap(0, 0, 0, 1.0, float("nan"), 0.0))
    stratum, hand, found, n = (each[kept] for each in (stratum, hand, found, n))
    first, stratum = first[kept], np.unique(stratum, return_inverse=True)[1].astype(np.int64)
    whole, all_found = np.bincount(stratum, n), np.bincount(stratum, found)
    part = np.bincount(stratum, n * first) / whole
    # How far each row's group is from the stratum's mix: 1 - part, or -part.
    lean = first - part[stratum]
    share = (all_found / whole)[stratum]
    weight = float((n * lean**2).sum())
    difference = float((lean * (found - n * share)).sum()) / weight
    left = found - n * (share + difference * lean)
    error, hands = _spread(hand, lean * left, n * lean**2)
    known = hands - 1 >= LEAST_FREEDOM
    freedom = max(hands - 1, 1.0)
    half = float(stdtrit(freedom, 1 - LEVEL / 2)) * error
    p_hands = (
        2 * float(stdtr(freedom, -abs(difference) / error)) if error else float(difference == 0)
    )
    chance = float(np.sqrt((n * lean**2 * share * (1 - share)).sum())) / weight
    own_found, own_n = int(found[first].sum()), int(n[first].sum())
    other_found, other_n = int(found.sum()) - own_found, int(n.sum()) - own_n
    interval = (difference - half, difference + half)
    if error < NO_SPREAD:
        interval = _by_chance(difference, own_found, own_n, other_found, other_n)
    p_exact = _exact(stratum, first, found, n)
    return Tested(
        n=own_n,
        estimate=difference,
        interval=interval,
        p_value=max(p_exact, p_hands) if known else None,
        minimum_detectable=_detectable(error, freedom, chance) if known else None,
        numbers=Gap(
            own_found, other_found, other_n, p_exact, p_hands if known else float("nan"), hands
        ),
    )


def _compared(stratum: Ints, hand: Ints, first: NDArray[np.bool_], found: Ints, n: Ints) -> Ints:
    """The rows of strata that have both groups, in an order that is not that in which they came."""
    strata = int(stratum.max(initial=-1)) + 1
    own, other = (np.bincount(stratum, n * each, strata) for each in (first, ~first))
    order = np.lexsort((found, n, first, hand, stratum))
    return order[((own > 0) & (other > 0))[stratum[order]]]


def _spread(hand: Ints, adds: Floats, weight: Floats) -> tuple[float, float]:
    """The standard error of the difference, and how many hands of like weight there are."""
    sums, weights = np.bincount(hand, adds), np.bincount(hand, weight)
    total = float(weights.sum())
    hands = total**2 / float((weights**2).sum())
    widened = hands / max(hands - 1, 0.5)
    return float(np.sqrt(widened * (sums**2).sum())) / total, hands


def _by_chance(
    difference: float, found: int, n: int, other_found: int, other_n: int
) -> tuple[float, float]:
    """Newcombe's interval of two shares, moved to a `difference` that strata may have changed."""
    share, other = found / n, other_found / other_n
    low, high = newcombe(share, n, other, other_n)
    moved = difference - (share - other)
    return max(-1.0, low + moved), min(1.0, high + moved)


def _detectable(error: float, freedom: float, chance: float) -> float:
    """By the error as hands have it, and by that of chance alone."""
    by_hands = float(stdtrit(freedom, 1 - LEVEL / 2) + stdtrit(freedom, POWER)) * error
    return max(by_hands, float(ndtri(1 - LEVEL / 2) + ndtri(POWER)) * chance)


def _exact(stratum: Ints, first: NDArray[np.bool_], found: Ints, n: Ints) -> float:
    """Twice the smaller tail of the exact conditional law, at most 1."""
    strata = int(stratum.max()) + 1
    own, other, total = (
        np.bincount(stratum, each, strata).astype(np.int64)
        for each in (n * first, n * ~first, found)
    )
    law, at = null_law(total, own, other), int(found[first].sum())
    return min(1.0, max(2 * min(float(law[at:].sum()), float(law[: at + 1].sum())), LEAST_P))
