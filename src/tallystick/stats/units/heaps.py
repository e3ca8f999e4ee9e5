"""How strongly does the agency as a whole round to each round number?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_HEAP = 0.02
LEAST_ROUNDED, MOST_ROUNDED = 1e-4, 0.95


@dataclass(frozen=True)
class Heaps:
    """The agency's heaps as a mixture that a unit's habits can stretch.

    Attributes
    ----------
    heap : (J,)
        Share of a bin's records that are there only because its round number drew them.
    rounded : (M,)
        Share of the cell of every round number that is written as that number.
    cell : (J, M)
        Share of each bin that lies nearer to number m than to any other.
    half_heap : (J,)
        As `heap`, for rounding to half-way numbers, among records not drawn by a number.
    half_rounded : float
        As `rounded`, for rounding to half-way numbers (a median over them).
    at : (M,)
        Bins of the round numbers.
    """

    heap: Floats
    rounded: Floats
    cell: Floats
    half_heap: Floats
    half_rounded: float
    at: Ints


def cells(numbers: Ints, bins: int) -> Floats:
    """The share of each bin that lies nearer to number m than to any other: (J, M).

    A bin half-way between two numbers belongs half to each; beyond the outermost numbers a
    cell is as wide as on the inner side.
    """
    gaps = np.diff(numbers) / 2
    left = numbers - np.concatenate([gaps[:1], gaps])
    right = numbers + np.concatenate([gaps, gaps[-1:]])
    low = np.arange(bins)[:, None] - 0.5
    return np.asarray(np.clip(np.minimum(low + 1, right) - np.maximum(low, left), 0, 1))


def heaps_of(totals: Floats, numbers: Ints, halves: Ints) -> Heaps:
    """Measure the heap at every round number from the agency's totals.

    The heap is what exceeds the mean of the two neighbouring bins times the median of the
    same ratio at the half-way numbers, which carry the finer rounding but not this one.

    Parameters
    ----------
    totals : (J,)
        Records of the whole agency per bin.
    numbers : (M,)
        Bins of the round numbers, increasing, at least two.
    halves : (H,)
        Bins half-way between them; may be empty.
    """
    padded = np.pad(totals, 1, mode="reflect")
    around = (padded[:-2] + padded[2:]) / 2
    usable = halves[around[halves] > 0]
    ratio = float(np.median(totals[usable] / around[usable])) if usable.size else 1.0
    at = totals[numbers]
    finer = np.minimum(around[numbers] * ratio, at)
    heap = np.zeros(totals.size)
    heap[numbers] = np.maximum(1 - finer / np.maximum(at, 1), LEAST_HEAP)
    cell = cells(numbers, totals.size)
    seen = cell.sum(axis=0) / np.gradient(numbers.astype(float))
    rounded = heap[numbers] * at * seen / np.maximum(cell.T @ totals, 1)
    half_heap = np.zeros(totals.size)
    half_rounded = LEAST_ROUNDED
    if usable.size and ratio > 1:
        every = np.union1d(numbers, halves)
        half_heap[every] = 1 - 1 / ratio
        whole = (cells(every, totals.size).T @ totals)[np.isin(every, usable)]
        half_rounded = float(np.median((1 - 1 / ratio) * totals[usable] / whole))
    return Heaps(
        heap,
        np.clip(rounded, LEAST_ROUNDED, MOST_ROUNDED),
        cell,
        half_heap,
        min(max(half_rounded, LEAST_ROUNDED), MOST_ROUNDED),
        numbers,
    )


@dataclass(frozen=True)
class Stretch:
    """How many times the agency's records units with habits of their own have in each bin.

    Attributes
    ----------
    factor : (B, J)
    by_half : (B, J)
        Its derivative by the habit of writing half-way numbers.
    spread, lost : (B, J), (B, M)
        ``spread * cell * lost`` is its derivative by the habit at a number, ...
    gained : (B, M)
        ... to which this is added in the number's own bin.
    """

    factor: Floats
    by_half: Floats
    spread: Floats
    lost: Floats
    gained: Floats


def stretch(heaps: Heaps, half_love: Floats, love: Floats) -> Stretch:
    """What habits make of the agency's heaps.

    A habit adds to the log-odds of rounding, so a cell keeps its total: what its number
    gains, the rest of the cell loses.

    Parameters
    ----------
    heaps : Heaps
        The agency's heaps.
    half_love : (B,)
        Habit of writing half-way numbers.
    love : (B, M)
        Habit at each round number.
    """
    gain, loss, share = _odds(heaps.rounded, love)
    half_gain, half_loss, half_share = _odds(np.array(heaps.half_rounded), half_love[:, None])
    undrawn = (1 - heaps.heap) * np.stack([1 - heaps.half_heap, heaps.half_heap])
    spread = np.concatenate([half_loss, half_gain], axis=1) @ undrawn
    by_half = np.concatenate([-half_loss * half_share, half_gain * (1 - half_share)], axis=1)
    remains = loss @ heaps.cell.T
    remains += 1 - heaps.cell.sum(axis=1)
    factor = remains * spread
    drawn = heaps.heap[heaps.at] * gain
    factor[:, heaps.at] += drawn
    return Stretch(
        factor, remains * (by_half @ undrawn), spread, -loss * share, drawn * (1 - share)
    )


def _odds(rounded: Floats, habit: Floats) -> tuple[Floats, Floats, Floats]:
    """Factor on what is rounded, on what is not, and the new share rounded."""
    odds = np.exp(np.clip(habit, -30, 30))
    loss = 1 / (1 - rounded + rounded * odds)
    gain = odds * loss
    return gain, loss, rounded * gain
