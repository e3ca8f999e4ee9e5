"""How rare is so large a number among members whose shares differ as a beta law does?

Each member's share is drawn from one beta law, and its finds are binomial given the share. The law
is fitted to all members by maximum likelihood, the one in question among them: a member that is
far off makes the tail heavier. Shares of which most are small and a few are large, as of officers'
records that another office never got, have a tail that no law of errors on a scale has.

References: Skellam 1948, JRSS B 10(2), 257-261, the law; Griffiths 1973, Biometrics 29(4), 637-648,
its fit by maximum likelihood.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln, expit, gammaln, logit

from tallystick.stats.estimate import LEVEL, POWER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS, NARROWER, ROUNDS = 13, 0.3, 5
WIDEST, EVENEST = 0.05, 1e5  # the sum of the two parameters lies between these


def fitted(found: Ints, n: Ints) -> tuple[float, float]:
    """The parameters a and b of the beta law of the shares behind ``found`` of ``n``, (K,) each.

    A grid of means and of sums a + b, narrowed five times about its best point.
    """
    kept = n > 0
    pairs, times = np.unique(np.stack([found[kept], n[kept]]), axis=1, return_counts=True)
    middle = logit((found.sum() + 0.5) / (n.sum() + 1.0))
    centre = np.array([middle, (np.log(WIDEST) + np.log(EVENEST)) / 2])
    reach = np.array([4.0, (np.log(EVENEST) - np.log(WIDEST)) / 2])
    for _ in range(ROUNDS):
        means, sums = (
            np.linspace(at - far, at + far, STEPS) for at, far in zip(centre, reach, strict=True)
        )
        sums = np.clip(sums, np.log(WIDEST), np.log(EVENEST))
        likely = [[_likelihood(one, other, pairs, times) for other in sums] for one in means]
        best = np.unravel_index(int(np.argmax(likely)), (STEPS, STEPS))
        centre = np.array([means[best[0]], sums[best[1]]])
        reach = reach * NARROWER
    return _parameters(float(centre[0]), float(centre[1]))


def _parameters(mean: float, log_sum: float) -> tuple[float, float]:
    share, whole = float(expit(mean)), float(np.exp(log_sum))
    return share * whole, (1.0 - share) * whole


def _likelihood(mean: float, log_sum: float, pairs: Ints, times: Ints) -> float:
    a, b = _parameters(mean, log_sum)
    found, n = pairs
    return float((times * (betaln(found + a, n - found + b) - betaln(a, b))).sum())


def law(n: int, a: float, b: float) -> Floats:
    """The chances of 0 to ``n`` finds, (n + 1,)."""
    k = np.arange(n + 1, dtype=np.float64)
    ways = gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0)
    return np.asarray(np.exp(ways + betaln(k + a, n - k + b) - betaln(a, b)))


def beyond_beta(found: Ints, n: Ints) -> tuple[Floats, Floats]:
    """One-sided p-value of each member, and the share found with 80 % power; (K,) each.

    NaN for a member without records, and for the share where no number of finds is rare enough.
    """
    p_values, least = np.full((2, len(n)), np.nan)
    if not (n > 0).any():
        return p_values, least
    a, b = fitted(found, n)
    for place in np.flatnonzero(n > 0):
        size = int(n[place])
        tail = np.cumsum(law(size, a, b)[::-1])[::-1]
        p_values[place] = min(1.0, float(tail[found[place]]))
        rare = np.flatnonzero(tail < LEVEL)
        if len(rare):
            least[place] = betaincinv(rare[0], size - rare[0] + 1, POWER)
    return p_values, least


def beyond_habits(found: Ints, n: Ints, p_value: Floats, many: int) -> Floats:
    """One-sided p-value of each of M members beside the law of the members, (M,).

    Of more than `many`, by the law of all; else by that of the others, worked out for those alone
    whose own `p_value`, (M,), is below the level, 1 for the rest: it takes a fit each.
    """
    if len(n) > many:
        return beyond_beta(found, n)[0]
    habits = np.ones(len(n))
    low = np.flatnonzero((p_value < LEVEL) & (n > 0))
    if len(low):
        habits[low] = beyond_others(found, n, low)
    return habits


def beyond_others(found: Ints, n: Ints, which: Ints) -> Floats:
    """One-sided p-value of each member of ``which``, (W,), by the law of all the others, (W,).

    A member that is far off does not make the tail heavier for itself; each takes a fit.
    """
    p_values = np.full(len(which), np.nan)
    for row, place in enumerate(which.tolist()):
        others = np.arange(len(n)) != place
        a, b = fitted(found[others], n[others])
        tail = law(int(n[place]), a, b)[int(found[place]) :].sum()
        p_values[row] = min(1.0, float(tail))
    return p_values
