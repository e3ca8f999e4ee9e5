"""Does one group of records move over a line more than the others of the same strata do?

Two methods, and a pattern must hold by both. Method U (units.py) with two subjects, the group and
the rest of its own strata brought to the same mix (balanced.py): exact about rounding, it takes a
step at the line, such as cases below it that are not opened, for movement. Method D (shift.py)
with the same two groups allows for that step and asks numbers that are no line; it takes packs
above round numbers for movement. What the strata differ by for ever cancels by design.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from tallystick.stats.estimate import LEVEL
from tallystick.stats.line_moves.balanced import Balanced, Cells, balance, balance_cells
from tallystick.stats.line_moves.shift import Allowed, Edge, LineShift, shift_at_lines
from tallystick.stats.line_moves.shift_fit import layout_of
from tallystick.stats.line_moves.shift_masses import visible_part
from tallystick.stats.units.heaps import Floats, Ints
from tallystick.stats.units.over_line import UnitMovements, units_over_line

LARGEST_MDE, MDE_MARGIN = 0.6, 1.3
ALLOWED = Allowed(number=0.2, side=0.3)
NO_RECORDS = "no_records"


@dataclass(frozen=True)
class Windows:
    """A line on a grid, all in bins.

    ``first`` is the grid value of bin 0, ``line`` the index of the line's bin, ``hole`` and
    ``excess`` the widths of its windows, ``numbers`` (M,) the indexes of the round numbers, the
    line among them, ``taken`` (index, hole, excess) those of other lines, ``inclusive`` whether a
    record on the line is over it.
    """

    first: int
    line: int
    hole: int
    excess: int
    numbers: Ints
    inclusive: bool = True
    taken: tuple[tuple[int, int, int], ...] = ()

    def contrast(self, bins: int) -> Floats:
        """1 in the bins in excess, -1 in the hole: (J,)."""
        index = np.arange(bins)
        over = index >= self.line + (not self.inclusive)
        return np.asarray(
            1.0 * (over & (index <= self.line + self.excess))
            - 1.0 * (~over & (index >= self.line - self.hole))
        )


@dataclass(frozen=True, eq=False)
class Within:
    """The answer for one group.

    ``share`` is of the group's records that belong in the hole: how many more of them lie at or
    beyond the line than of the rest's; ``interval`` 95 %, ``error`` its standard error. ``p_value``
    is one-sided, 1 where a guard forbids a pattern. ``reason`` is one of `units.REASONS`,
    `NO_RECORDS`, "power", or, where method D does not confirm what method U shows, "step" or, where
    D could not tell, "second"; ``second`` is what D said, None where U shows nothing. Where both
    were asked, ``share`` is the smaller and ``interval`` holds that of both. ``group`` and ``rest``
    (J,) are the counts compared.
    """

    verdict: str
    reason: str
    n_group: int
    n_rest: int
    strata: int
    lumps: float
    p_value: float | None = None
    share: float | None = None
    interval: tuple[float, float] | None = None
    error: float | None = None
    smallest_detectable: float | None = None
    z: float | None = None
    z_hole: float | None = None
    z_excess: float | None = None
    z_any_habit: float | None = None
    second: LineShift | None = None
    group: Floats = field(default_factory=lambda: np.zeros(0))
    rest: Floats = field(default_factory=lambda: np.zeros(0))


def moved_more(group: ArrayLike, rest: ArrayLike, of: Ints, at: Windows) -> Within:
    """Compare the records of a group with the rest of its strata at one line.

    H0: apart from a smooth tilt, a love of round numbers and habits at single numbers, the group's
    records are distributed as the rest of the same strata. H1: records are missing just below the
    line and as many are in surplus at and just above it.

    Parameters
    ----------
    group, rest : (S, J) non-negative
        Records per stratum and bin.
    of : (S,) int
        The subject of each stratum, as `balance` has it.
    at : Windows
        The line.

    Raises
    ------
    ValueError
        For counts that are negative, not finite or of different shapes, and windows off the grid.
    """
    one = np.asarray(group)
    return _compared(balance(one, rest, of, at.contrast(one.shape[1])), at)


def moved_more_of(cells: Cells, of: Ints, at: Windows) -> Within:
    """As `moved_more`, of strata that all have both groups."""
    return _compared(balance_cells(cells, of, at.contrast(cells.bins)), at)


def _compared(balanced: Balanced, at: Windows) -> Within:
    known = (balanced.n_group, balanced.n_rest, balanced.strata, balanced.lumps)
    counts = np.stack([balanced.group, balanced.rest])
    if not counts.sum():
        return Within("insufficient", NO_RECORDS, *known)
    movements = _movements(counts, at, _visible(counts, at))
    if movements.insufficient[0]:
        return Within("insufficient", str(movements.reason[0]), *known)
    found = bool(movements.p_value[0] < LEVEL)
    return _answer(movements, known, counts, _second(counts, at) if found else None)


def _movements(counts: Floats, at: Windows, visible: float = 1.0) -> UnitMovements:
    taken = [line for line, *_ in at.taken]
    return units_over_line(
        np.rint(counts).astype(np.int64),
        line=at.line,
        hole=at.hole,
        excess=at.excess,
        numbers=at.numbers[~np.isin(at.numbers, taken)],
        first_bin=at.first,
        inclusive=at.inclusive,
        visible=visible,
    )


def _visible(counts: Floats, at: Windows) -> float:
    if at.numbers.size < 2:
        return 1.0
    layout = layout_of(counts[1], counts[0], at.numbers, at.first)
    return visible_part(layout, at.contrast(counts.shape[1]) < 0)


def _second(counts: Floats, at: Windows) -> LineShift:
    """What method D says of the same counts."""
    line = Edge(at.first + at.line, at.hole, at.excess, True, at.inclusive)
    return shift_at_lines(
        counts[1], counts[0], [line], grain=int(np.diff(at.numbers)[0]), first=at.first,
        habits=counts.sum(axis=0), allowed=ALLOWED,
    )  # fmt: skip


def _answer(
    movements: UnitMovements,
    known: tuple[int, int, int, float],
    counts: Floats,
    second: LineShift | None,
) -> Within:
    share, p = float(movements.share[0]), float(movements.p_value[0])
    low, high = float(movements.share_low[0]), float(movements.share_high[0])
    detectable = MDE_MARGIN * float(movements.smallest_detectable[0])
    error = float(movements.share_error[0])
    if not np.isnan(low):
        error = (high - low) / 2 / float(stdtrit(movements.df[0], 0.975))
    verdict, reason = "not_found", ""
    if second is not None:
        verdict, reason, p = _both(second, p)
        if second.share is not None and second.interval is not None:
            share = min(share, second.share)
            low, high = min(low, second.interval[0]), max(high, second.interval[1])
    elif detectable > LARGEST_MDE:
        verdict, reason = "insufficient", "power"
    return Within(
        verdict,
        reason,
        *known,
        p_value=p,
        share=share,
        interval=None if np.isnan(low) else (low, high),
        error=error,
        smallest_detectable=detectable,
        z=float(movements.z[0]),
        z_hole=float(movements.z_hole[0]),
        z_excess=float(movements.z_excess[0]),
        z_any_habit=float(movements.z_any_habit[0]),
        second=second,
        group=counts[0],
        rest=counts[1],
    )


def _both(second: LineShift, p: float) -> tuple[str, str, float]:
    """The verdict, why, and p of both methods together, where U shows a pattern with `p`."""
    p = max(p, 1.0 if second.p_value is None else second.p_value)
    if second.verdict == "moved":
        return "moved", "", p
    if second.verdict == "insufficient":
        return "insufficient", "second", max(p, LEVEL)
    return "not_found", "step", max(p, LEVEL)
