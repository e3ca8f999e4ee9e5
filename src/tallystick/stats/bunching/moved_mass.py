"""How much mass is missing below the line, how much is in excess above, and do they match?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, stdtr, stdtrit

from tallystick.stats.bunching.latent import NU0, Fit
from tallystick.stats.bunching.mean_model import (
    ROUND,
    Model,
    Point,
    S,
    information,
    inverse,
    jacobian_at,
    point_at,
    pooled,
    precision,
)
from tallystick.stats.rounding.grains import multiples_in_range

Floats = NDArray[np.float64]
LARGE_FREEDOM = 500.0
MDE_Z = (2.49, 2.93, 2.93)
SPIKE_LEVEL, POWER_Z = 0.01, 0.8416212335729143
BLOCK_LEVEL = 0.90


@dataclass(frozen=True)
class Estimate:
    """Moved mass at one line, in records, and what it is worth.

    ``gamma`` records would truly lie in the hole; ``hole`` = s * gamma are missing from it; ``at``
    and ``above`` are in excess at the line and just beside it (``at`` is None on a strict line).
    ``mass`` is the generalised least squares estimate of the one moved mass that both sides
    measure, ``share`` = mass / gamma. Degrees of freedom follow Satterthwaite (1946, Biometrics
    Bulletin 2(6), 110-114). ``mismatch`` = (excess - hole) / se. ``detectable`` is the share that
    would be found about four times in five, from the standard errors without movement;
    ``detectable_heap`` the excess, in records, that would be called a heap as often (at .01).
    ``popularity`` is the sd of popularity among the coarsest grain's numbers; ``comparable`` is
    False when values lie on a grid but no round number recurs in range to learn it from.
    """

    gamma: float
    hole: float
    at: float | None
    above: float
    se_mass: float
    z_hole: float
    z_excess: float
    mass: float
    share: float
    se_share: float
    df: float
    p_moved: float
    p_excess: float
    mismatch: float
    detectable: float
    detectable_heap: float
    block_dispersion: float
    visible: float
    records: int
    popularity: float | None
    comparable: bool

    @property
    def testable(self) -> bool:
        """Whether every figure a verdict rests on is a number."""
        figures = (self.gamma, self.share, self.se_share, self.p_moved, self.p_excess)
        return bool(np.all(np.isfinite((*figures, self.detectable, self.block_dispersion))))

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share."""
        reach = float(stdtrit(self.df, 0.975)) * self.se_share
        return self.share - reach, self.share + reach


def estimate(fitted: Fit) -> Estimate:
    """Turn a fit into moved mass, tests and interval."""
    model, p, point = fitted.model, fitted.p, fitted.point
    blocks, bound = block_dispersion(fitted)
    widen = blocks if blocks > bound else 1.0
    value, gradient = _contrast(model, p, point)
    v = widen * gradient @ fitted.covariance @ gradient.T
    v0 = widen * gradient @ _without_popularity(fitted) @ gradient.T
    weight = _weights(v)
    gamma = float(point.gamma[model.hole].sum())
    mass = float(weight @ value)
    se, z = _scaled(weight, value, v)
    numbers = _coarsest_multiples(model)
    df = _satterthwaite(weight, v, v0, numbers)
    sides = [_scaled(w, value, v) for w in np.eye(2)]
    df_excess = _satterthwaite(np.array([0.0, 1.0]), v, v0, numbers)
    difference = np.array([-1.0, 1.0])
    return Estimate(
        gamma=gamma,
        hole=float(value[0]),
        at=None if model.at is None else float(p[-2]),
        above=float(p[-1] * point.base[model.excess].sum()),
        se_mass=se,
        z_hole=sides[0][1],
        z_excess=sides[1][1],
        mass=mass,
        share=mass / gamma,
        se_share=se / gamma,
        df=df,
        p_moved=float(stdtr(df, -z)),
        p_excess=float(stdtr(df_excess, -sides[1][1])),
        mismatch=_scaled(difference, value, v)[1],
        detectable=_detectable(fitted, gamma, widen),
        detectable_heap=(float(stdtrit(df_excess, 1 - SPIKE_LEVEL)) + POWER_Z) * sides[1][0],
        block_dispersion=blocks,
        visible=visible_part(fitted),
        records=int(model.grid.counts.sum()),
        popularity=float(np.sqrt(fitted.variances.tau2[0])) if numbers else None,
        comparable=numbers > 0 or not model.grid.on_grid,
    )


def visible_part(fitted: Fit) -> float:
    """The part of a true move that shows as missing recorded bins: Gamma * P(stay below) / Mb.

    Gamma counts true values in the hole, P(stay below) the part of them also written there, Mb all
    records written there. Records of the hole that people round over the line anyway cannot be
    missed, and some written in the hole come from outside it. nan when nothing is written there.
    """
    model, p = fitted.model, fitted.p.copy()
    p[S] = p[-2] = p[-1] = 0.0
    point = point_at(model, p)
    rows = model.grid.between(*model.windows.hole)
    written = float(point.base[rows].sum())
    if written <= 0:
        return float("nan")
    staying = point.mix.recorded(np.where(model.hole, point.gamma, 0.0))
    return float(staying[rows].sum()) / written


def block_dispersion(fitted: Fit) -> tuple[float, float]:
    """Dispersion of blocks half a hole wide, beyond that of single bins, and its 90 % bound.

    Lumps that the smooth curve cannot follow inflate it; holes in a scale and heaps do not.
    """
    model, mu = fitted.model, fitted.point.mu
    low, high = model.windows.hole
    width = max(1, (high - low + 1) // 2)
    free = np.flatnonzero(model.free)
    block = np.unique(free // width, return_inverse=True)[1]
    mean = np.bincount(block, mu[free])
    n = np.bincount(block, model.grid.counts[free])
    phi = fitted.variances.dispersion
    rows = fitted.jacobian[free]
    weight = 1.0 / (phi * mu[free])
    edf = float((fitted.covariance * (rows.T @ (rows * weight[:, None]))).sum())
    statistic = float(((n - mean) ** 2 / np.maximum(mean, 1e-9)).sum()) / phi
    freedom = max(3.0, len(mean) - edf)
    bound = 2.0 * float(gammaincinv(freedom / 2, BLOCK_LEVEL))  # of chi-square
    return statistic / freedom, bound / freedom


def _contrast(model: Model, p: Floats, point: Point) -> tuple[Floats, Floats]:
    """(missing mass, excess mass), shape (2,), and their gradient, shape (2, P).

    The masses are s * Gamma and E0 + epsilon * (counts beside the line). Gamma and those counts are
    held at their fitted values, so that mass / Gamma carries the error of a share.
    """
    gamma = float(point.gamma[model.hole].sum())
    above = float(point.base[model.excess].sum())
    gradient = np.zeros((2, model.size))
    gradient[0, S] = gamma
    gradient[1, -2] = 0.0 if model.at is None else 1.0
    gradient[1, -1] = above
    return np.array([p[S] * gamma, p[-2] + p[-1] * above]), gradient


def _weights(v: Floats) -> Floats:
    """Weights of hole and excess in the best unbiased estimate of their common mass."""
    spread = v[0, 0] + v[1, 1] - 2 * v[0, 1]
    if not spread > 0:
        return np.array([0.5, 0.5])
    hole = float((v[1, 1] - v[0, 1]) / spread)
    return np.array([hole, 1.0 - hole])


def _scaled(weight: Floats, value: Floats, v: Floats) -> tuple[float, float]:
    """Standard error and z of a contrast of hole and excess."""
    se = float(np.sqrt(max(float(weight @ v @ weight), 1e-300)))
    return se, float(weight @ value) / se


def _without_popularity(fitted: Fit) -> Floats:
    """Covariance were every round number equally popular (tau -> 0), shape (P, P)."""
    model = fitted.model
    keep = np.ones(model.size, dtype=bool)
    at = ROUND
    for level in model.rounding.levels:
        keep[at + 1 : at + level.columns] = False
        at += level.columns
    out = np.zeros_like(fitted.known)
    out[np.ix_(keep, keep)] = inverse(fitted.known[np.ix_(keep, keep)])
    return out


def _coarsest_multiples(model: Model) -> int:
    counts = [multiples_in_range(model.grid, level.grain) for level in model.rounding.levels]
    return counts[0] if counts else 0


def _satterthwaite(weight: Floats, v: Floats, v0: Floats, numbers: int) -> float:
    whole, plain = float(weight @ v @ weight), float(weight @ v0 @ weight)
    between = max(0.0, whole - plain)
    if numbers == 0 or between <= 1e-12 * whole:
        return LARGE_FREEDOM
    spread = (between / whole) ** 2 / (numbers + NU0 - 1)
    return float(1.0 / (spread + (plain / whole) ** 2 / LARGE_FREEDOM))


def _detectable(fitted: Fit, gamma: float, widen: float) -> float:
    model, p = fitted.model, fitted.p.copy()
    p[S] = p[-2] = p[-1] = 0.0
    point = point_at(model, p)
    rows = pooled(model, jacobian_at(model, p, point))
    whole = information(rows, point.mean, fitted.variances.dispersion)
    covariance = inverse(whole + precision(model, fitted.variances))
    value, gradient = _contrast(model, p, point)
    v = widen * gradient @ covariance @ gradient.T
    errors = [_scaled(w, value, v)[0] for w in (_weights(v), *np.eye(2))]
    return max(z * se for z, se in zip(MDE_Z, errors, strict=True)) / gamma
