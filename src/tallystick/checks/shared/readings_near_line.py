"""Which measurements does a line cut, whose are they, and in which bins do they lie?"""

from __future__ import annotations

from datetime import date
from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, TimestampValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.lines_by_unit import in_units
from tallystick.checks.shared.whole_numbers import in_milli
from tallystick.tables import Line
from tallystick.tables.store import Tables

REACH = 5
LEAST_LINE_BINS = 20
POOLING = (1, 2, 5, 10, 20, 50, 100)


def fine_step(line: Line) -> int:
    """Return the width of the fine bins of a line, in thousandths of its unit.

    The largest power of ten that divides the line and is at most a hundredth of it: people
    round in decimal steps, so the steps that they may have used are whole numbers of it.
    """
    step = 1
    while line.milli % (step * 10) == 0 and step * 10 * 100 <= line.milli:
        step *= 10
    return step


def pooled(line_bins: int, *parts: int) -> int:
    """Return how many bins to pool so that people's fine rounding stays inside one.

    The most that leave twenty pooled bins below the line and divide the line and all `parts`.
    """
    fitting = [
        factor
        for factor in POOLING
        if line_bins // factor >= LEAST_LINE_BINS
        and all(part % factor == 0 for part in (line_bins, *parts))
    ]
    return max(fitting, default=1)


def cut(tables: Tables, line: Line) -> Relation:
    """Return the measurements that `line` cuts, whose unit and officer are looked up.

    All columns of measurements, with ``milli`` (the value in thousandths), ``unit_id`` and
    ``officer_id`` from the incident where the measurement does not give them, and ``on_day``.
    """
    return cut_by_hour(tables, line).drop("on_hour")


def cut_by_hour(tables: Tables, line: Line) -> Relation:
    """Return what `cut` does, and ``on_hour``: 0 to 23, null where no time of day is known."""
    readings = tables["measurements"]
    kept = with_subject(tables, readings.filter(of_its_kind(readings, line)))
    return kept.mutate(milli=milli_of(kept)).filter(in_force(kept, line))


def milli_of(readings: Relation) -> IntegerValue:
    """Return the values of readings in thousandths."""
    return in_milli(readings["value"])


def of_its_kind(readings: Relation, line: Line) -> BooleanValue:
    """Whether a line is drawn for readings of this kind, unit, substance and stage."""
    kept = (readings.kind == line.kind) & (readings.unit.isnull() | (readings.unit == line.unit))
    if line.substance_code is not None:
        kept = kept & (readings.substance_code == line.substance_code)
    if line.stage is not None:
        kept = kept & (readings.stage == line.stage)
    return kept


def _within_reach(milli: IntegerValue, line: Line) -> BooleanValue:
    return milli.between(line.milli // REACH, line.milli * REACH)


def in_force(readings: Relation, line: Line) -> BooleanValue:
    """Whether a reading is of a day on which, and of a unit in which, the line was in force."""
    in_time = between_days(readings, line.from_date, line.to_date)
    return in_time if line.units is None else in_time & in_units(line.units).hold(readings)


def between_days(readings: Relation, first: date | None, last: date | None) -> BooleanValue:
    """Whether a reading is of a day from the `first` to the `last`; None is open."""
    kept: BooleanValue = ibis.literal(True)
    if first is not None:
        kept = kept & (readings.on_day >= first)
    if last is not None:
        kept = kept & (readings.on_day <= last)
    return kept


def with_subject(tables: Tables, readings: Relation) -> Relation:
    """Return readings with ``unit_id``, ``officer_id``, ``on_day`` and ``on_hour`` looked up."""
    if not tables.holds("measurements", "incident_id") or not tables.holds(
        "incidents", "incident_id"
    ):
        at = readings.measured_at
        return readings.mutate(on_day=at.cast("date"), on_hour=_hour(at))
    # Only the cases of these readings are grouped: they are few among all.
    cases = tables["incidents"].semi_join(readings, "incident_id")
    whose = cases.group_by("incident_id").aggregate(
        _unit=cases.unit_id.min(),
        _officer=cases.officer_id.min(),
        _began=cases.occurred_at.min(),
    )
    joined = readings.left_join(whose, "incident_id").drop("incident_id_right")
    return joined.mutate(
        unit_id=ibis.coalesce(joined.unit_id, joined._unit),
        officer_id=ibis.coalesce(joined.officer_id, joined._officer),
        on_day=ibis.coalesce(joined.measured_at.cast("date"), joined._began.cast("date")),
        on_hour=ibis.coalesce(_hour(joined._began), _hour(joined.measured_at)),
    ).drop("_unit", "_officer", "_began")


def _hour(at: TimestampValue) -> IntegerValue:
    """The hour of an instant; null at midnight sharp, which is how a date without a time reads."""
    hour = at.hour().cast("int64")
    dated = (hour == 0) & (at.minute() == 0) & (at.second() == 0)
    return ibis.ifelse(dated, ibis.null("int64"), hour)


def _near_a_line(tables: Tables) -> Relation:
    readings = tables["measurements"]
    near = [
        of_its_kind(readings, line) & _within_reach(milli_of(readings), line)
        for line in tables.frame.lines
    ]
    kept = with_subject(tables, readings.filter(reduce(lambda a, b: a | b, near)))
    subject = ("unit_id", "officer_id", "on_day", "on_hour")
    return kept.select(
        "kind", "unit", "substance_code", "stage", "count", *subject, milli=milli_of(kept)
    )


NEAR = Shared("near_a_line", lambda tables: bool(tables.frame.lines), _near_a_line)
"""The measurements near any line that is given, with their unit, officer, day and hour."""


def near_line(tables: Tables, line: Line) -> Relation:
    """Return the readings of `NEAR` that `line` cuts while it is in force."""
    readings = NEAR(tables)
    return readings.filter(
        of_its_kind(readings, line),
        _within_reach(readings.milli, line),
        in_force(readings, line),
    )


def histogram(tables: Tables, line: Line) -> Relation:
    """Count the measurements around `line` per unit, officer and fine bin.

    Columns ``line``, ``unit_id``, ``officer_id`` ("" where unknown), ``bin``, ``n`` and
    ``n_exact`` (of these, the readings exactly at the start of their bin).
    """
    step, near = fine_step(line), near_line(tables, line)
    near = near.mutate(
        line=ibis.literal(line.name),
        unit_id=near.unit_id.fill_null(""),
        officer_id=near.officer_id.fill_null(""),
        bin=(near.milli // step).cast("int64"),
        exact=ibis.ifelse(near.milli % step == 0, near["count"], 0),
    )
    return near.group_by("line", "unit_id", "officer_id", "bin").aggregate(
        n=near["count"].sum().cast("int64"), n_exact=near.exact.sum().cast("int64")
    )


def beyond(tables: Tables, line: Line, width_milli: int) -> Relation:
    """Return the measurements at and just over `line`: where moved ones would be written.

    `width_milli` is the width of that window, in thousandths.
    """
    readings = cut(tables, line)
    return readings.filter(lies_beyond(readings.milli, line, width_milli))


def lies_beyond(milli: IntegerValue, line: Line, width_milli: int) -> BooleanValue:
    """Whether a value is at `line` or over it by at most `width_milli`."""
    if line.direction == "up":
        least = line.milli if line.inclusive else line.milli + 1
        return milli.between(least, line.milli + width_milli)
    most = line.milli - 1 if line.inclusive else line.milli
    return milli.between(line.milli - width_milli, most)
