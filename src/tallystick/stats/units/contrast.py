"""How many records are missing below the line and too many above it, and are they the same?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from tallystick.stats.units.fit import Fit, Problem, expected, free_windows
from tallystick.stats.units.heaps import Floats
from tallystick.stats.units.slopes import FIXED

LEAST_EXPECTED = 1.0


@dataclass(frozen=True)
class Contrast:
    """Moved records of every unit, in records of the recorded grid.

    Attributes
    ----------
    hole : (U,)
        Records expected in the hole without movement.
    moved, error, spread : (U,)
        Moved mass, its standard error without movement, and with the movement found.
    z_hole, z_excess : (U,)
        Missing below and surplus at and above the line, over their standard errors.
    hole_error, excess_error : (U,)
        Those standard errors, in records.
    habit_share : (U,)
        Share of the variance of `moved` that comes from the unit's own habits.
    dispersion : (U,)
        Pearson dispersion outside the windows where it is significant at 5 %, else 1; its
        root is already in all errors.
    """

    hole: Floats
    moved: Floats
    error: Floats
    spread: Floats
    z_hole: Floats
    z_excess: Floats
    hole_error: Floats
    excess_error: Floats
    habit_share: Floats
    dispersion: Floats


def contrast_units(problem: Problem, fit: Fit, *, at_line: bool) -> Contrast:
    """Compare the windows of every unit with what the rest of its bins predict.

    The surplus of a window is recorded minus predicted; its variance without movement is
    Poisson plus the variance of the prediction, which carries the own-habit variance. Both
    sides estimate the same moved mass, so it is their generalised least-squares mean.

    Parameters
    ----------
    problem : Problem
        The agency.
    fit : Fit
        Its fit.
    at_line : bool
        Whether the window after the hole is the bin of the line itself, whose surplus is
        separate from that above.
    """
    parts = [_contrast_part(problem, fit, part, at_line) for part in problem.batches()]
    columns = zip(*parts, strict=True)
    return Contrast(*(np.concatenate(column) for column in columns))


def _contrast_part(problem: Problem, fit: Fit, part: slice, at_line: bool) -> tuple[Floats, ...]:
    own, inflation = problem.own[part], problem.inflation[part]
    mu, slopes = expected(problem, part, fit.eta[part])
    dispersion = _dispersion(problem, fit, part, mu)
    _, totals, gradient = free_windows(problem, part, mu, slopes)
    recorded = problem.recorded[part]
    sign = np.ones(len(problem.windows))
    sign[0] = -1
    surplus = sign * (recorded - totals)
    gradient *= sign[:, None]
    prediction = gradient @ fit.covariance[part] @ gradient.transpose(0, 2, 1)
    variance = prediction + _diagonals(totals * inflation[:, None])
    design = np.ones((len(problem.windows), 1))
    if at_line and len(problem.windows) == 3:
        design = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    weight = _weights(variance, design)
    moved = (weight * surplus).sum(axis=1)
    null = _quadratic(weight, variance)
    found = prediction + _diagonals(recorded + 0.5 + totals * (inflation[:, None] - 1))
    excess = np.tile(np.where(sign > 0, 1.0, 0.0), (len(own), 1))
    hole_error = np.sqrt(dispersion * variance[:, 0, 0])
    excess_error = np.sqrt(dispersion * _quadratic(excess, variance))
    habits = _habit_part(fit, part, (weight[:, None, :] @ gradient)[:, 0])
    return (
        totals[:, 0],
        moved,
        np.sqrt(dispersion * null),
        np.sqrt(dispersion * _quadratic(weight, found)),
        surplus[:, 0] / hole_error,
        (excess * surplus).sum(axis=1) / excess_error,
        hole_error,
        excess_error,
        np.clip(habits / null, 0, 1),
        dispersion,
    )


def _dispersion(problem: Problem, fit: Fit, part: slice, mu: Floats) -> Floats:
    """Lumps that the fit cannot follow widen every error of the unit: (B,)."""
    outside = ~problem.windows.any(axis=0)
    own, inflation = problem.own[part][:, outside], problem.inflation[part]
    used = mu[:, outside] >= LEAST_EXPECTED
    residual = (own - mu[:, outside]) ** 2 / np.maximum(mu[:, outside], LEAST_EXPECTED)
    chi2 = (residual * used).sum(axis=1) / inflation
    learned = FIXED + (1 - fit.habit_error[part] / fit.prior[part]).sum(axis=1)
    df = np.maximum(used.sum(axis=1) - learned, 1)
    limit = 2 * gammaincinv(df / 2, 0.95)
    return np.where(chi2 > limit, chi2 / df, 1.0)


def _weights(variance: Floats, design: Floats) -> Floats:
    """Weights (B, K) of the least-squares moved mass: the sum of the unknowns."""
    scaled = np.linalg.solve(variance, np.broadcast_to(design, (len(variance), *design.shape)))
    normal = design.T @ scaled
    ones = np.ones((len(variance), design.shape[1], 1))
    return (scaled @ np.linalg.solve(normal, ones))[:, :, 0]


def _quadratic(weight: Floats, variance: Floats) -> Floats:
    return np.asarray((weight[:, None, :] @ variance @ weight[:, :, None])[:, 0, 0])


def _diagonals(entries: Floats) -> Floats:
    result = np.zeros((*entries.shape, entries.shape[1]))
    index = np.arange(entries.shape[1])
    result[:, index, index] = entries
    return result


def _habit_part(fit: Fit, part: slice, direction: Floats) -> Floats:
    """Variance along `direction` (B, P) that vanishes when no unit has habits of its own."""
    covariance = fit.covariance[part]
    corner = np.linalg.inv(np.linalg.inv(covariance)[:, :FIXED, :FIXED])
    fixed = direction[:, :FIXED]
    return _quadratic(direction, covariance) - _quadratic(fixed, corner)
