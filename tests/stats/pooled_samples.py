"""Units of one agency at several lines: of different goods, or of the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from unit_samples import FIRST, HALVES, NUMBERS, Agency, answer, draw

from tallystick.stats.units.over_line import UnitMovements, units_over_line
from tallystick.stats.units.pooled_lines import Lines, Pooled, pool_lines

SAME_GOODS = ((20, 5, 2), (40, 10, 4), (60, 15, 6))
"""Line, hole and excess in tenths of a gram; the windows lie apart."""


def of(found: Sequence[UnitMovements]) -> Lines:
    """Answers at single lines, as `pool_lines` takes them."""
    same = ("z", "df", "z_hole", "z_excess", "z_any_habit", "share", "share_error")
    columns = {name: [getattr(each, name) for each in found] for name in same}
    columns["half_width"] = [(each.share_high - each.share_low) / 2 for each in found]
    columns["smallest_detectable"] = [each.smallest_detectable for each in found]
    return Lines(**{name: np.stack(column, axis=1) for name, column in columns.items()})


def different_goods(agencies: Sequence[Agency], seed: int) -> list[UnitMovements]:
    """One answer per agency: its units are the same persons, its goods have one line."""
    return [answer(*draw(agency, 10 * seed + k)) for k, agency in enumerate(agencies)]


def same_goods(agency: Agency, seed: int) -> list[UnitMovements]:
    """Three lines through the same records; a line is no number to learn habits from."""
    counts, visible = draw(agency, 10 * seed)
    lines = [line for line, _, _ in SAME_GOODS]
    return [
        units_over_line(
            counts,
            line=line - FIRST,
            hole=hole,
            excess=excess,
            numbers=[n for n in NUMBERS if n + FIRST not in lines or n + FIRST == line],
            half_numbers=HALVES,
            first_bin=FIRST,
            visible=visible,
        )
        for line, hole, excess in SAME_GOODS
    ]


def pooled(agencies: Sequence[Agency], seed: int) -> Pooled:
    """What all lines of the agencies' units say."""
    return pool_lines(of(different_goods(agencies, seed)))
