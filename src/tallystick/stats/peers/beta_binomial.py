"""How rare is so large a number among members whose shares differ as a beta law does?

Each member's share is drawn from one beta law, and its finds are binomial given the share. Shares
of which most are small and a few are large, as of officers' records that another office never got,
have a tail that no law of errors on a scale has. `beyond_beta` fits the law to all members by
maximum likelihood, and a member that is far off makes the tail heavier. `beyond_most` censors the
fifth of the members that is farthest up, or the half of those with a find where that is fewer: each
of these counts as "so many finds or more", so that a few who are no ordinary ones do not teach the
law their own numbers. It averages over the laws by their posterior weight, the member in question
left out; the prior is uniform in the root of 1 / sum of the parameters.

Of 40, 60 and 120 members with 33 records in the middle (log s.d. .7, those with 20 and more asked),
600 to 740 a cell (seed 9), `beyond_most` and `larger_share` together give .019 to .058 below .05
where shares follow beta laws of means .006 to .06 and sums 20, 5 and 2, and .015 to .061 where log
odds have a s.d. of 1 and 1.5. By itself it gives .054 to .068 where it is 1.5: that tail is no beta
law's. So it is a test beside others.

References: Skellam 1948, JRSS B 10(2), 257-261, the law; Griffiths 1973, Biometrics 29(4), 637-648,
its fit by maximum likelihood; Cohen 1991, Truncated and Censored Samples, chapter 1, what a
censored member tells; Gelman, Carlin et al. 2013, Bayesian Data Analysis, section 5.3, the prior,
and 6.3, a predictive p-value.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln, expit, gammaln, logit, logsumexp

from tallystick.stats.estimate import LEVEL, POWER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS, NARROWER, ROUNDS = 13, 0.3, 5
WIDEST, EVENEST = 0.05, 1e5  # the sum of the two parameters lies between these
CENSORED, OF_FINDERS = 0.2, 0.5  # shares of all, and of those with a find
MEANS = np.array([-3.0, 1.0])  # log odds beside those of all members
SUMS = np.array([0.3, 1000.0])
LAWS, NARROWED = 15, 3
UNLIKELY = 12.0  # log posterior below the best at which a law is left out of the narrower grid
PRIOR = -0.5  # power of the sum: uniform in its reciprocal root


def fitted(found: Ints, n: Ints) -> tuple[float, float]:
    """The parameters a and b of the beta law of the shares behind ``found`` of ``n``, (K,) each.

    A grid of means and of sums a + b, narrowed five times about its best point.
    """
    kept = n > 0
    pairs, times = np.unique(np.stack([found[kept], n[kept]]), axis=1, return_counts=True)
    middle = _log_odds(found, n)
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
    a, b = _parameters(*centre)
    return float(a), float(b)


def _log_odds(found: Ints, n: Ints) -> float:
    return float(logit((found.sum() + 0.5) / (n.sum() + 1.0)))


def _parameters(mean: Floats, log_sum: Floats) -> tuple[Floats, Floats]:
    whole = np.exp(log_sum)
    return expit(mean) * whole, expit(-mean) * whole


def _likelihood(mean: Floats, log_sum: Floats, pairs: Ints, times: Ints) -> float:
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
        tail = _tail(law(size, a, b))
        p_values[place] = min(1.0, float(tail[found[place]]))
        rare = np.flatnonzero(tail < LEVEL)
        if len(rare):
            least[place] = betaincinv(rare[0], size - rare[0] + 1, POWER)
    return p_values, least


def teach_a_law(found: Ints, n: Ints) -> bool:
    """Whether a fifth of the members or more have a find, of those with records.

    Where fewer have, those who are no ordinary ones are many of them: censored or not, they make
    the law's tail heavy, and `beyond_most` says little of them. ``found`` of ``n``, (K,) each.
    """
    return bool((found > 0).sum() >= CENSORED * (n > 0).sum())


def beyond_most(found: Ints, n: Ints) -> Floats:
    """One-sided p-value of each member by the law of most of the others, (K,).

    1 for a member without records, and for all where nothing was found.
    """
    p_values, kept = np.ones(len(n)), n > 0
    if not found.any():
        return p_values
    pairs, place, times = np.unique(
        np.stack([found[kept], n[kept]]), axis=1, return_inverse=True, return_counts=True
    )
    limits = np.array([_log_odds(found, n) + MEANS, np.log(SUMS)])
    low, high = limits.T
    least: Ints | None = None
    for _ in range(NARROWED):
        axes = [np.linspace(*ends, LAWS) for ends in zip(low, high, strict=True)]
        laws = np.stack([each.ravel() for each in np.meshgrid(*axes)])
        a, b = _parameters(*laws)
        if least is None:
            least = _upper_fifth(pairs, times, a, b)
        logs, tails = _by_law(pairs, least, a, b)
        posterior = (logs * times).sum(axis=1) + PRIOR * laws[1]
        likely, step = laws[:, posterior > posterior.max() - UNLIKELY], (high - low) / (LAWS - 1)
        low = np.maximum(likely.min(axis=1) - step, limits[:, 0])
        high = np.minimum(likely.max(axis=1) + step, limits[:, 1])
    left_out = posterior[:, None] - logs
    weight = np.exp(left_out - logsumexp(left_out, axis=0))
    p_values[kept] = np.minimum((weight * tails).sum(axis=0), 1.0)[place.ravel()]
    return p_values


def _upper_fifth(pairs: Ints, times: Ints, a: Floats, b: Floats) -> Ints:
    """The least number of finds, one or more, in the upper fifth by the best of the laws, (P,)."""
    found, n = pairs
    logs = betaln(found + a[:, None], n - found + b[:, None]) - betaln(a, b)[:, None]
    best = int(np.argmax((logs * times).sum(axis=1)))
    beyond = {size: _tail(law(size, a[best], b[best])) for size in np.unique(n).tolist()}
    tails = np.array([beyond[size][k] for k, size in pairs.T.tolist()])
    order = np.argsort(tails)
    most = min(CENSORED * times.sum(), OF_FINDERS * times[found > 0].sum())
    bar = tails[order[np.searchsorted(np.cumsum(times[order]), most, side="right")]]
    return np.array([max(1, int((beyond[size] >= bar).sum())) for size in n.tolist()])


def _by_law(pairs: Ints, least: Ints, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Log likelihood of each pair of finds and records, and the chance of as many, (G, P) each.

    Under each of G laws. A pair with `least` finds or more, (P,), is censored at these.
    """
    found, n = pairs
    upto = np.arange(n.max() + 1.0)
    ways = gammaln(upto + 1.0)
    one, other, both = (gammaln(each[:, None] + upto) for each in (a, b, a + b))
    one, other = one - one[:, :1] - ways, other - other[:, :1] - ways
    both = both - both[:, :1] - ways
    logs, tails = np.empty((2, len(a), len(n)))
    for size in np.unique(n).tolist():
        own = np.flatnonzero(n == size)
        chances = one[:, : size + 1] + other[:, size::-1] - both[:, size, None]
        tail = _tail(np.exp(chances))
        k, from_ = found[own], np.minimum(least[own], size)
        censored = np.log(np.maximum(tail[:, from_], np.finfo(float).tiny))
        logs[:, own] = np.where(k >= least[own], censored, chances[:, k])
        tails[:, own] = tail[:, k]
    return logs, tails


def _tail(chances: Floats) -> Floats:
    """The chance of so many or more, of the chances of 0, 1, ... along the last axis."""
    return np.asarray(np.cumsum(chances[..., ::-1], axis=-1)[..., ::-1])
