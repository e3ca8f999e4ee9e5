"""How do true values turn into written ones when people round to several grains?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_POPULARITIES = 40
LEAST_LEFT = 1e-12


@dataclass(frozen=True, eq=False)
class Level:
    """One grain: which number each latent bin would be rounded to.

    A bin may straddle the border of two cells, hence two slots. ``overlap`` (I, 2) is the part of
    a latent bin in each slot's cell, ``target`` (I, 2) the recorded row or -1 outside the range,
    ``popularity`` (I, 2) the index of the number's own effect or -1. ``rows``, ``cols`` and
    ``order`` lay the in-range weights out as a sparse (J, I) matrix.
    """

    grain: int
    overlap: Floats
    target: Ints
    popularity: Ints
    popularities: int
    matrix: csr_matrix
    order: Ints

    @property
    def columns(self) -> int:
        """Parameters of this grain: its general use, then one popularity per number."""
        return 1 + self.popularities


class Rounding:
    """A rounding mixture from I latent to J recorded bins, coarsest grain first.

    Bin i lies in the cell [mg - g/2, mg + g/2) of a grain's number m and is rounded to it with
    probability logistic(beta_g + u_m); what is left goes on to the next finer grain, and what is
    left of all stays where it is.
    """

    def __init__(self, first: int, last: int, grains: tuple[int, ...], on_grid: bool) -> None:
        low = min([first, *(-(-first // g) * g - g // 2 - g % 2 for g in grains)])
        high = max([last, *(last // g * g + g // 2 + g % 2 for g in grains)])
        self.first, self.last, self.on_grid = first, last, on_grid
        self.latent: Ints = np.arange(max(low, 1 if on_grid else 0), high + 1)
        self.middle: Floats = self.latent.astype(np.float64) + (0.0 if on_grid else 0.5)
        self.rows = last - first + 1
        self.inside = slice(first - int(self.latent[0]), last - int(self.latent[0]) + 1)
        self.levels = tuple(self._level(g) for g in grains)
        self.columns = sum(level.columns for level in self.levels)

    def _level(self, grain: int) -> Level:
        left_edge = self.latent - (0.5 if self.on_grid else 0.0)
        low = np.floor((left_edge + grain / 2) / grain)
        border = (low + 0.5) * grain
        kept = np.clip(border - left_edge, 0.0, 1.0)
        overlap = np.stack([kept, 1.0 - kept], axis=1)
        number = np.stack([low, low + 1], axis=1).astype(np.int64)
        target = number * grain - self.first
        in_range = (target >= 0) & (target < self.rows) & (overlap > 0)
        target = np.where(in_range, target, -1)
        lowest = -(-self.first // grain)
        count = self.last // grain - lowest + 1
        count = count if 0 < count <= MOST_POPULARITIES else 0
        popularity = np.where(in_range & (count > 0), number - lowest, -1)
        flat = np.flatnonzero(in_range.ravel())
        rows = target.ravel()[flat]
        order = flat[np.argsort(rows, kind="stable")]
        pointer = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=self.rows))])
        shape = (self.rows, len(self.latent))
        matrix = csr_matrix((np.zeros(len(flat)), order // 2, pointer), shape=shape)
        return Level(grain, overlap, target, popularity, count, matrix, order)

    def mix(self, parameters: Floats) -> Mix:
        """The rounding shares at given parameters, shape (columns,): beta then u, per grain."""
        left = np.ones(len(self.latent))
        shares, slopes, before, kept = [], [], [], []
        at = 0
        for level in self.levels:
            effect = np.append(parameters[at + 1 : at + level.columns], 0.0)
            rate = expit(parameters[at] + effect[level.popularity])
            taken = level.overlap * rate
            shares.append(left[:, None] * taken)
            slopes.append(taken * (1.0 - rate))
            before.append(left)
            kept.append(np.maximum(1.0 - taken.sum(axis=1), LEAST_LEFT))
            left = left * kept[-1]
            at += level.columns
        return Mix(self, shares, slopes, before, kept, left)


@dataclass(frozen=True, eq=False)
class Mix:
    """Rounding shares at one set of parameters; every array is per latent bin.

    ``shares`` (I, 2) per grain: the part of a bin sent to each slot's number. ``slopes`` their
    own derivative before multiplying by what was left. ``before``: what was left for the grain;
    ``kept``: what the grain left of that; ``stay``: what remains after all.
    """

    rounding: Rounding
    shares: list[Floats]
    slopes: list[Floats]
    before: list[Floats]
    kept: list[Floats]
    stay: Floats

    def matrix(self, k: int) -> csr_matrix:
        """What grain k sends from latent to recorded bins, sparse (J, I)."""
        level = self.rounding.levels[k]
        level.matrix.data[:] = self.shares[k].ravel()[level.order]
        return level.matrix

    def recorded(self, latent: Floats) -> Floats:
        """Recorded counts (J,) or (J, C) of latent counts (I,) or (I, C)."""
        inside = self.rounding.inside
        out = (latent.T * self.stay).T[inside]
        for k in range(len(self.shares)):
            out = out + self.matrix(k) @ latent
        return np.asarray(out, dtype=np.float64)

    def jacobian(self, latent: Floats, inputs: Floats) -> Floats:
        """Derivatives of recorded counts, shape (J, C + columns).

        ``latent`` (I,) are the latent counts, ``inputs`` (I, C) their derivatives with respect to
        C other parameters. A number that attracts more gains at itself and loses at every finer
        destination of its cell, in proportion to what they get.
        """
        width, height = inputs.shape[1], len(latent)
        inflow = np.concatenate([inputs, np.zeros((height, self.rounding.columns))], axis=1)
        out = np.zeros((self.rounding.rows, inflow.shape[1]))
        row = np.arange(height)
        at = width
        for k, level in enumerate(self.rounding.levels):
            out[:, :at] += self.matrix(k) @ inflow[:, :at]
            for slot in (0, 1):
                pull = latent * self.slopes[k][:, slot]
                gain = pull * self.before[k]
                loss = pull / self.kept[k]
                target, own = level.target[:, slot], level.popularity[:, slot]
                hit = target >= 0
                out[:, at] += np.bincount(target[hit], gain[hit], self.rounding.rows)
                inflow[:, at] -= loss
                named = own >= 0
                np.add.at(out, (target[named], at + 1 + own[named]), gain[named])
                inflow[row[named], at + 1 + own[named]] -= loss[named]
            at += level.columns
        out += (inflow * self.stay[:, None])[self.rounding.inside]
        return out
