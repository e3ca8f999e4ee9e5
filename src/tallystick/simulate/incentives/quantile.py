"""Which count belongs to a uniform number?

Counts are drawn by inverting the distribution function at a fixed uniform, so that a larger
mean never gives a smaller count and two worlds can be compared count by count.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from tallystick.simulate.incentives.decision import Floats, Ints

SMALL_MEAN, SMALL_TRIALS = 60.0, 200


def poisson(uniform: Floats, mean: Floats) -> Ints:
    """The smallest k with P(N <= k) >= uniform, N Poisson; arrays of one shape."""
    count = np.zeros(mean.shape, dtype=np.int64)
    small = mean <= SMALL_MEAN
    count[small] = _small_poisson(uniform[small], mean[small])
    if not small.all():
        u, mu = uniform[~small], mean[~small]
        k = np.maximum(np.ceil(special.pdtrik(u, mu)), 0.0)
        lower = np.maximum(k - 1, 0.0)
        count[~small] = np.where(special.pdtr(lower, mu) >= u, lower, k).astype(np.int64)
    return count


def _small_poisson(uniform: Floats, mean: Floats) -> Ints:
    count = np.zeros(mean.shape, dtype=np.int64)
    mass = np.exp(-mean)
    reached = mass.copy()
    for k in range(1, int(SMALL_MEAN * 5)):
        short = reached < uniform
        if not short.any():
            break
        count += short
        mass = mass * mean / k
        reached = reached + mass
    return count


def binomial(uniform: Floats, trials: Ints, chance: Floats) -> Ints:
    """The smallest k with P(N <= k) >= uniform, N binomial; arrays of one shape."""
    count = np.zeros(trials.shape, dtype=np.int64)
    sure = chance >= 1
    small = (trials <= SMALL_TRIALS) & ~sure
    count[sure] = trials[sure]
    count[small] = _small_binomial(uniform[small], trials[small], chance[small])
    large = ~small & ~sure
    if large.any():
        from scipy.stats import binom

        count[large] = binom.ppf(uniform[large], trials[large], chance[large])
    return np.clip(count, 0, trials)


def _small_binomial(uniform: Floats, trials: Ints, chance: Floats) -> Ints:
    count = np.zeros(trials.shape, dtype=np.int64)
    odds = chance / (1 - chance)
    mass = (1 - chance) ** trials
    reached = mass.copy()
    for k in range(1, SMALL_TRIALS + 1):
        short = (reached < uniform) & (count < trials)
        if not short.any():
            break
        count += short
        mass = mass * odds * np.maximum(trials - k + 1, 0) / k
        reached = reached + mass
    return count
