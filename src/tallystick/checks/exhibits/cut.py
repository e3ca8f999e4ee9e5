"""Which measurements does a line cut, whose are they, and in which bins do they lie?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import CASES
from tallystick.tables import Line
from tallystick.tables.store import Tables

REACH = 5
MILLI = 1000
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
    readings = tables["measurements"]
    conditions = [readings.kind == line.kind]
    conditions.append(readings.unit.isnull() | (readings.unit == line.unit))
    if line.substance_code is not None:
        conditions.append(readings.substance_code == line.substance_code)
    if line.stage is not None:
        conditions.append(readings.stage == line.stage)
    kept = _with_subject(tables, readings.filter(*conditions))
    kept = kept.mutate(milli=(kept["value"] * MILLI).round().cast("int64"))
    if line.from_date is not None:
        kept = kept.filter(kept.on_day >= line.from_date)
    if line.to_date is not None:
        kept = kept.filter(kept.on_day <= line.to_date)
    return kept


def _with_subject(tables: Tables, readings: Relation) -> Relation:
    if not tables.holds("measurements", "incident_id") or not tables.holds(
        "incidents", "incident_id"
    ):
        return readings.mutate(on_day=readings.measured_at.cast("date"))
    joined = readings.left_join(CASES(tables), "incident_id").drop("incident_id_right")
    return joined.mutate(
        unit_id=ibis.coalesce(joined.unit_id, joined.case_unit),
        officer_id=ibis.coalesce(joined.officer_id, joined.case_officer),
        on_day=ibis.coalesce(joined.measured_at.cast("date"), joined.case_began.cast("date")),
    ).drop("case_rows", "case_unit", "case_officer", "case_began")


def histogram(tables: Tables, line: Line) -> Relation:
    """Count the measurements around `line` per unit, officer and fine bin.

    Columns ``line``, ``unit_id``, ``officer_id`` ("" where unknown), ``bin``, ``n`` and
    ``n_exact`` (of these, the readings exactly at the start of their bin).
    """
    step = fine_step(line)
    readings = cut(tables, line)
    near = readings.filter(
        readings.milli >= line.milli // REACH, readings.milli <= line.milli * REACH
    )
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
    if line.direction == "up":
        least = line.milli if line.inclusive else line.milli + 1
        return readings.filter(readings.milli >= least, readings.milli <= line.milli + width_milli)
    most = line.milli - 1 if line.inclusive else line.milli
    return readings.filter(readings.milli <= most, readings.milli >= line.milli - width_milli)
