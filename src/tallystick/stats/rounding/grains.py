"""On which grid was a quantity written down, and to which round numbers do people round it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tallystick.stats.estimate import Reason

ON_GRID_SHARE = 0.99
MOST_LINE_BINS = 400
FLOOR_LINE_BINS = 100
MIN_MULTIPLES = 3
DETECTION_Z = 3.0
DETECTION_RATIO = 1.1
MAX_WIDE_LINE_BINS = 1_000


@dataclass(frozen=True, eq=False)
class Grid:
    """Counts of recorded values on equal bins around a line.

    ``counts[j]`` is the number of records in bin ``first + j``; bin ``b`` begins at
    ``b * step`` fine bins. On a grid, values are multiples of the step and bin ``b`` stands for
    true values within half a step of it; otherwise for [b, b + 1) steps. ``line`` is the bin
    that begins at the line. ``refusal`` says why no usable grid exists, when none does.
    """

    counts: NDArray[np.float64]
    first: int
    step: int
    on_grid: bool
    line: int
    refusal: str | None = None

    @property
    def last(self) -> int:
        """The last bin in range, inclusive."""
        return self.first + len(self.counts) - 1

    @property
    def bins(self) -> NDArray[np.int64]:
        """Bin numbers in range, shape (J,), in grid steps."""
        return np.arange(self.first, self.last + 1)

    def between(self, low: int, high: int) -> NDArray[np.bool_]:
        """Which bins lie in [low, high], shape (J,)."""
        bins = self.bins
        return (bins >= low) & (bins <= high)


@dataclass(frozen=True)
class Windows:
    """Where a move over a line would empty records and where it would put them, in grid bins.

    ``hole`` and ``excess`` are (first, last), inclusive; ``at`` is the line's own bin when records
    moved exactly to the line count as excess, else None (a strict line: "over c").
    """

    hole: tuple[int, int]
    at: int | None
    excess: tuple[int, int]

    @property
    def span(self) -> tuple[int, int]:
        """(first, last) bin touched, inclusive: what another line's test gives as a mask."""
        ends = (*self.hole, *self.excess)
        return min(ends), max(ends)


def grid_of(
    bin: ArrayLike,
    n: ArrayLike,
    n_exact: ArrayLike,
    *,
    line: int,
    low: int | None = None,
    high: int | None = None,
) -> Grid:
    """Put fine counts on the grid on which people wrote them.

    ``bin``, ``n`` and ``n_exact`` have shape (K,): a fine bin (value = bin * fine unit, floored),
    the records in it, and those of them that lie exactly at its beginning. ``line``, ``low`` and
    ``high`` are in fine bins; the range is line/4 to 4 * line unless given. Repeated bins add up.

    When at least 99 % of the values in range are multiples of a step 1, 2 or 5 * 10^k that divides
    the line, the largest such step is the grid; else values are floored to about line/100.
    """
    where = np.asarray(bin, dtype=np.int64).ravel()
    size = np.asarray(n, dtype=np.float64).ravel()
    exact = np.asarray(n_exact, dtype=np.float64).ravel()
    if not len(where) == len(size) == len(exact):
        raise ValueError("bin, n and n_exact must have the same length")
    if line <= 0:
        raise ValueError(f"line must be a positive number of fine bins, not {line}")
    if np.any(~np.isfinite(size)) or np.any(size < 0) or np.any(exact < 0):
        raise ValueError("counts must be finite and at least 0")
    bottom = max(1, -(-line // 4) if low is None else low)
    top = 4 * line if high is None else high
    if not bottom <= line <= top:
        raise ValueError(f"the line {line} lies outside the range {bottom} to {top}")
    inside = (where >= bottom) & (where <= top)
    where, size, exact = where[inside], size[inside], exact[inside]
    step = _written_step(where, size, exact, line)
    on_grid = step is not None
    if step is None:
        step = _floor_step(line)
    if step is None:
        reason = Reason("no_step", n=line)
        return Grid(np.zeros(1), line, 1, False, line, reason)
    first = max(1, -(-bottom // step))
    last = max(line // step, top // step - (0 if on_grid else 1))
    index = where // step - first
    held = (index >= 0) & (index <= last - first)
    counts = np.bincount(index[held], weights=size[held], minlength=last - first + 1)
    return Grid(counts.astype(np.float64), first, step, on_grid, line // step)


def default_windows(grid: Grid, kind: str) -> tuple[int, int]:
    """Width (hole, excess) in grid bins for a kind of quantity.

    ``score``: 5 below and 4 above, in fine bins. Any other kind, a physical quantity: 25 % of
    the line below (rounded up) and 10 % above (rounded down), never less than one bin.
    """
    if kind == "score":
        return max(1, 5 // grid.step), max(1, 4 // grid.step)
    return -(-grid.line // 4), max(1, grid.line // 10)


def windows_of(
    line: int, hole: int, excess: int, *, inclusive: bool = True, direction: str = "up"
) -> Windows:
    """The windows of a line, all in grid bins.

    ``direction`` is where records would be moved: ``up`` empties bins below the line, ``down``
    those above. ``inclusive`` says that the line itself is on the side they are moved to.
    """
    if direction not in ("up", "down"):
        raise ValueError(f"direction must be 'up' or 'down', not {direction!r}")
    near = 1 if inclusive else 0
    at = line if inclusive else None
    if direction == "up":
        return Windows((line - hole, line - near), at, (line + 1, line + excess))
    return Windows((line + near, line + hole), at, (line - excess, line - 1))


def multiples_in_range(grid: Grid, grain: int) -> int:
    """How many multiples of a grain (in grid bins) lie in range."""
    return grid.last // grain - -(-grid.first // grain) + 1


def grains_of(grid: Grid, skip: NDArray[np.bool_]) -> tuple[int, ...]:
    """Grains people round to, in grid bins, coarsest first.

    Always 5 and 10 * 10^k of the fine unit; 2 and 25 * 10^k only when their numbers attract more
    than those around them. ``skip``, shape (J,), marks bins that must not decide. Data that are
    neither on a grid nor heaped have none. Leaving out a real coarse grain is the worst mistake
    this method can make; a needless one costs nothing.
    """
    candidates = sorted(_ladder(grid, always=True) + _ladder(grid, always=False))
    always = set(_ladder(grid, always=True))
    accepted: list[int] = []
    detected = False
    for grain in candidates:
        finer = [1] + [g for g in accepted if grain % g == 0]
        crossing = [g for g in accepted if grain % g]
        bars = crossing + [g for g in candidates if g > grain]
        attracts = _attracts(grid, grain, max(finer), bars, skip)
        detected = detected or attracts
        if attracts or grain in always:
            accepted.append(grain)
    if not (detected or grid.on_grid):
        return ()
    return tuple(reversed(accepted))


def placebo_step(grid: Grid, grains: tuple[int, ...]) -> int:
    """Distance between placebo lines, in grid bins.

    The coarsest grain that divides the line; for data without grains the coarsest round number
    that does; failing both, half the line.
    """
    dividing = [g for g in grains if grid.line % g == 0]
    if not dividing:
        dividing = [g for g in _ladder(grid, always=True) if grid.line % g == 0]
    return max(dividing, default=max(1, grid.line // 2))


def _steps() -> Iterator[int]:
    for power in range(16):
        yield from (10**power, 2 * 10**power, 5 * 10**power)


def _written_step(
    where: NDArray[np.int64], size: NDArray[np.float64], exact: NDArray[np.float64], line: int
) -> int | None:
    total = size.sum()
    found = None
    for step in _steps():
        if step > line:
            break
        if line % step or line // step > MOST_LINE_BINS or total <= 0:
            continue
        if exact[where % step == 0].sum() >= ON_GRID_SHARE * total:
            found = step
    return found


def _floor_step(line: int) -> int | None:
    if line <= FLOOR_LINE_BINS:
        return 1
    round_steps = [s for s in _steps() if s <= line and line % s == 0]
    low = 0.8 * FLOOR_LINE_BINS
    for most in (MOST_LINE_BINS, MAX_WIDE_LINE_BINS):
        fitting = [s for s in round_steps if low <= line / s <= most]
        if fitting:
            return min(fitting, key=lambda s: abs(np.log(line / s / FLOOR_LINE_BINS)))
    parts = [k for k in range(FLOOR_LINE_BINS // 2, MAX_WIDE_LINE_BINS + 1) if line % k == 0]
    if not parts:
        return None
    return line // min(parts, key=lambda k: abs(np.log(k / FLOOR_LINE_BINS)))


def _ladder(grid: Grid, *, always: bool) -> list[int]:
    grains = []
    for power in range(16):
        for head in (5, 10) if always else (2, 25):
            fine = head * 10**power
            if fine % grid.step == 0 and fine > grid.step:
                grain = fine // grid.step
                if multiples_in_range(grid, grain) >= MIN_MULTIPLES:
                    grains.append(grain)
    return grains


def _attracts(grid: Grid, grain: int, finer: int, bars: list[int], skip: NDArray[np.bool_]) -> bool:
    """Whether pure multiples of a grain hold more than pure multiples of the finer one beside.

    ``bars`` are the other grains, whose multiples are not pure.
    """
    bins = grid.bins
    plain = ~skip
    for other in bars:
        plain &= bins % other != 0
    pure = plain & (bins % grain == 0)
    base = plain & (bins % finer == 0) & (bins % grain != 0)
    held = expected = variance = 0.0
    for j in np.flatnonzero(pure):
        sides = [i for i in (j - finer, j + finer) if 0 <= i < len(bins) and base[i]]
        if not sides:
            continue
        beside = float(np.mean(grid.counts[sides]))
        held += float(grid.counts[j])
        expected += beside
        variance += beside / len(sides)
    excess = held - expected
    return excess / np.sqrt(held + variance + 1) > DETECTION_Z and held > DETECTION_RATIO * expected
