"""On which step is each reading written, by whom, when, and how near a round value?

The steps are 1, 5, 10, 50, ... thousandths of the unit, each a multiple of the one before: a
reading is written on the coarsest of which it is a multiple.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Value
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.lines_by_unit import in_units
from tallystick.checks.shared.readings_near_line import NEAR, cut
from tallystick.tables import Frame, Line
from tallystick.tables.store import Tables

LADDER: tuple[int, ...] = (*(base * 10**power for power in range(6) for base in (1, 5)), 10**6)
CLASSES = tuple(base * 10**power for power in range(8) for base in (1, 2, 5))
WRITTEN = "field"
AT_LINE, OVER_TIME = "at a line", "over time"
WEIGHTS_IN_GRAMS = ("net_weight", "g")


def step_of(milli: int) -> int:
    """Return the coarsest step on which a value is written, in thousandths."""
    return next(step for step in reversed(LADDER) if milli % step == 0)


def half_width(line: Line) -> int:
    """Return how far a window reaches on either side: half a step, from which rounding draws."""
    return step_of(line.milli) // 2


def _sum(flags: list[BooleanValue]) -> IntegerValue:
    return reduce(lambda a, b: a + b, [ibis.ifelse(flag, 1, 0) for flag in flags])


def rung(milli: IntegerValue) -> IntegerValue:
    """The number of the step of each reading, at most that of the power of ten below it.

    Beyond that a step says more of the value than of its writer: 5 g is a multiple of 5 g.
    """
    written = _sum([milli % step == 0 for step in LADDER[1:]])
    return ibis.least(written, highest(milli))


def highest(milli: IntegerValue) -> IntegerValue:
    """The number of the step that is the largest power of ten not above each reading."""
    return 2 * _sum([milli >= step for step in LADDER[2::2]])


def is_written(rows: Relation, stage: str | None) -> BooleanValue:
    """Whether a reading is of `stage`; where none is given, one that an officer wrote."""
    if stage is not None:
        return rows.stage == stage
    return rows.stage.isnull() | (rows.stage == WRITTEN)


def kinds(frame: Frame) -> tuple[tuple[str, str], ...]:
    """Return the kinds of reading, with their units, that are followed: weights, and with lines."""
    return tuple(dict.fromkeys([WEIGHTS_IN_GRAMS, *((x.kind, x.unit) for x in frame.lines)]))


def readings(tables: Tables, kind: str, unit: str) -> Relation:
    """Return all readings of a kind that officers wrote, with ``month``, whose they are, ``rung``.

    ``month`` counts months from the year 0.
    """
    rows = cut(tables, Line(kind, kind, Decimal(1), unit, ""))
    rows = rows.filter(is_written(rows, None), rows.on_day.notnull(), rows.milli > 0)
    return rows.mutate(
        month=rows.on_day.year().cast("int64") * 12 + rows.on_day.month().cast("int64") - 1,
        rung=rung(rows.milli),
        highest=highest(rows.milli),
        unit_id=rows.unit_id.fill_null(""),
        officer_id=rows.officer_id.fill_null(""),
    )


def over_time(tables: Tables, kind: str, unit: str) -> Relation:
    """Count the readings of a kind per unit, officer, month and class of size, with their rungs."""
    rows = readings(tables, kind, unit)
    rows = rows.mutate(size=_sum([rows.milli >= edge for edge in CLASSES]))
    return _counted(rows, OVER_TIME, kind, rows.month, rows["size"], rows.rung)


def at_line(tables: Tables, line: Line) -> Relation:
    """Count the readings about each value as round as the line, and those written as the value.

    ``place`` is the value, in thousandths; ``total`` counts the readings that are the value itself.
    """
    step, width = step_of(line.milli), half_width(line)
    coarser = LADDER[min(LADDER.index(step) + 1, len(LADDER) - 1)]
    rows = NEAR(tables)
    rows = rows.filter(_is_cut(rows, line), is_written(rows, line.stage))
    rows = rows.mutate(value=(rows.milli + width) // step * step)
    if not width:
        rows = rows.filter(rows.milli == line.milli)
    if coarser != step:
        rows = rows.filter((rows["value"] % coarser != 0) | (rows["value"] == line.milli))
    rows = rows.mutate(unit_id=rows.unit_id.fill_null(""), officer_id=rows.officer_id.fill_null(""))
    coarse = ibis.ifelse(rows.milli == rows["value"], 1, 0)
    return _counted(rows, AT_LINE, line.name, rows["value"], ibis.literal(0), coarse)


def _is_cut(rows: Relation, line: Line) -> BooleanValue:
    kept = (rows.kind == line.kind) & (rows.unit.isnull() | (rows.unit == line.unit))
    if line.substance_code is not None:
        kept = kept & (rows.substance_code == line.substance_code)
    if line.units is not None:
        kept = kept & in_units(line.units).hold(rows)
    if line.from_date is not None:
        kept = kept & (rows.on_day >= line.from_date)
    if line.to_date is not None:
        kept = kept & (rows.on_day <= line.to_date)
    return kept


def _counted(
    rows: Relation, source: str, name: str, place: Value, size: Value, score: Value
) -> Relation:
    rows = rows.mutate(
        source=ibis.literal(source),
        line=ibis.literal(name),
        place=place.cast("int64"),
        size=size.cast("int64"),
        score=score.cast("int64"),
    )
    times = rows["count"]
    return rows.group_by("source", "line", "unit_id", "officer_id", "place", "size").aggregate(
        n=times.sum().cast("int64"),
        total=(times * rows.score).sum().cast("int64"),
        squares=(times * rows.score * rows.score).sum().cast("int64"),
    )
