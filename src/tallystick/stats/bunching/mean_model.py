"""Which recorded counts follow from a latent curve, a rounding mix and a moved share?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.bunching.density import BASES, LARGEST_EXPONENT, log_basis, roughness
from tallystick.stats.rounding.grains import Grid, Windows
from tallystick.stats.rounding.mixture import Mix, Rounding

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
S = BASES
ROUND = BASES + 1
BETA_VARIANCE = 20.0
LEAST_MEAN, NEAR_ONE = 1e-9, 0.999


@dataclass(frozen=True, eq=False)
class Model:
    """The fixed parts of one fit.

    Parameters, in order: 18 spline coefficients; s, the share of the hole's latent counts moved
    out; per grain its general use and its numbers' popularities; E0, the excess count at the
    line; epsilon, the relative excess beside it. ``hole`` is on latent bins, ``excess``, ``free``
    (outside every window) and ``weight`` (0 where masked) on recorded bins. ``beside`` are the bins
    of the excess window, which count as one when rows are pooled, because nobody knows how those
    who move records spread them; ``held`` are the pooled counts.
    """

    grid: Grid
    windows: Windows
    rounding: Rounding
    basis: Floats
    hole: Flags
    excess: Flags
    free: Flags
    weight: Floats
    beside: slice
    roughness: Floats = field(default_factory=roughness)

    @cached_property
    def held(self) -> Floats:
        """The counts, pooled."""
        return pooled(self, self.grid.counts)

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

    ``gamma`` (I,) latent counts had nothing moved, ``mu`` (J,) recorded means, ``mean`` the same
    pooled, ``base`` (J,) those without E0 and epsilon, and the rounding mix.
    """

    gamma: Floats
    base: Floats
    mu: Floats
    mean: Floats
    mix: Mix


def model_of(
    grid: Grid, windows: Windows, grains: tuple[int, ...], masks: tuple[tuple[int, int], ...] = ()
) -> Model:
    """Lay out a fit. ``masks`` are (first, last) bins, inclusive, that carry no information."""
    rounding = Rounding(grid.first, grid.last, grains, grid.on_grid)
    return _laid_out(grid, windows, rounding, log_basis(rounding.middle), masks)


def with_windows(model: Model, windows: Windows, masks: tuple[tuple[int, int], ...] = ()) -> Model:
    """The same sample and grains with other windows and masks."""
    return _laid_out(model.grid, windows, model.rounding, model.basis, masks)


def _laid_out(
    grid: Grid,
    windows: Windows,
    rounding: Rounding,
    basis: Floats,
    masks: tuple[tuple[int, int], ...],
) -> Model:
    latent = rounding.latent
    masked = np.zeros(len(grid.counts), dtype=bool)
    for low, high in masks:
        masked |= grid.between(low, high)
    low, high = windows.hole
    excess = grid.between(*windows.excess)
    first, several = int(excess.argmax()), max(1, int(excess.sum()))
    return Model(
        grid=grid,
        windows=windows,
        rounding=rounding,
        basis=basis,
        hole=(latent >= low) & (latent <= high),
        excess=excess,
        free=~(grid.between(*windows.span) | masked),
        weight=(~masked).astype(np.float64),
        beside=slice(first, first + several),
    )


def point_at(model: Model, p: Floats) -> Point:
    """Evaluate the mean model."""
    eta = np.clip(model.basis @ p[:BASES], -LARGEST_EXPONENT, LARGEST_EXPONENT)
    gamma = np.exp(eta)
    mix = model.rounding.mix(p[ROUND:-2])
    base = mix.recorded(gamma * np.where(model.hole, 1.0 - p[S], 1.0))
    return _point(model, gamma, base, mix, p)


def feasible_point(model: Model, p: Floats) -> tuple[Floats, Point]:
    """`point_at` with as little taken from the line's bin as leaves its mean above zero."""
    point = point_at(model, p)
    least = 0.0 if model.at is None else -NEAR_ONE * max(float(point.base[model.at]), LEAST_MEAN)
    if model.at is None or p[-2] >= least:
        return p, point
    p = p.copy()
    p[-2] = least
    return p, _point(model, point.gamma, point.base, point.mix, p)


def _point(model: Model, gamma: Floats, base: Floats, mix: Mix, p: Floats) -> Point:
    mu = base * np.where(model.excess, 1.0 + p[-1], 1.0)
    if model.at is not None:
        mu[model.at] += p[-2]
    mu = np.maximum(mu, LEAST_MEAN)
    return Point(gamma, base, mu, np.maximum(pooled(model, mu), LEAST_MEAN), mix)


def jacobian_at(model: Model, p: Floats, point: Point) -> Floats:
    """Derivatives of the recorded means with respect to every parameter, shape (J, P)."""
    latent = point.gamma * np.where(model.hole, 1.0 - p[S], 1.0)
    inputs = np.empty((len(latent), ROUND))
    np.multiply(latent[:, None], model.basis, out=inputs[:, :BASES])
    inputs[:, S] = np.where(model.hole, -point.gamma, 0.0)
    out = np.empty((len(point.mu), model.size))
    out[:, :ROUND] = point.mix.recorded(inputs)
    out[:, ROUND:-2] = point.mix.slopes(latent)
    out[model.excess, :-2] *= 1.0 + p[-1]
    out[:, -2] = 0.0
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
    weighted = values if model.weight.all() else (values.T * model.weight).T
    before, beside, after = np.split(weighted, [model.beside.start, model.beside.stop])
    return np.concatenate([before, beside.sum(axis=0, keepdims=True), after])


def information(rows: Floats, mean: Floats, dispersion: float) -> Floats:
    """J' diag(1 / (phi mean)) J over pooled rows of the Jacobian, shape (P, P)."""
    return np.asarray(rows.T @ (rows / (dispersion * mean)[:, None]), dtype=np.float64)
