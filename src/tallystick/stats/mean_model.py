"""Which recorded counts follow from a latent curve, a rounding mix and a moved share?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.density import BASES, LARGEST_EXPONENT, log_basis, roughness
from tallystick.stats.grains import Grid, Windows
from tallystick.stats.rounding import Mix, Rounding

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
S = BASES
ROUND = BASES + 1
BETA_VARIANCE = 20.0
LEAST_MEAN = 1e-9


@dataclass(frozen=True, eq=False)
class Model:
    """The fixed parts of one fit.

    Parameters, in order: 18 spline coefficients; s, the share of the hole's latent counts moved
    out; per grain its general use and its numbers' popularities; E0, the excess count at the
    line; epsilon, the relative excess beside it. ``hole`` is on latent bins, ``excess``, ``free``
    (outside every window) and ``weight`` (0 where masked) on recorded bins. ``seams`` are the rows
    at which pooled rows begin: the bins of the excess window count as one, because nobody knows how
    those who move records spread them.
    """

    grid: Grid
    windows: Windows
    rounding: Rounding
    basis: Floats
    hole: Flags
    excess: Flags
    free: Flags
    weight: Floats
    seams: NDArray[np.int64]
    roughness: Floats = field(default_factory=roughness)

    @property
    def size(self) -> int:
        """Number of parameters."""
        return ROUND + self.rounding.columns + 2

    @property
    def at(self) -> int | None:
        """Row of the line in the recorded bins, unless the line is strict."""
        return None if self.windows.at is None else self.windows.at - self.grid.first


@dataclass(frozen=True, eq=False)
class Variances:
    """Prior precisions and dispersion, learned with the fit: lambda_s, tau^2 per grain, phi."""

    smooth: float
    tau2: tuple[float, ...]
    dispersion: float


@dataclass(frozen=True, eq=False)
class Point:
    """The mean model at one parameter vector.

    ``gamma`` (I,) latent counts had nothing moved, ``mu`` (J,) recorded means, ``base`` (J,) those
    without E0 and epsilon, and the rounding mix.
    """

    gamma: Floats
    base: Floats
    mu: Floats
    mix: Mix


def model_of(
    grid: Grid, windows: Windows, grains: tuple[int, ...], masks: tuple[tuple[int, int], ...] = ()
) -> Model:
    """Lay out a fit. ``masks`` are (first, last) bins, inclusive, that carry no information."""
    rounding = Rounding(grid.first, grid.last, grains, grid.on_grid)
    latent = rounding.latent
    masked = np.zeros(len(grid.counts), dtype=bool)
    for low, high in masks:
        masked |= grid.between(low, high)
    low, high = windows.hole
    excess = grid.between(*windows.excess)
    inner = np.concatenate([[False], excess[1:] & excess[:-1]])
    return Model(
        grid=grid,
        windows=windows,
        rounding=rounding,
        basis=log_basis(rounding.middle),
        hole=(latent >= low) & (latent <= high),
        excess=excess,
        free=~(grid.between(*windows.span) | masked),
        weight=(~masked).astype(np.float64),
        seams=np.flatnonzero(~inner),
    )


def point_at(model: Model, p: Floats) -> Point:
    """Evaluate the mean model."""
    eta = np.clip(model.basis @ p[:BASES], -LARGEST_EXPONENT, LARGEST_EXPONENT)
    gamma = np.exp(eta)
    mix = model.rounding.mix(p[ROUND:-2])
    base = mix.recorded(gamma * np.where(model.hole, 1.0 - p[S], 1.0))
    mu = base * np.where(model.excess, 1.0 + p[-1], 1.0)
    if model.at is not None:
        mu[model.at] += p[-2]
    return Point(gamma, base, np.maximum(mu, LEAST_MEAN), mix)


def jacobian_at(model: Model, p: Floats, point: Point) -> Floats:
    """Derivatives of the recorded means with respect to every parameter, shape (J, P)."""
    latent = point.gamma * np.where(model.hole, 1.0 - p[S], 1.0)
    inputs = np.empty((len(latent), ROUND))
    inputs[:, :BASES] = latent[:, None] * model.basis
    inputs[:, S] = np.where(model.hole, -point.gamma, 0.0)
    inner = point.mix.jacobian(latent, inputs)
    out = np.zeros((len(point.mu), model.size))
    out[:, :-2] = inner * np.where(model.excess, 1.0 + p[-1], 1.0)[:, None]
    if model.at is not None:
        out[model.at, -2] = 1.0
    out[:, -1] = np.where(model.excess, point.base, 0.0)
    return out


def precision(model: Model, variances: Variances) -> Floats:
    """Prior precision Q, shape (P, P)."""
    q = np.zeros((model.size, model.size))
    q[:BASES, :BASES] = variances.smooth * model.roughness
    diagonal = np.zeros(model.size)
    at = ROUND
    for level, tau2 in zip(model.rounding.levels, variances.tau2, strict=True):
        diagonal[at] = 1.0 / BETA_VARIANCE
        diagonal[at + 1 : at + level.columns] = 1.0 / tau2
        at += level.columns
    return q + np.diag(diagonal)


def inverse(information: Floats) -> Floats:
    """Inverse of a non-negative definite matrix whose scales may differ by many orders.

    A parameter the data say nothing about gets an enormous variance rather than an error.
    """
    scale = np.sqrt(np.maximum(np.diag(information), 1e-12))
    unit = information / np.outer(scale, scale)
    unit[np.diag_indices_from(unit)] += 1e-10
    out = np.linalg.inv(unit) / np.outer(scale, scale)
    return np.asarray((out + out.T) / 2, dtype=np.float64)


def pooled(model: Model, values: Floats) -> Floats:
    """Sum recorded rows, shape (J,) or (J, P), over the excess window; masked rows count 0."""
    weighted = (values.T * model.weight).T
    return np.asarray(np.add.reduceat(weighted, model.seams, axis=0), dtype=np.float64)


def information(model: Model, jacobian: Floats, mu: Floats, dispersion: float) -> Floats:
    """J' diag(1 / (phi mu)) J over pooled rows, shape (P, P)."""
    rows = pooled(model, jacobian)
    mean = np.maximum(pooled(model, mu), LEAST_MEAN)
    return np.asarray(rows.T @ (rows / (dispersion * mean)[:, None]), dtype=np.float64)
