"""Which innocent causes of another rounding can the records speak to?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause
from tallystick.checks.exhibits.rounding_style.readings import (
    AT_LINE,
    half_width,
    is_written,
    kinds,
    readings,
)
from tallystick.checks.shared.line_records import line_of
from tallystick.checks.shared.readings_near_line import cut
from tallystick.checks.shared.whole_numbers import in_milli
from tallystick.findings import Result
from tallystick.tables.store import Tables

ABOUT_LINE = 2
LABORATORY = "lab"


def is_at_line(result: Result) -> bool:
    """Whether a result is about a line, not about time."""
    return bool(result.detail.get("source") == AT_LINE)


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's readings about the line, or those since the change."""
    if is_at_line(result):
        line = line_of(tables, result)
        rows = cut(tables, line)
        width = half_width(line)
        rows = rows.filter(
            is_written(rows, line.stage),
            rows.milli >= line.milli - width,
            rows.milli < line.milli + width,
        )
        return _own(rows, result).drop("milli")
    rows = _of_subject(tables, result)
    rows = rows.filter(rows.month >= result.detail.get("period", 0))
    return rows.drop("milli", "month", "rung", "highest")


def _own(rows: Relation, result: Result) -> Relation:
    whose = rows.unit_id if result.subject_kind == "unit" else rows.officer_id
    return rows.filter(whose == result.subject)


def _all(tables: Tables, result: Result) -> Relation:
    kind = result.detail.get("kind", "")
    return readings(tables, kind, dict(kinds(tables.frame)).get(kind, "g"))


def _of_subject(tables: Tables, result: Result) -> Relation:
    return _own(_all(tables, result), result)


def _both_sides(tables: Tables, result: Result) -> Relation:
    """Readings written as the line, less those by which the laboratory finds more below than above.

    Rounding draws from both sides of a number alike; what was written up comes from below.
    """
    line = line_of(tables, result)
    rows = _own(cut(tables, line), result)
    rows = rows.filter(is_written(rows, line.stage), rows.milli == line.milli)
    rows = rows.filter(rows.exhibit_id.notnull()).select("exhibit_id").distinct()
    held = tables["measurements"]
    held = held.filter(held.stage == LABORATORY, held.kind == line.kind, held.exhibit_id.notnull())
    held = held.mutate(milli=in_milli(held["value"]))
    held = held.group_by("exhibit_id").aggregate(milli=held.milli.max())
    both = rows.inner_join(held, "exhibit_id")
    counted = both.aggregate(
        of=both.count(),
        below=ibis.ifelse(both.milli < line.milli, 1, 0).sum().fill_null(0),
    )
    above = counted.of - counted.below
    more = ibis.greatest(counted.below - above, 0)
    return counted.select("of", explains=counted.of - more)


def _at_all_weights(tables: Tables, result: Result) -> Relation:
    """Readings since the change, if those far from every line changed at least half as much."""
    rows = _of_subject(tables, result)
    lines = [each for each in tables.frame.lines if each.kind == result.detail.get("kind")]
    near = [
        (rows.milli * ABOUT_LINE >= each.milli) & (rows.milli <= each.milli * ABOUT_LINE)
        for each in lines
    ]
    far = ~reduce(lambda a, b: a | b, near) if near else ibis.literal(True)
    return _alike(rows, rows, far, result)


def _in_all_the_unit(tables: Tables, result: Result) -> Relation:
    """Readings since the change, if the colleagues' in the same units changed half as much."""
    rows = _all(tables, result)
    own = _own(rows, result)
    units = own.filter(own.unit_id != "").select("unit_id").distinct()
    unit = rows.semi_join(units, "unit_id")
    return _alike(own, unit, unit.officer_id != result.subject, result)


def _alike(own: Relation, others: Relation, kept: BooleanValue, result: Result) -> Relation:
    """Explain the subject's readings since the change if `kept` of the others changed alike."""
    month = result.detail.get("period", 0)
    all_own = own.filter(own.month >= month).aggregate(of=lambda t: t["count"].sum())
    moved = others.mutate(
        fine=others.highest - others.rung, since=others.month >= month, kept=kept
    ).filter(lambda t: t.kept)
    change = moved.aggregate(before=lambda t: _mean(t, ~t.since), after=lambda t: _mean(t, t.since))
    sign = 1 if (result.estimate or 0.0) > 0 else -1
    least = abs(result.estimate or 0.0) / 2
    both = all_own.cross_join(change)
    alike = ((both.before - both.after) * sign >= least).fill_null(False)
    return both.select(of=both.of.fill_null(0), explains=ibis.ifelse(alike, both.of, 0))


def _mean(rows: Relation, kept: BooleanValue) -> ibis.expr.types.FloatingValue:
    times = rows["count"].sum(where=kept)
    return (rows["count"] * rows.fine).sum(where=kept) / times.nullif(0)


def _by_month(result: Result) -> bool:
    return not is_at_line(result)


CAUSES = {
    "both_sides": Cause(
        counts=_both_sides,
        needs={"measurements": ("exhibit_id", "stage")},
        applies=is_at_line,
    ),
    "packs": Cause(applies=is_at_line),
    "scale": Cause(applies=is_at_line),
    "new_scale": Cause(counts=_at_all_weights, applies=_by_month),
    "unit": Cause(
        counts=_in_all_the_unit,
        applies=lambda result: _by_month(result) and result.subject_kind == "officer",
    ),
    "another_writer": Cause(applies=_by_month),
}
