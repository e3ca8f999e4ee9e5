"""Is one share beyond what the shares of its like differ by among themselves?

Units, evidence rooms or places on a scale have shares that differ for ordinary reasons, by more
than chance with the numbers at hand. Shares are put on a scale where their sampling variance is
known, the variance between the others is estimated by moments, and the one in question is set
against the prediction for a further member of their kind, by Student's t. Two scales are used, the
arc sine of the root and the logarithm of the odds, and the larger p-value counts: which of them
makes the shares of a kind even is not known, and a skewed kind has more far members on the first.

Measured with beta shares of .5 to 25 % and 6 to 40 members: at most .07 at nominal 5 % where the
variance between members is up to .03 of p (1 - p). Beyond that, where it takes in shares of none,
nothing is said.

References: Anscombe 1948, Biometrika 35(3/4), the arc sine; Gart & Zweifel 1967,
Biometrika 54(1/2), the log odds; DerSimonian & Laird 1986,
Controlled Clinical Trials 7(3), the variance between; Higgins, Thompson & Spiegelhalter 2009,
JRSS A 172(1), the prediction with k - 2 degrees of freedom.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, stdtr, stdtrit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_OTHERS = 5
WIDEST = 0.6  # standard deviation between members, of their mean on the arc sine
LEVEL, POWER = 0.05, 0.8


def beyond_spread(found: Ints, n: Ints) -> Floats:
    """One-sided p-value of each share against all others, (K,); NaN where it has none.

    `found` of `n`, (K,). A share has a p-value when at least five others have records.
    """
    return np.array([_one(found, n, place)[0] for place in range(len(n))], dtype=np.float64)


def smallest_beyond(found: Ints, n: Ints) -> Floats:
    """The share of each member, (K,), that would be found with 80 % power; NaN without a test."""
    return np.array([_one(found, n, place)[1] for place in range(len(n))], dtype=np.float64)


def _one(found: Ints, n: Ints, place: int) -> tuple[float, float]:
    """The larger p-value of the two scales, and the larger share that would be found."""
    others = np.arange(len(n)) != place
    others &= n > 0
    nothing = float("nan"), float("nan")
    if n[place] == 0 or others.sum() < LEAST_OTHERS:
        return nothing
    middle, _, between = _pooled(*arc_sine(found[others], n[others]))
    if np.sqrt(between) > WIDEST * middle:
        return nothing
    df = float(others.sum() - 2)
    answers = []
    for scale, back in ((arc_sine, _share_of_arc), (log_odds, expit)):
        mean, error, between = _pooled(*scale(found[others], n[others]))
        own, chance = scale(found[place], n[place])
        sd = np.sqrt(between + chance + error)
        reach = mean + sd * (stdtrit(df, 1 - LEVEL) + stdtrit(df, POWER))
        answers.append((float(stdtr(df, -(own - mean) / sd)), float(back(float(reach)))))
    p_values, reaches = zip(*answers, strict=True)
    return max(p_values), max(reaches)


def arc_sine(found: Ints, n: Ints) -> tuple[Floats, Floats]:
    """The arc sine of the root of each share, and its sampling variance."""
    share = (found + 0.375) / (n + 0.75)
    return np.asarray(np.arcsin(np.sqrt(share))), np.asarray(1.0 / (4.0 * n + 2.0))


def _share_of_arc(arc: float) -> float:
    return float(np.sin(min(max(arc, 0.0), np.pi / 2)) ** 2)


def log_odds(found: Ints, n: Ints) -> tuple[Floats, Floats]:
    """The logarithm of the odds of each share, and its sampling variance."""
    some, others = np.asarray(found + 0.5), np.asarray(n - found + 0.5)
    return np.asarray(np.log(some / others)), np.asarray(1.0 / some + 1.0 / others)


def _pooled(seen: Floats, variance: Floats) -> tuple[float, float, float]:
    """Mean, its variance, and the variance between members beyond sampling."""
    weight = 1 / variance
    fixed = (weight * seen).sum() / weight.sum()
    excess = (weight * (seen - fixed) ** 2).sum() - (len(seen) - 1)
    between = max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum()))
    weight = 1 / (variance + between)
    return float((weight * seen).sum() / weight.sum()), float(1 / weight.sum()), float(between)
