"""What smooth curve did the true values follow before anyone rounded them?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BASES = 18
DEGREE = 3
DIFFERENCES = 3
LARGEST_EXPONENT = 60.0


def log_basis(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cubic B-splines equally spaced in the logarithm of a value.

    Shape (I,) of positive values -> (I, 18). With a difference penalty on the coefficients these
    are P-splines (Eilers and Marx 1996, Statistical Science 11(2), 89-121).
    """
    x = np.log(value)
    low, high = float(x.min()), float(x.max())
    width = max(high - low, 1e-6) / (BASES - DEGREE)
    knots = np.asarray(low + width * np.arange(-DEGREE, BASES + 1), dtype=np.float64)
    return splines(np.clip(x, knots[DEGREE], knots[BASES]), knots)


def splines(x: NDArray[np.float64], knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cubic B-splines at (I,) values between the fourth knot and the fourth from the end.

    Shape (I, knots - 4), by de Boor's recursion. (scipy.interpolate has them too, and takes longer
    to import than an audit takes to fit.)
    """
    interval = np.clip(np.searchsorted(knots, x, side="right") - 1, DEGREE, len(knots) - DEGREE - 2)
    basis = np.zeros((len(x), len(knots) - 1))
    basis[np.arange(len(x)), interval] = 1.0
    for degree in range(1, DEGREE + 1):
        wide = knots[degree:] - knots[:-degree]
        rising = (x[:, None] - knots[: -degree - 1]) / wide[:-1]
        falling = (knots[degree + 1 :] - x[:, None]) / wide[1:]
        basis = rising * basis[:, :-1] + falling * basis[:, 1:]
    return basis


def roughness() -> NDArray[np.float64]:
    """D'D for third differences D of the coefficients, shape (18, 18)."""
    d = np.diff(np.eye(BASES), n=DIFFERENCES, axis=0)
    return np.asarray(d.T @ d, dtype=np.float64)


def start(
    basis: NDArray[np.float64], counts: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Coefficients of a penalised Poisson curve through heaped counts, shape (18,).

    ``basis`` (J, 18), ``counts`` (J,), ``weight`` (J,) of 0 and 1. Only a starting point: heaps
    are averaged over, not modelled.
    """
    penalty = 100.0 * roughness() + 1e-6 * np.eye(BASES)
    level = np.log(max(float((weight * counts).sum()) / max(float(weight.sum()), 1.0), 1e-3))
    theta = np.full(BASES, level)
    for _ in range(12):
        eta = np.clip(basis @ theta, -LARGEST_EXPONENT, LARGEST_EXPONENT)
        mean = np.exp(eta)
        scale = max(1.0, float(mean.max()))
        gram = basis.T @ (basis * (weight * mean)[:, None]) + penalty
        score = basis.T @ (weight * (counts - mean)) - penalty @ theta
        step = np.linalg.solve(gram / scale, score / scale)
        theta = theta + np.clip(step, -2.0, 2.0)
        if float(np.abs(step).max()) < 1e-3:
            break
    return theta
