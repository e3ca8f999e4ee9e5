"""How do true values turn into written ones when people round to several grains?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.special import expit

from tallystick.stats.rounding.paths import Floats, Ints, level_of, paths_of

LEAST_LEFT = 1e-12


class Rounding:
    """A rounding mixture from I latent to J recorded bins, coarsest grain first.

    Bin i lies in the cell [mg - g/2, mg + g/2) of a grain's number m and is rounded to it with
    probability logistic(beta_g + u_m); what is left goes on to the next finer grain, and what is
    left of all stays where it is.
    """

    def __init__(self, first: int, last: int, grains: tuple[int, ...], on_grid: bool) -> None:
        low = min([first, *(-(-first // g) * g - g // 2 - g % 2 for g in grains)])
        high = max([last, *(last // g * g + g // 2 + g % 2 for g in grains)])
        self.latent: Ints = np.arange(max(low, 1 if on_grid else 0), high + 1)
        self.middle: Floats = self.latent.astype(np.float64) + (0.0 if on_grid else 0.5)
        self.rows = last - first + 1
        self.inside = slice(first - int(self.latent[0]), last - int(self.latent[0]) + 1)
        left_edge: Floats = self.latent.astype(np.float64) - (0.5 if on_grid else 0.0)
        self.levels = tuple(level_of(grain, left_edge, first, last) for grain in grains)
        self.columns = sum(level.columns for level in self.levels)
        self.paths = paths_of(self.levels, len(self.latent), self.inside)

    def mix(self, parameters: Floats) -> Mix:
        """The rounding shares at given parameters, shape (columns,): beta then u, per grain."""
        bins = len(self.latent)
        shares, gains, losses = [], [], []
        left, at = np.ones(bins), 0
        for level in self.levels:
            effect = np.append(parameters[at + 1 : at + level.columns], 0.0)
            rate = expit(parameters[at] + effect)[level.popularity]
            taken = level.overlap * rate
            slope = taken * (1.0 - rate)
            kept = 1.0 - taken[:bins]
            kept[level.bin[bins:]] -= taken[bins:]
            kept = np.maximum(kept, LEAST_LEFT)
            before = left[level.bin]
            shares.append(before * taken)
            gains.append(before * slope)
            losses.append(slope / kept[level.bin])
            left = left * kept
            at += level.columns
        none = np.empty(0)
        gained, lost = np.concatenate([none, *gains]), np.concatenate([none, *losses])
        return Mix(self, np.concatenate([*shares, left]), gained, lost)


@dataclass(frozen=True, eq=False)
class Mix:
    """Rounding shares at one set of parameters, for the ways of all levels in turn: W together.

    ``shares`` (W + I,): the part of its bin that goes each way, and then what stays of each bin.
    Where a number attracts more, ``gains`` (W,) is what each way to it draws, as a part of the
    bin, and ``losses`` (W,) the part of all later ways of the bin that it takes for that.
    """

    rounding: Rounding
    shares: Floats
    gains: Floats
    losses: Floats

    def matrix(self) -> csr_array:
        """What is sent from latent to recorded bins, sparse (J, I); good until another is made."""
        paths = self.rounding.paths
        paths.matrix.data[:] = self.shares[paths.way]
        return paths.matrix

    def recorded(self, latent: Floats) -> Floats:
        """Recorded counts (J,) or (J, C) of latent counts (I,) or (I, C)."""
        return np.asarray(self.matrix() @ latent, dtype=np.float64)

    def slopes(self, latent: Floats) -> Floats:
        """Derivatives of recorded counts by the rounding's parameters, shape (J, columns).

        ``latent`` (I,) are the latent counts. A number that attracts more gains at itself and loses
        at every finer destination of its cell, in proportion to what they get.
        """
        rounding, paths = self.rounding, self.rounding.paths
        there = latent[paths.bin]
        lost = (there * self.losses)[paths.drawn] * self.shares[paths.later]
        gained = (there * self.gains)[paths.gained]
        size = rounding.rows * rounding.columns
        drawn = np.bincount(paths.gained_place, gained, size).astype(np.float64)
        drawn -= np.bincount(paths.place, lost, size)
        out = drawn.reshape(rounding.rows, rounding.columns)
        at = 0
        for level in rounding.levels:
            out[:, at] += out[:, at + 1 : at + level.columns].sum(axis=1)
            at += level.columns
        return out
