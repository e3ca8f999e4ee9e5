"""How does every bin's expected count change with a unit's habits, with no zero written out?

A habit at a round number touches the bins of its cell and no other, and cells of neighbours share
one bin at most. Sums over bins of a slope, or of a product of two, are therefore a few products of
matrices; the slopes themselves, (units, bins, parameters), are never made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.units.heaps import Floats, Heaps, Ints

FIXED = 5


@dataclass(frozen=True)
class Cells:
    """What the slopes of all units of an agency share.

    Attributes
    ----------
    shape : (J, 3)
        Columns 1, z and z squared of the scaled log value; `powers` (J, 5) go on to the fourth.
    cell : (J, M)
        Share of each bin that lies nearer to number m than to any other.
    by_shape : (J, 3 M)
        `cell` times each column of `shape`.
    square, shared : (J, M), (J, M - 1)
        `cell` times itself, and times the next number's.
    at : (M,)
        Bins of the numbers. Each lies in its own cell alone.
    """

    shape: Floats
    powers: Floats
    cell: Floats
    by_shape: Floats
    square: Floats
    shared: Floats
    at: Ints


def cells_of(shape: Floats, heaps: Heaps) -> Cells:
    """Lay out what is shared; `shape` (J, 3) as in `Cells`."""
    cell = heaps.cell
    return Cells(
        shape,
        shape[:, 1:2] ** np.arange(5),
        cell,
        (shape[:, :, None] * cell[:, None, :]).reshape(len(cell), -1),
        cell**2,
        cell[:, :-1] * cell[:, 1:],
        heaps.at,
    )


@dataclass(frozen=True)
class Among:
    """G groups of bins over which slopes are summed, side by side.

    Attributes
    ----------
    bins : slice
        From the first bin of any group to the last; L of them.
    groups : (L, G)
        1 where a bin is in a group.
    shape, cell : (L, 3 G), (L, M G)
        Those of `Cells` in each group.
    inside : (G, M)
        1 where a number's bin is in a group.
    """

    bins: slice
    groups: Floats
    shape: Floats
    cell: Floats
    inside: Floats


def among_of(cells: Cells, groups: NDArray[np.bool_]) -> Among:
    """Lay out sums over `groups` (G, J) of bins."""
    used = np.flatnonzero(groups.any(axis=0))
    bins = slice(int(used[0]), int(used[-1]) + 1)
    each = groups[:, bins].T.astype(np.float64)

    def within(columns: Floats) -> Floats:
        return (each[:, :, None] * columns[bins, None, :]).reshape(len(each), -1)

    inside = groups[:, cells.at].astype(np.float64)
    return Among(bins, each, within(cells.shape), within(cells.cell), inside)


@dataclass(frozen=True)
class Slopes:
    """d log(expected) / d eta of B units in J bins and P parameters, in parts.

    Attributes
    ----------
    cells : Cells
        What all units share.
    half : (B, J)
        The slope by the love of half-way numbers.
    spread : (B, J)
        What a bin loses to its number per unit of `loss`.
    loss : (B, M)
        What love of a number takes from the rest of its cell: negative.
    gain : (B, M)
        What it adds to the number's own bin.
    """

    cells: Cells
    half: Floats
    spread: Floats
    loss: Floats
    gain: Floats

    def written_out(self) -> Floats:
        """The slopes themselves: (B, J, P)."""
        habits = self.spread[:, :, None] * self.cells.cell * self.loss[:, None, :]
        number = np.arange(self.loss.shape[1])
        habits[:, self.cells.at, number] += self.gain
        shape = np.broadcast_to(self.cells.shape, (*self.half.shape, 3))
        love = habits.sum(axis=2, keepdims=True)
        return np.concatenate([shape, self.half[:, :, None], love, habits], axis=2)

    def total(self, weight: Floats, among: Among) -> Floats:
        """Sums over some bins of weight times slope: (B, G, P), one for each of G groups of bins.

        ``weight`` (B, J).
        """
        bins, groups = among.bins, len(among.inside)
        there = weight[:, bins]
        result = np.empty((len(weight), groups, FIXED + self.loss.shape[1]))
        result[:, :, :3] = (there @ among.shape).reshape(len(weight), groups, 3)
        result[:, :, 3] = (there * self.half[:, bins]) @ among.groups
        spread = (there * self.spread[:, bins]) @ among.cell
        habits = spread.reshape(len(weight), groups, -1) * self.loss[:, None, :]
        habits += (self.gain * weight[:, self.cells.at])[:, None, :] * among.inside
        result[:, :, 4] = habits.sum(axis=2)
        result[:, :, FIXED:] = habits
        return result

    def products(self, weight: Floats) -> Floats:
        """Sum over bins of weight times slope times slope: (B, P, P); ``weight`` (B, J)."""
        own, beside = self._habits(weight)
        fixed = self._with_habits(weight)
        love = own.copy()
        love[:, :-1] += beside
        love[:, 1:] += beside
        units, numbers = own.shape
        result = np.zeros((units, FIXED + numbers, FIXED + numbers))
        habit = np.arange(FIXED, FIXED + numbers)
        result[:, habit, habit] = own
        result[:, habit[:-1], habit[1:]] = result[:, habit[1:], habit[:-1]] = beside
        result[:, 4, FIXED:] = result[:, FIXED:, 4] = love
        result[:, 4, 4] = love.sum(axis=1)
        result[:, :4, FIXED:] = fixed
        result[:, FIXED:, :4] = fixed.transpose(0, 2, 1)
        result[:, :4, 4] = result[:, 4, :4] = fixed.sum(axis=2)
        powers, by_half = np.arange(3), weight * self.half
        result[:, :3, :3] = (weight @ self.cells.powers)[:, powers[:, None] + powers]
        result[:, :3, 3] = result[:, 3, :3] = by_half @ self.cells.shape
        result[:, 3, 3] = np.einsum("bj,bj->b", by_half, self.half)
        return result

    def _with_habits(self, weight: Floats) -> Floats:
        """Products of shape and half-way love with the habits: (B, 4, M)."""
        cells, numbers = self.cells, self.loss.shape[1]
        by_spread, at = weight * self.spread, self.gain * weight[:, cells.at]
        result = np.empty((len(weight), 4, numbers))
        result[:, :3] = (by_spread @ cells.by_shape).reshape(len(weight), 3, numbers)
        result[:, 3] = (by_spread * self.half) @ cells.cell
        result *= self.loss[:, None, :]
        result[:, :3] += at[:, None, :] * cells.shape[cells.at].T
        result[:, 3] += at * self.half[:, cells.at]
        return result

    def _habits(self, weight: Floats) -> tuple[Floats, Floats]:
        """Products of each habit with itself (B, M), and with the next number's (B, M - 1)."""
        cells = self.cells
        twice = weight * self.spread
        twice *= self.spread
        at = self.gain * weight[:, cells.at]
        own = self.loss**2 * (twice @ cells.square)
        own += at * (2 * self.loss * self.spread[:, cells.at] + self.gain)
        return own, self.loss[:, :-1] * self.loss[:, 1:] * (twice @ cells.shared)
