"""How large is one of many estimates likely to be, given how far apart they all are?

A normal law of true values is learned from all estimates; each is pulled towards their mean by the
part of its variance that chance makes. The largest of many, which is the one that is looked at, is
so no longer too large.

References: Morris 1983, Journal of the American Statistical Association 78(381); DerSimonian &
Laird 1986, Controlled Clinical Trials 7(3), the variance between.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shrunk:
    """Estimates after shrinkage.

    `value` and `error` are (N,), the mean and standard error of each true value; `mean` is that of
    all, `between` the standard deviation of true values.
    """

    value: Floats
    error: Floats
    mean: float
    between: float


def shrink(estimates: Floats, errors: Floats) -> Shrunk:
    """Pull `estimates`, (N,), with standard errors `errors`, (N,) above zero, towards each other.

    ValueError when there are fewer than two, or an error is not above zero.
    """
    x, v = np.asarray(estimates, dtype=np.float64), np.asarray(errors, dtype=np.float64) ** 2
    if len(x) < 2 or not (v > 0).all():
        raise ValueError("two estimates or more with errors above zero are needed")
    weight = 1 / v
    mean = float(weight @ x / weight.sum())
    excess = float(weight @ (x - mean) ** 2) - (len(x) - 1)
    scale = float(weight @ _others(weight) / weight.sum())
    between = max(0.0, excess / scale)
    weight = 1 / (v + between)
    mean = float(weight @ x / weight.sum())
    kept = between / (between + v)
    spread = kept * v + (1 - kept) ** 2 / weight.sum()
    return Shrunk(mean + kept * (x - mean), np.sqrt(spread), mean, float(np.sqrt(between)))


def _others(weight: Floats) -> Floats:
    """(N,) what all others weigh: added up, since the difference is none beside one that is all."""
    before = np.concatenate([[0.0], np.cumsum(weight)[:-1]])
    after = np.concatenate([np.cumsum(weight[::-1])[-2::-1], [0.0]])
    return np.asarray(before + after)
