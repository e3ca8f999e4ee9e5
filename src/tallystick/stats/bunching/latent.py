"""Which latent curve, rounding mix and moved mass describe a sample best, and how surely?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from tallystick.stats.bunching.density import BASES, DIFFERENCES, LARGEST_EXPONENT, start
from tallystick.stats.bunching.mean_model import (
    LEAST_MEAN,
    NEAR_ONE,
    ROUND,
    Floats,
    Model,
    Point,
    S,
    Variances,
    feasible_point,
    information,
    inverse,
    jacobian_at,
    point_at,
    pooled,
    precision,
)

BETA_MEAN, BETA_START = -3.0, -2.0
NU0, TAU0 = 2.0, 0.20
LAMBDA_START, LAMBDA_RANGE = 100.0, (0.01, 1e6)
MOST_STEPS = 40
DISPERSION_STEPS = (5, 10, 16, 23, 31)
WARM_DISPERSION_STEPS = (2, 5, 10, 16, 23, 31)
POOLED_COUNT = 5.0


@dataclass(frozen=True, eq=False)
class Fit:
    """A converged fit: parameters p, their covariance and the final variances.

    ``point`` and ``jacobian`` (J, P) are the mean model's at p; ``known`` (P, P) is the information
    with the prior's, whose inverse is the covariance.
    """

    model: Model
    p: Floats
    covariance: Floats
    variances: Variances
    steps: int
    point: Point
    jacobian: Floats
    known: Floats


def fit(model: Model, warm: Fit | None = None) -> Fit:
    """Fit by Fisher scoring with moderated variance components.

    The working model is quasi-Poisson; spline penalty and popularity variances are re-estimated
    at every step after the first estimate of the dispersion (EM form), the latter shrunk to a prior
    of 2 degrees of freedom at .20 because a grain has few numbers. ``warm`` starts from another fit
    of the same sample and grains.
    """
    p, variances = _begin(model, warm)
    prior = _prior_mean(model)
    schedule = DISPERSION_STEPS if warm is None else WARM_DISPERSION_STEPS
    earliest = schedule[1] + 1
    point = point_at(model, p)
    step = 0
    for step in range(1, MOST_STEPS + 1):
        jacobian = jacobian_at(model, p, point)
        rows = pooled(model, jacobian)
        q = precision(model, variances)
        covariance = inverse(information(rows, point.mean, variances.dispersion) + q)
        score = rows.T @ ((model.held - point.mean) / (variances.dispersion * point.mean))
        move = covariance @ (score - q @ (p - prior))
        before = _objective(model, p - prior, q, point, variances.dispersion)
        p, point, after = _descend(model, p, prior, move, q, before, variances.dispersion)
        learning = warm is not None or step > schedule[0]
        new = _variances(model, p, covariance, variances) if learning else variances
        settled = before - after < 1e-4 and _close(variances, new)
        if step in schedule:
            new = replace(new, dispersion=_dispersion(model, point, jacobian, covariance, new))
        variances = new
        if settled and step >= earliest:
            break
    jacobian = jacobian_at(model, p, point)
    known = information(pooled(model, jacobian), point.mean, variances.dispersion)
    known = known + precision(model, variances)
    return Fit(model, p, inverse(known), variances, step, point, jacobian, known)


def _begin(model: Model, warm: Fit | None) -> tuple[Floats, Variances]:
    if warm is not None:
        p = warm.p.copy()
        p[S] = p[-2] = p[-1] = 0.0
        return p, warm.variances
    p = np.zeros(model.size)
    rows = model.basis[model.rounding.inside]
    p[:BASES] = start(rows, model.grid.counts, model.weight)
    at = ROUND
    for level in model.rounding.levels:
        p[at] = BETA_START
        at += level.columns
    tau2 = tuple(TAU0**2 for _ in model.rounding.levels)
    return p, Variances(LAMBDA_START, tau2, 1.0)


def _prior_mean(model: Model) -> Floats:
    mean = np.zeros(model.size)
    at = ROUND
    for level in model.rounding.levels:
        mean[at] = BETA_MEAN
        at += level.columns
    return mean


def _objective(model: Model, away: Floats, q: Floats, point: Point, dispersion: float) -> float:
    n, mu = model.held, point.mean
    deviance = mu - n - xlogy(n, mu / np.where(n > 0, n, 1.0))
    return float(deviance.sum() / dispersion + 0.5 * away @ q @ away)


def _descend(
    model: Model,
    p: Floats,
    prior: Floats,
    move: Floats,
    q: Floats,
    before: float,
    dispersion: float,
) -> tuple[Floats, Point, float]:
    """Halve a clipped step until the penalised objective falls; stay put when it never does."""
    limit = np.full(len(p), 3.0)
    limit[-2] = np.inf
    move = np.clip(move, -limit, limit)
    for _ in range(12):
        trial, point = feasible_point(model, _feasible(model, p + move))
        after = _objective(model, trial - prior, q, point, dispersion)
        if after <= before:
            return trial, point, after
        move = move / 2
    return p, point_at(model, p), before


def _feasible(model: Model, p: Floats) -> Floats:
    """Keep recorded means positive: s and -epsilon below 1; E0 is none on a strict line."""
    p = p.copy()
    p[:BASES] = np.clip(p[:BASES], -LARGEST_EXPONENT, LARGEST_EXPONENT)
    p[S] = min(p[S], NEAR_ONE)
    p[-1] = max(p[-1], -NEAR_ONE)
    p[ROUND:-2] = np.clip(p[ROUND:-2], -30.0, 30.0)
    if model.at is None:
        p[-2] = 0.0
    return p


def _variances(model: Model, p: Floats, covariance: Floats, old: Variances) -> Variances:
    tau2 = []
    at = ROUND
    for level in model.rounding.levels:
        u = slice(at + 1, at + level.columns)
        spread = float((p[u] ** 2).sum() + np.diag(covariance)[u].sum())
        tau2.append((NU0 * TAU0**2 + spread) / (NU0 + level.popularities))
        at += level.columns
    theta, block = p[:BASES], covariance[:BASES, :BASES]
    rough = float(theta @ model.roughness @ theta + (model.roughness * block).sum())
    smooth = (BASES - DIFFERENCES + 2) / max(rough + 1e-4, 1e-12)
    return Variances(float(np.clip(smooth, *LAMBDA_RANGE)), tuple(tau2), old.dispersion)


def _close(old: Variances, new: Variances) -> bool:
    pairs = [(old.smooth, new.smooth), *zip(old.tau2, new.tau2, strict=True)]
    return all(abs(b - a) < 0.05 * a for a, b in pairs)


def _dispersion(
    model: Model, point: Point, jacobian: Floats, covariance: Floats, variances: Variances
) -> float:
    """Pearson dispersion on bins outside the windows, pooled to an expectation of 5, at least 1."""
    expected, held = point.mu[model.free], model.grid.counts[model.free]
    group = _pools(expected)
    mean, n = np.bincount(group, expected), np.bincount(group, held)
    weight = 1.0 / (variances.dispersion * expected)
    rows = jacobian[model.free]
    edf = float((covariance * (rows.T @ (rows * weight[:, None]))).sum())
    freedom = len(mean) - edf
    if freedom < 1:
        return variances.dispersion
    return max(1.0, float(((n - mean) ** 2 / np.maximum(mean, LEAST_MEAN)).sum()) / freedom)


def _pools(expected: Floats) -> NDArray[np.int64]:
    """Number runs of bins so that each run expects at least 5 records; the rest joins the last."""
    group = np.zeros(len(expected), dtype=np.int64)
    current, total = 0, 0.0
    for j, mean in enumerate(expected.tolist()):
        if total >= POOLED_COUNT:
            current, total = current + 1, 0.0
        group[j] = current
        total += mean
    if current and total < POOLED_COUNT:
        group[group == current] = current - 1
    return group
