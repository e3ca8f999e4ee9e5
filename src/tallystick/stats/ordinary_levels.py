"""How rare is so large a number among members who differ, when some may be no ordinary ones?

Each ordinary member's log odds lie about those expected of it by a normal law whose middle and
width are learned from all members; its finds are binomial given its level. With a small chance a
member is not ordinary, and its number may be anything: so those who are looked for, a unit in five
or an officer in five, do not teach the law and hide themselves. What is not known of middle, width
and chance is averaged over, the member in question left out.

A level's tail that is heavier than a normal law's is not known from few members: with log odds that
differ as a t law of five degrees of freedom does, .06 to .12 of innocent ones are below .05.

References: Gelman, Carlin et al. 2013, Bayesian Data Analysis, section 5.3,
binomial numbers with normal log odds, 6.3, a predictive p-value; Box & Tiao 1968, Biometrika 55(1),
a member that may be an outlier, beside a law for the others.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, expit, gammaln, logit, logsumexp

Floats = NDArray[np.float64]

MIDDLES = np.arange(-3.0, 1.01, 0.25)
WIDTHS = np.array([0.05, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3, 1.7, 2.2, 3.0])
CHANCES = np.array([0.003, 0.03, 0.1, 0.2, 0.3])
PRIOR = np.exp(-(WIDTHS**2) / 2) * np.gradient(WIDTHS)
NODES, STEP = 10, 0.45
NEGLIGIBLE = 1e-6
NODE = np.arange(-NODES, NODES + 1) * STEP
WEIGHT = np.exp(-(NODE**2) / 2) / np.exp(-(NODE**2) / 2).sum()


def beyond_ordinary(found: Floats, n: Floats, expected: Floats) -> Floats:
    """One-sided p-value of each member, (K,).

    `found` of `n` records have the mark, and `expected`, in (0, n), is what others' rates give.
    """
    middle, width = (each.ravel() for each in np.meshgrid(MIDDLES, WIDTHS, indexing="ij"))
    likely = np.stack([
        _of_law(found, n, expected, one, other, _likelihood)
        for one, other in zip(middle, width, strict=True)
    ], axis=1)  # fmt: skip
    anything = 1 / (n + 1)
    each = np.log(
        (1 - CHANCES) * likely[:, :, None] + CHANCES * anything[:, None, None] + 1e-300
    )  # (K, laws, chances)
    whole = each.sum(axis=0)
    left_out = whole - each + np.log(np.tile(PRIOR, len(MIDDLES)))[:, None]
    weight = np.exp(left_out - logsumexp(left_out, axis=(1, 2), keepdims=True)).sum(axis=2)
    used = np.flatnonzero(weight.max(axis=0) > NEGLIGIBLE)
    tail = np.stack(
        [_of_law(found, n, expected, middle[law], width[law], _tail) for law in used], axis=1
    )
    p_value = (weight[:, used] * tail).sum(axis=1) / weight[:, used].sum(axis=1)
    return np.asarray(np.clip(p_value, 1e-30, 1.0))


def _of_law(
    found: Floats, n: Floats, expected: Floats, middle: float, width: float,
    what: Callable[[Floats, Floats, Floats], Floats],
) -> Floats:  # fmt: skip
    """`what` of each member's number, (K,), averaged over the levels of one law."""
    level = expit(logit(expected / n)[:, None] + middle + width * NODE)
    return np.asarray(what(found, n, np.clip(level, 1e-12, 1 - 1e-12)) @ WEIGHT)


def _likelihood(found: Floats, n: Floats, level: Floats) -> Floats:
    k, size = found[:, None], n[:, None]
    ways = gammaln(size + 1) - gammaln(k + 1) - gammaln(size - k + 1)
    return np.asarray(np.exp(ways + k * np.log(level) + (size - k) * np.log1p(-level)))


def _tail(found: Floats, n: Floats, level: Floats) -> Floats:
    k, size = found[:, None], n[:, None]
    return np.asarray(np.where(k > 0, betainc(np.maximum(k, 1), size - k + 1, level), 1.0))
