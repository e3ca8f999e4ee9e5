"""Are the counts, windows and round numbers of a unit comparison fit to be compared?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tallystick.stats.units.fit import Problem
from tallystick.stats.units.heaps import Floats, Ints, heaps_of
from tallystick.stats.units.slopes import among_of, cells_of


@dataclass(frozen=True)
class Grid:
    """Checked input: counts (U, J), windows (K, J) in the order hole, line, excess."""

    counts: Ints
    windows: NDArray[np.bool_]
    numbers: Ints
    halves: Ints
    line_number: int
    placebo: NDArray[np.bool_]
    log_value: Floats

    @property
    def n(self) -> Ints:
        """Records per unit: (U,)."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def n_rest(self) -> Ints:
        """Records of all other units: (U,)."""
        return np.asarray(self.n.sum() - self.n)


def grid_of(
    counts: ArrayLike,
    line: int,
    hole: int,
    excess: int,
    numbers: ArrayLike,
    half_numbers: ArrayLike | None,
    first_bin: int,
    inclusive: bool,
) -> Grid:
    """Check the input of `units_over_line`, whose parameters these are."""
    whole = _whole(counts, "counts")
    if whole.ndim != 2 or whole.shape[0] < 1 or whole.shape[1] < 3:
        raise ValueError(f"counts has shape {whole.shape}; it is (units, bins), 3 bins or more")
    if whole.min() < 0:
        raise ValueError("counts has negative entries; a count is >= 0")
    bins = whole.shape[1]
    _check_windows(bins, line, hole, excess, first_bin, inclusive)
    multiples = _bins(numbers, bins, "numbers")
    if line not in multiples:
        raise ValueError(f"numbers lack the line {line}; the method compares it with the others")
    halves = (
        _midpoints(multiples, bins)
        if half_numbers is None
        else _bins(half_numbers, bins, "half_numbers")
    )
    windows = _windows(bins, line, hole, excess, inclusive)
    value = np.maximum(first_bin + np.arange(bins), 0.5)
    return Grid(
        whole,
        windows,
        multiples,
        np.setdiff1d(halves, multiples),
        int(np.searchsorted(multiples, line)),
        ~np.asarray(windows.any(axis=0))[multiples],
        np.log(value),
    )


def problem_of(grid: Grid, chosen: Ints) -> Problem:
    """The chosen units against the rest of the whole agency."""
    totals = grid.counts.sum(axis=0)
    own = grid.counts[chosen]
    n, n_rest = grid.n.astype(float), grid.n_rest[chosen].astype(float)
    z = (grid.log_value - grid.log_value.mean()) / grid.log_value.std()
    heaps = heaps_of(totals.astype(float), grid.numbers, grid.halves)
    cells = cells_of(np.stack([np.ones_like(z), z, z**2], axis=1), heaps)
    return Problem(
        own=own.astype(float),
        offset=np.log(totals - own + 0.5) - np.log(n_rest)[:, None],
        inflation=1 + n[chosen] / n_rest,
        heaps=heaps,
        cells=cells,
        windows=grid.windows,
        everywhere=among_of(cells, np.ones((1, z.size), dtype=bool)),
        in_windows=among_of(cells, grid.windows),
        recorded=own.astype(float) @ grid.windows.T,
        line_number=grid.line_number,
        placebo=grid.placebo,
        rest_weight=1 + ((n**2).sum() - n[chosen] ** 2) / n_rest**2,
    )


def _check_windows(
    bins: int, line: int, hole: int, excess: int, first_bin: int, inclusive: bool
) -> None:
    if hole < 1 or excess < (0 if inclusive else 1):
        raise ValueError(f"hole {hole}, excess {excess}: each window needs at least one bin")
    if line - hole < 0 or line + excess >= bins:
        raise ValueError(f"windows of line {line} leave the grid of {bins} bins; widen the range")
    if first_bin < 0:
        raise ValueError(f"first_bin is {first_bin}; values on the grid are >= 0")


def _whole(values: ArrayLike, name: str) -> Ints:
    array = np.asarray(values)
    if not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"{name} is {array.dtype}; it must be integer")
    return array.astype(np.int64)


def _bins(values: ArrayLike, bins: int, name: str) -> Ints:
    listed = np.asarray(values)
    array = np.unique(_whole(listed, name)) if listed.size else np.empty(0, dtype=np.int64)
    if array.size and (array[0] < 0 or array[-1] >= bins):
        raise ValueError(f"{name} {array.tolist()} leave the grid of {bins} bins")
    return array


def _midpoints(numbers: Ints, bins: int) -> Ints:
    """Midpoints of neighbouring numbers, and those just outside, that fall on a bin."""
    gaps = np.diff(numbers)
    if gaps.size == 0:
        return numbers[:0]
    twice = np.concatenate(
        [2 * numbers[:1] - gaps[:1], 2 * numbers[:-1] + gaps, 2 * numbers[-1:] + gaps[-1:]]
    )
    halves = twice[twice % 2 == 0] // 2
    return np.asarray(halves[(halves >= 0) & (halves < bins)])


def _windows(bins: int, line: int, hole: int, excess: int, inclusive: bool) -> NDArray[np.bool_]:
    index = np.arange(bins)
    at = [index == line] if inclusive else []
    above = [(index > line) & (index <= line + excess)] if excess else []
    below = (index >= line - hole) & (index < line + (not inclusive))
    return np.stack([below, *at, *above])
