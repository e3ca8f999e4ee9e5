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

from tallystick.checks.shared.readings_near_line import NEAR, cut, in_force, of_its_kind
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.tables import Frame, Line
from tallystick.tables.measurements import WORKED_OUT
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
    return reduce(lambda a, b: a + b, [one_if(flag) for flag in flags])


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


def lines_read(frame: Frame) -> tuple[Line, ...]:
    """Return the lines for readings; how hours or money come out is nobody's way of writing."""
    return tuple(line for line in frame.lines if line.kind not in WORKED_OUT)


def kinds(frame: Frame) -> tuple[tuple[str, str], ...]:
    """Return the kinds of reading, with their units, that are followed: weights, and with lines."""
    return tuple(dict.fromkeys([WEIGHTS_IN_GRAMS, *((x.kind, x.unit) for x in lines_read(frame))]))


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


def query(tables: Tables) -> Relation:
    """Readings by unit and officer: about each round number near a line, and by month and size."""
    parts = [at_line(tables, line) for line in lines_read(tables.frame)]
    if is_dated(tables):
        parts += [over_time(tables, *kind) for kind in kinds(tables.frame)]
    return ibis.union(*parts)


def is_dated(tables: Tables) -> bool:
    """Whether the day of a reading can be known."""
    return tables.holds("measurements", "measured_at") or tables.holds(
        "incidents", "incident_id", "occurred_at"
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
    rows = rows.filter(of_its_kind(rows, line), in_force(rows, line), is_written(rows, line.stage))
    rows = rows.mutate(value=(rows.milli + width) // step * step)
    if not width:
        rows = rows.filter(rows.milli == line.milli)
    if coarser != step:
        rows = rows.filter((rows["value"] % coarser != 0) | (rows["value"] == line.milli))
    rows = rows.mutate(unit_id=rows.unit_id.fill_null(""), officer_id=rows.officer_id.fill_null(""))
    coarse = one_if(rows.milli == rows["value"])
    return _counted(rows, AT_LINE, line.name, rows["value"], ibis.literal(0), coarse)


def _counted(
    rows: Relation, source: str, name: str, place: Value, size: Value, score: Value
) -> Relation:
    numbers = {"place": place, "size": size, "score": score}
    rows = rows.mutate(
        source=ibis.literal(source),
        line=ibis.literal(name),
        **{each: number.cast("int64") for each, number in numbers.items()},
    )
    times = rows["count"]
    return rows.group_by("source", "line", "unit_id", "officer_id", "place", "size").aggregate(
        n=times.sum().cast("int64"),
        total=(times * rows.score).sum().cast("int64"),
        squares=(times * rows.score * rows.score).sum().cast("int64"),
    )
