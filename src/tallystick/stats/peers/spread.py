"""Is one share beyond what the shares of its like differ by among themselves?

Units, evidence rooms or places on a scale have shares that differ for ordinary reasons, by more
than chance with the numbers at hand. Shares are put on a scale where their sampling variance is
known, and the one in question is set against the median of the others, by Student's t. The variance
between members is the one that makes the median of the others' squared standardised distances what
it is by the normal law (the equation of Paule and Mandel, with the median in place of the mean): up
to half of the others may be far off without hiding one that is. A median knows less than a mean,
so t has four tenths of the degrees of freedom. Two scales are used, the arc sine of the root and
the logarithm of the odds, and the larger p-value counts: which of them makes the shares of a kind
even is not known, and a skewed kind has more far members on the first.

Measured on beta shares of .5 to 25 % and 5 to 40 members of 200 to 1,500 records each, with a
variance between members of 0 to .1 of p (1 - p): at most .055 at nominal 5 %. A kind of which half
the members have fewer than five finds can be a few rooms that miss much and many that miss nothing:
its spread cannot be learnt. Units are then set beside the wide one of `concentration`, which is
fixed; an officer, who is named, is not tested.

References: Paule & Mandel 1982, J. Research NBS 87(5), the variance between; Rousseeuw & Croux
1993, JASA 88(424), the median of absolute deviations; Anscombe 1948, Biometrika 35(3/4), the arc
sine; Gart & Zweifel 1967, Biometrika 54(1/2), the log odds; Higgins, Thompson & Spiegelhalter 2009,
JRSS A 172(1), the prediction of a further member.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, stdtr, stdtrit

from tallystick.stats.estimate import LEVEL, POWER
from tallystick.stats.peers.concentration import concentrated
from tallystick.stats.peers.left_out import MEDIAN_SQUARE, STEPS, middles_and_spreads

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Scale = Callable[[Ints, Ints], tuple[Floats, Floats]]

LEAST_OTHERS, LEAST_FOUND = 4, 5
MEDIAN_COST = np.pi / 2  # variance of a median over that of a mean
KNOWN = 0.4  # degrees of freedom of a spread known from medians, of those from a mean
LEAST_DF = 1.5


def beyond_spread(found: Ints, n: Ints, *, least_found: int = LEAST_FOUND) -> Floats:
    """One-sided p-value of each share against all others, (K,); NaN where it has none.

    `found` of `n`, (K,). A share has a p-value when at least four others have records, and half
    of these `least_found` finds or more.
    """
    return beyond_and_smallest(found, n, least_found=least_found)[0]


def smallest_beyond(found: Ints, n: Ints, *, least_found: int = LEAST_FOUND) -> Floats:
    """The share of each member, (K,), that would be found with 80 % power; NaN without a test."""
    return beyond_and_smallest(found, n, least_found=least_found)[1]


def beyond_and_smallest(
    found: Ints, n: Ints, *, least_found: int = LEAST_FOUND, rare: bool = False
) -> tuple[Floats, Floats]:
    """Both at once; what is asked of thousands of whom none has a test costs one sorting.

    With `rare`, those for whom too few others have finds have the answers of `concentration`.
    """
    answers, kept = np.full((2, len(n)), np.nan), np.flatnonzero(n > 0)
    if len(kept) <= LEAST_OTHERS:
        return answers[0], answers[1]
    own, of = found[kept], n[kept]
    learnt = _learnt(own, least_found)
    if learnt.any():
        answers[:, kept] = _beside_others(own, of, learnt)
    if rare and not learnt.all():
        answers[:, kept] = np.where(learnt, answers[:, kept], concentrated(own, of))
    return answers[0], answers[1]


def _learnt(found: Ints, least_found: int) -> NDArray[np.bool_]:
    """Of which members, (K,), do half of the others have enough finds to tell how they differ?"""
    finds, many = np.sort(found), len(found) - 1
    at = np.searchsorted(finds, found)
    # The middle of the others: those behind the member itself move up by one place.
    low, high = (
        finds[np.minimum(middle + (at <= middle), many)] for middle in ((many - 1) // 2, many // 2)
    )
    return np.asarray(low + high >= 2 * least_found)


def beyond_many(found: Ints, n: Ints) -> tuple[Floats, Floats]:
    """The p-value of each of many members, and the share found with 80 % power; (K,) each.

    As `beyond_spread` and `smallest_beyond`, whatever they found; among hundreds one hardly moves
    the median, and all members teach it. ValueError with fewer than five.
    """
    many = len(n)
    if many <= LEAST_OTHERS:
        raise ValueError("five members or more are needed")
    df = max(LEAST_DF, KNOWN * (many - 2))
    answers, reaches = [], []
    for scale, back in _scales():
        seen, variance = scale(found, n)
        middle, between = middle_and_spread(seen, variance)
        error = MEDIAN_COST * float((variance + between).mean()) / many
        sd = np.sqrt(between + variance + error)
        reach = middle + sd * float(stdtrit(df, 1 - LEVEL) + stdtrit(df, POWER))
        answers.append(stdtr(df, -(seen - middle) / sd))
        reaches.append(back(reach))
    return np.asarray(np.maximum(*answers)), np.asarray(np.maximum(*reaches))


def _scales() -> tuple[tuple[Scale, Callable[[Floats], Floats]], ...]:
    """Each scale, and what brings it back to shares."""
    return (arc_sine, _shares_of_arcs), (log_odds, expit)


def _shares_of_arcs(arc: Floats) -> Floats:
    return np.asarray(np.sin(np.clip(arc, 0.0, np.pi / 2)) ** 2)


def _beside_others(found: Ints, n: Ints, tested: NDArray[np.bool_]) -> Floats:
    """The larger p-value of the two scales, and the larger share that would be found, (2, K)."""
    answers = np.full((2, 2, len(n)), np.nan)
    for row, (scale, back) in enumerate(_scales()):
        p, _, reach, _ = beside_medians(*scale(found, n))
        answers[row] = p, back(reach)
    return np.asarray(np.where(tested, answers.max(axis=0), np.nan))


def beside_medians(
    seen: Floats, variance: Floats, most_df: float = np.inf
) -> tuple[Floats, Floats, Floats, Floats]:
    """What each member's number says beside the median of the others', (K,) each.

    `seen` and its sampling `variance`, (K,), of five members or more. Returned are the one-sided
    p-value, that median, what would be found with 80 % power, and the variance of the median. With
    `most_df` the law of the members' levels has a tail at least as heavy as a t law of so many
    degrees of freedom, however many members teach it.
    """
    many = len(seen) - 1
    df = min(max(LEAST_DF, KNOWN * (many - 1)), most_df)
    middle, between = middles_and_spreads(seen, variance)
    others = np.array([_mean_without(variance, place) for place in range(len(seen))])
    error = MEDIAN_COST * (others + between) / many
    sd = np.sqrt(between + variance + error)
    power = float(stdtrit(df, 1 - LEVEL) + stdtrit(df, POWER))
    return np.asarray(stdtr(df, -(seen - middle) / sd)), middle, middle + sd * power, error


def _mean_without(values: Floats, place: int) -> float:
    return float(np.delete(values, place).mean())


def middle_and_spread(seen: Floats, variance: Floats) -> tuple[float, float]:
    """The median of what was `seen`, (K,), and the variance between members beyond sampling."""
    middle = float(np.median(seen))
    square = (seen - middle) ** 2
    if np.median(square / variance) <= MEDIAN_SQUARE:
        return middle, 0.0
    low, high = 0.0, float(square.max()) / MEDIAN_SQUARE
    for _ in range(STEPS):
        between = (low + high) / 2
        if np.median(square / (variance + between)) > MEDIAN_SQUARE:
            low = between
        else:
            high = between
    return middle, high


def arc_sine(found: Ints, n: Ints) -> tuple[Floats, Floats]:
    """The arc sine of the root of each share, and its sampling variance."""
    share = (found + 0.375) / (n + 0.75)
    return np.asarray(np.arcsin(np.sqrt(share))), np.asarray(1.0 / (4.0 * n + 2.0))


def log_odds(found: Ints, n: Ints) -> tuple[Floats, Floats]:
    """The logarithm of the odds of each share, and its sampling variance."""
    some, others = np.asarray(found + 0.5), np.asarray(n - found + 0.5)
    return np.asarray(np.log(some / others)), np.asarray(1.0 / some + 1.0 / others)
