"""Does one officer's or scale's rounding change at a line or in a period?

Criteria
    How finely a reading is written is the scale's and the writer's habit. A line of the law gives
    neither a reason to write more coarsely beside it, and one month is like the next.
Test
    At a line, H0: about the line as many readings are written as the round number itself as the
    rest of the agency and the subject's own habits at other numbers of the same roundness would
    have it. H1: more. The window is half a step of the number on either side, so that rounding
    draws from within it, and what the goods weigh cancels. One-sided, per unit and officer.
    In a period, H0: in each class of weights each writer's steps are exchangeable in time, or
    change as the agency's do. H1: they are coarser, or finer, from some month on. Two-sided, the
    largest difference over all months with a bound that counts them.
    Both are widened by how much the same contrast varies where nothing is asked: at other numbers,
    and over all subjects in time. Fewer than 15 readings at the line, or 100 in time, or nobody to
    compare with: insufficient. Durations, amounts, ages and scores are worked out by a rule, and
    are not asked. A change in time at the line alone is not tested: with less than
    some hundred readings beside the line no dose of the simulator's acts could be seen.
    Estimate: the share of readings about the line written as the line itself beyond what is
    expected; steps of 1, 5, 10, 50 ... by which readings became coarser.
Cause, innocent first
    A new scale, or an old one that came back from repair: then all weighings of the unit change,
    at all weights. Another form or instruction; a new colleague who reads the scale while another
    writes; goods packed at the weight of the line. Where packs lie a little beside the line in a
    few units only, their numbers differ for that reason alone.

References
    Williams 1982, Applied Statistics 31(2); Worsley 1983, Biometrika 70(2); Devlin & Roeder 1999,
    Biometrics 55(4); Goncalves & Mello 2021, AER 111(5), officers who are
    lenient at a round number and officers who are not.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import BooleanValue, FloatingValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import lacking
from tallystick.checks.declared import Cause, declared
from tallystick.checks.exhibits.rounding_style.query import (
    AT_LINE,
    half_width,
    is_dated,
    is_written,
    kinds,
    lines_read,
    query,
    readings,
)
from tallystick.checks.exhibits.rounding_style.results import results_of
from tallystick.checks.shared.line_records import line_of
from tallystick.checks.shared.lines_in_words import line_values
from tallystick.checks.shared.readings_near_line import NEAR, cut
from tallystick.checks.shared.rows import of_subject
from tallystick.checks.shared.whole_numbers import in_milli, one_if
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

ABOUT_LINE = 2
LABORATORY = "lab"


def is_at_line(result: Result) -> bool:
    """Whether a result is about a line, not about time."""
    return bool(result.detail.get("source") == AT_LINE)


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's readings about the line, or those since the change."""
    if is_at_line(result):
        line = line_of(tables, result)
        rows, width = cut(tables, line), half_width(line)
        near = (rows.milli >= line.milli - width) & (rows.milli < line.milli + width)
        rows = rows.filter(is_written(rows, line.stage), near)
        return of_subject(rows, result).drop("milli")
    rows = _of_subject(tables, result)
    rows = rows.filter(rows.month >= result.detail.get("period", 0))
    return rows.drop("milli", "month", "rung", "highest")


def _all(tables: Tables, result: Result) -> Relation:
    kind = result.detail.get("kind", "")
    return readings(tables, kind, dict(kinds(tables.frame)).get(kind, "g"))


def _of_subject(tables: Tables, result: Result) -> Relation:
    return of_subject(_all(tables, result), result)


def _both_sides(tables: Tables, result: Result) -> Relation:
    """Readings written as the line, less those by which the laboratory finds more below than above.

    Rounding draws from both sides of a number alike; what was written up comes from below.
    """
    line = line_of(tables, result)
    rows = of_subject(cut(tables, line), result)
    rows = rows.filter(is_written(rows, line.stage), rows.milli == line.milli)
    rows = rows.filter(rows.exhibit_id.notnull()).select("exhibit_id").distinct()
    held = tables["measurements"]
    held = held.filter(held.stage == LABORATORY, held.kind == line.kind, held.exhibit_id.notnull())
    held = held.mutate(milli=in_milli(held["value"]))
    held = held.group_by("exhibit_id").aggregate(milli=held.milli.max())
    both = rows.inner_join(held, "exhibit_id")
    counted = both.aggregate(
        of=both.count(), below=one_if(both.milli < line.milli).sum().fill_null(0)
    )
    above = counted.of - counted.below
    more = ibis.greatest(counted.below - above, 0)
    return counted.select("of", explains=counted.of - more)


def _at_all_weights(tables: Tables, result: Result) -> Relation:
    """Readings since the change, if those far from every line changed at least half as much."""
    rows = _of_subject(tables, result)
    lines = [each for each in tables.frame.lines if each.kind == result.detail.get("kind")]
    near = (
        (rows.milli * ABOUT_LINE >= each.milli) & (rows.milli <= each.milli * ABOUT_LINE)
        for each in lines
    )
    return _alike(rows, rows, ~ibis.or_(*near), result)


def _in_all_the_unit(tables: Tables, result: Result) -> Relation:
    """Readings since the change, if the colleagues' in the same units changed half as much."""
    rows = _all(tables, result)
    own = of_subject(rows, result)
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


def _mean(rows: Relation, kept: BooleanValue) -> FloatingValue:
    times = rows["count"].sum(where=kept)
    return (rows["count"] * rows.fine).sum(where=kept) / times.nullif(0)


def _by_month(result: Result) -> bool:
    return not is_at_line(result)


def unready(tables: Tables) -> str:
    """Say why nobody's rounding can be followed; "" when it can."""
    known = [
        column
        for column in ("unit_id", "officer_id")
        if tables.holds("measurements", column) or tables.holds("incidents", "incident_id", column)
    ]
    dated = lines_read(tables.frame) or is_dated(tables)
    return lacking(
        "" if known else say("reasons.needs_whose"), "" if dated else say("reasons.needs_line")
    )


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    change, at_line = result.estimate or 0.0, is_at_line(result)
    of_line = line_values(line_of(tables, result)) if at_line else {"held_in": ()}
    told = {"at_line": at_line, "is_coarser": change > 0, "size_of_change": abs(change)}
    return {**of_line, **told}


CHECK = declared(
    __name__,
    needs={"measurements": ("kind", "value")},
    unready=unready,
    query=query,
    test=results_of,
    listed=listed,
    causes={
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
    },
    values=_values,
    shares=(NEAR,),
)
run = CHECK.run
