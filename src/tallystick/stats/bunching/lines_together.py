"""Do more of one unit's records lie at and past the lines than of its sisters', all lines together?

A record is a value over its line. Of each unit's records within reach of a line, the share in a
window at or beyond it is set beside that of the other units at the same line (`larger_share`), so
that a line where every unit has few records still adds its own. What units differ by for ordinary
reasons is learned from them. Asked again without each of the lines in turn, the largest p-value
says whether one number, or one pack, carries the evidence; and asked of the windows at other
multiples of the lines, whether round numbers as such attract the unit's records.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import LEVEL, Tested
from tallystick.stats.peers.larger_share import Larger, Marked, larger

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST, FEWEST = 20, 5
LOW, HIGH = 0.25, 5.0
FAR = (1.5, 3.0)
PLACEBOS = (0.5, 1.5, 2.0, 3.0)
FEWEST_LINES = 2


@dataclass(frozen=True)
class Values:
    """Records by unit and line, (R,) each: `n` with the value `ratio` times their line.

    `reach` is how far beyond its line, as a share of it, the window just past it goes.
    """

    unit: Ints
    line: Ints
    ratio: Floats
    reach: Floats
    n: Ints


@dataclass(frozen=True)
class PastLines:
    """What is particular to a unit.

    `found` of its records lie in the window and `expected` would at the other units' shares;
    `without` is the largest p-value without one of the lines; `likes_numbers` says whether other
    multiples of the lines attract the unit's records too, False where it is not asked.
    """

    found: int
    expected: float
    without: float
    likes_numbers: bool = False


def just_past(values: Values, units: int) -> list[Tested[PastLines]]:
    """Say of each unit whether more of its records lie at and just past the lines."""
    values = _within(values)
    at = _window(values, 1.0)
    said = _asked(values, at, units)
    placebo = np.any([_window(values, each) for each in PLACEBOS], axis=0)
    beside = _shares(_some(values, ~at), placebo[~at], units)
    return [
        replace(each, numbers=replace(each.numbers, likes_numbers=_p_value(other) < LEVEL))
        for each, other in zip(said, beside, strict=True)
    ]


def far_past(values: Values, units: int) -> list[Tested[PastLines]]:
    """Say of each unit whether more of its records lie at one and a half to three times the line.

    Those at and just past the lines are left out: `just_past` asks of these.
    """
    values = _within(values)
    values = _some(values, ~_window(values, 1.0))
    return _asked(values, (values.ratio >= FAR[0]) & (values.ratio < FAR[1]), units)


def _asked(values: Values, marked: NDArray[np.bool_], units: int) -> list[Tested[PastLines]]:
    lines = np.unique(values.line)
    parts = []
    for each in lines:
        kept = values.line != each
        parts.append([_p_value(one) for one in _shares(_some(values, kept), marked[kept], units)])
    without = np.max(np.nan_to_num(parts, nan=1.0), axis=0) if len(lines) else np.ones(units)
    several = len(lines) >= FEWEST_LINES
    return [
        Tested(
            n=one.n, estimate=one.estimate, interval=one.interval,
            p_value=_p_value(one) if several else None,
            minimum_detectable=one.minimum_detectable,
            numbers=PastLines(one.numbers.found, one.numbers.expected, float(most)),
        )
        for one, most in zip(_shares(values, marked, units), without, strict=True)
    ]  # fmt: skip


def _shares(values: Values, marked: NDArray[np.bool_], units: int) -> list[Tested[Larger]]:
    found = np.where(marked, values.n, 0)
    return larger(Marked(values.unit, values.line, found, values.n), units, LEAST, FEWEST)


def _p_value(said: Tested[Larger]) -> float:
    """The p-value of a unit that is set beside the spread of the others, else NaN."""
    known = said.p_value is not None and not np.isnan(said.numbers.p_spread)
    return float(said.p_value) if known and said.p_value is not None else float("nan")


def _within(values: Values) -> Values:
    return _some(values, (values.ratio >= LOW) & (values.ratio < HIGH))


def _window(values: Values, times: float) -> NDArray[np.bool_]:
    """The records at so many times their line, or just past that."""
    return np.asarray((values.ratio >= times) & (values.ratio <= times * (1 + values.reach)))


def _some(values: Values, kept: NDArray[np.bool_]) -> Values:
    return Values(*(getattr(values, name)[kept] for name in values.__dataclass_fields__))
