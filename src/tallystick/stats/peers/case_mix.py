"""How often is a case of this kind counted, whoever had it?

A logistic regression on main effects: each factor of a case (its place, its hours, its offence) has
a number for each of its levels. It is solved a factor at a time, since the levels of one factor
share no case and so their Newton steps are quotients of sums; the sums go round the factors until
nothing moves. A small ridge keeps a level in which all or none were counted finite.

References: McCullagh & Nelder 1989, Generalized Linear Models, ch. 4; Friedman, Hastie & Tibshirani
2010, Journal of Statistical Software 33(1), a coordinate at a time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RIDGE, MOST_STEP = 0.5, 2.0
ROUNDS, STILL = 60, 1e-4


def expected_shares(levels: Ints, n: Floats, k: Floats) -> Floats:
    """Return the share expected in each of C kinds of cases, (C,).

    Parameters
    ----------
    levels : (C, F)
        The level of each factor, from 0.
    n, k : (C,)
        Cases, more than none altogether, and those of them that are counted.
    """
    overall = (k.sum() + 0.5) / (n.sum() + 1.0)
    fitted = np.full(len(n), float(logit(overall)))
    factors = np.ascontiguousarray(levels.T)
    effects = [np.zeros(int(factor.max()) + 1) for factor in factors]
    for _ in range(ROUNDS):
        moved = 0.0
        for factor, effect in zip(factors, effects, strict=True):
            share = expit(fitted)
            score = np.bincount(factor, k - n * share, len(effect)) - RIDGE * effect
            weight = np.bincount(factor, n * share * (1 - share), len(effect)) + RIDGE
            step = np.clip(score / weight, -MOST_STEP, MOST_STEP)
            effect += step
            fitted += step[factor]
            moved = max(moved, float(np.abs(step).max()))
        if moved < STILL:
            break
    return np.asarray(expit(fitted))
