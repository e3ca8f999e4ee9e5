"""Does one group of records move over a line more than the others of the same strata do?

Method U with two subjects: the group, and the rest of its own strata brought to the same mix
(balanced.py). What the strata differ by for ever cancels by design; a smooth tilt between the two,
a love of round or half-way numbers and habits at single numbers are in the model; numbers that are
no line may not show as much.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from tallystick.stats.balanced import balance
from tallystick.stats.line_shift_fit import layout_of
from tallystick.stats.line_shift_masses import visible_part
from tallystick.stats.placebo import Placebo, heterogeneous, random_effects
from tallystick.stats.units import UnitMovements, units_over_line
from tallystick.stats.units_heaps import Floats, Ints

LEVEL = 0.05
LARGEST_MDE, LARGEST_SE = 0.5, 1.0
FEWEST_PLACEBOS, LEAST_PLACEBO_BINS, LIFTED_Z = 2, 2, 1.0
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
    `NO_RECORDS`, "placebos" or "power". ``group`` and ``rest`` (J,) are the counts compared.
    """

    verdict: str
    reason: str
    n_group: int
    n_rest: int
    strata: int
    lumps: float
    p_value: float | None = None
    p_placebo: float | None = None
    share: float | None = None
    interval: tuple[float, float] | None = None
    error: float | None = None
    smallest_detectable: float | None = None
    z: float | None = None
    z_hole: float | None = None
    z_excess: float | None = None
    z_any_habit: float | None = None
    placebos: tuple[Placebo, ...] = ()
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
    balanced = balance(one, rest, of, at.contrast(one.shape[1]))
    known = (balanced.n_group, balanced.n_rest, balanced.strata, balanced.lumps)
    counts = np.stack([balanced.group, balanced.rest])
    if not counts.sum():
        return Within("insufficient", NO_RECORDS, *known)
    movements = _movements(counts, at, _visible(counts, at))
    if movements.insufficient[0]:
        return Within("insufficient", str(movements.reason[0]), *known)
    found = bool(movements.p_value[0] < LEVEL)
    return _answer(movements, known, counts, _placebos(counts, at) if found else None)


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


def _answer(
    movements: UnitMovements,
    known: tuple[int, int, int, float],
    counts: Floats,
    others: tuple[Placebo, ...] | None,
) -> Within:
    share, error = float(movements.share[0]), float(movements.share_error[0])
    df, p = float(movements.df[0]), float(movements.p_value[0])
    low, high = float(movements.share_low[0]), float(movements.share_high[0])
    reach = float(stdtrit(df, 0.975))
    detectable = float(movements.smallest_detectable[0])
    verdict, reason, p_placebo = "not_found", "", None
    if others is not None:
        p_placebo = _placebo_p(float(movements.z[0]) * error, error, df, others)
        p = p if p_placebo is None else max(p, p_placebo)
        verdict = "moved" if p < LEVEL else "not_found"
        reason = "" if p < LEVEL else "placebos"
    elif detectable > LARGEST_MDE:
        verdict, reason = "insufficient", "power"
    return Within(
        verdict,
        reason,
        *known,
        p_value=p,
        p_placebo=p_placebo,
        share=share,
        interval=None if np.isnan(low) else (low, high),
        error=error if np.isnan(low) else (high - low) / 2 / reach,
        smallest_detectable=detectable,
        z=float(movements.z[0]),
        z_hole=float(movements.z_hole[0]),
        z_excess=float(movements.z_excess[0]),
        z_any_habit=float(movements.z_any_habit[0]),
        placebos=others or (),
        group=counts[0],
        rest=counts[1],
    )


def _placebos(counts: Floats, at: Windows) -> tuple[Placebo, ...]:
    """The share that "moves" over each other round number, its windows scaled like the line's.

    In the windows of the line itself the group is given what the rest has there.
    """
    plain = counts.copy()
    inside = at.contrast(counts.shape[1]) != 0
    plain[0, inside] = counts[1, inside] * counts[0, ~inside].sum() / counts[1, ~inside].sum()
    spans = [(at.line, at.hole, at.excess), *at.taken]
    found = []
    for line in at.numbers.tolist():
        scale = (at.first + line) / (at.first + at.line)
        hole, excess = (max(1, round(width * scale)) for width in (at.hole, at.excess))
        inside_grid = line - hole >= 0 and line + excess < counts.shape[1]
        free = all(
            line + excess < other - below or line - hole > other + above
            for other, below, above in spans
        )
        if hole < LEAST_PLACEBO_BINS or not inside_grid or not free:
            continue
        there = Windows(at.first, line, hole, excess, at.numbers, at.inclusive)
        said = _movements(plain, there)
        if not said.insufficient[0] and said.share_error[0] < LARGEST_SE:
            error = float(said.share_error[0])
            found.append(Placebo(at.first + line, float(said.z[0]) * error, error))
    return tuple(found)


def _placebo_p(share: float, error: float, df: float, others: tuple[Placebo, ...]) -> float | None:
    """One-sided p of the share against those of other numbers; None with fewer than two.

    0, which forbids nothing, where these neither rise above zero nor differ beyond chance.
    """
    if len(others) < FEWEST_PLACEBOS:
        return None
    mean, mean_error, between = random_effects(others)
    lifted, differ = mean > LIFTED_Z * mean_error, heterogeneous(others)
    if not lifted and not differ:
        return 0.0
    shift, shift_error = (mean, mean_error) if lifted else (0.0, 0.0)
    spread = between if differ else 0.0
    freedom = len(others) - 1 if spread > error**2 else df
    return float(stdtr(freedom, (shift - share) / np.sqrt(error**2 + shift_error**2 + spread)))
