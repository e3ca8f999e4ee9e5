"""By which ways do true values reach the rows in which people write them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_POPULARITIES = 40


@dataclass(frozen=True, eq=False)
class Level:
    """One grain: which number each of I latent bins would be rounded to, in N ways.

    The first I ways are those of the bins in order, each to the number in whose cell it begins;
    the others are those of the bins that straddle the border of two cells, to the next number.
    ``bin`` (N,) is the latent bin, ``overlap`` (N,) the part of it in the number's cell, ``target``
    (N,) the number's recorded row or -1 outside the range, ``popularity`` (N,) the index of the
    number's own effect or -1.
    """

    grain: int
    bin: Ints
    overlap: Floats
    target: Ints
    popularity: Ints
    popularities: int

    @property
    def columns(self) -> int:
        """Parameters of this grain: its general use, then one popularity per number."""
        return 1 + self.popularities


def level_of(grain: int, left_edge: Floats, first: int, last: int) -> Level:
    """The level of a grain; ``left_edge`` (I,) of the latent bins, rows from ``first`` to ``last``.

    A grain with more than 40 numbers in range has its general use alone.
    """
    low = np.floor((left_edge + grain / 2) / grain)
    border = (low + 0.5) * grain
    kept = np.clip(border - left_edge, 0.0, 1.0)
    straddling = np.flatnonzero(kept < 1.0)
    number = np.concatenate([low, low[straddling] + 1]).astype(np.int64)
    target = number * grain - first
    in_range = (target >= 0) & (target <= last - first)
    lowest = -(-first // grain)
    count = last // grain - lowest + 1
    count = count if 0 < count <= MOST_POPULARITIES else 0
    return Level(
        grain,
        np.concatenate([np.arange(len(left_edge)), straddling]),
        np.concatenate([kept, 1.0 - kept[straddling]]),
        np.where(in_range, target, -1),
        np.where(in_range & (count > 0), number - lowest, -1),
        count,
    )


@dataclass(frozen=True, eq=False)
class Paths:
    """All ways from I latent bins to J rows: those of every level in turn, then staying.

    ``bin`` (W,) is the latent bin of each way of a level. ``matrix`` (J, I) has an entry for every
    way that ends in a row, in the order of ``way``. A parameter that draws more of a bin to a
    number takes it from every later way of that bin: ``drawn`` (E,) are the ways to the number,
    ``later`` (E,) those that lose and ``place`` (E,) where in the (J, columns) derivatives.
    ``gained`` (G,) are the ways whose rows gain so, at ``gained_place`` (G,).
    """

    bin: Ints
    matrix: csr_array
    way: Ints
    drawn: Ints
    later: Ints
    place: Ints
    gained: Ints
    gained_place: Ints


def paths_of(levels: Sequence[Level], bins: int, inside: slice) -> Paths:
    """Lay the ways out; rows are the latent bins ``inside`` the range, ``bins`` is I."""
    rows = inside.stop - inside.start
    stay = np.full(bins, -1)
    stay[inside] = np.arange(rows)
    row = np.concatenate([*(level.target for level in levels), stay])
    bin = np.concatenate([*(level.bin for level in levels), np.arange(bins)])
    column, columns = _columns(levels)
    way = np.flatnonzero(row >= 0)
    way = way[np.argsort(row[way], kind="stable")]
    pointer = np.concatenate([[0], np.cumsum(np.bincount(row[way], minlength=rows))])
    matrix = csr_array((np.zeros(len(way)), bin[way], pointer), shape=(rows, bins))
    drawn, later = _later(levels, bins)
    ends = row[later] >= 0
    drawn, later = drawn[ends], later[ends]
    gained = np.flatnonzero(row[: len(column)] >= 0)
    return Paths(
        bin[: len(column)],
        matrix,
        way,
        drawn,
        later,
        row[later] * columns + column[drawn],
        gained,
        row[gained] * columns + column[gained],
    )


def _columns(levels: Sequence[Level]) -> tuple[Ints, int]:
    """Each way's parameter, the general use of its grain if its number has none; how many."""
    at, own = 0, [np.empty(0, dtype=np.int64)]
    for level in levels:
        own.append(at + 1 + level.popularity)
        at += level.columns
    return np.concatenate(own), at


def _later(levels: Sequence[Level], bins: int) -> tuple[Ints, Ints]:
    """Pairs of a way to a number and a way that its bin's records go if they are not drawn."""
    starts = np.cumsum([0, *(len(level.bin) for level in levels)])
    drawn, later = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for k, level in enumerate(levels):
        own = starts[k] + np.arange(len(level.bin))
        drawn.append(own)
        later.append(starts[-1] + level.bin)
        for other, start in zip(levels[k + 1 :], starts[k + 1 :], strict=False):
            drawn.append(own)
            later.append(start + level.bin)
            second = np.full(bins, -1)
            second[other.bin[bins:]] = start + np.arange(bins, len(other.bin))
            there = second[level.bin] >= 0
            drawn.append(own[there])
            later.append(second[level.bin][there])
    return np.concatenate(drawn), np.concatenate(later)
