"""Which innocent causes of a pattern at a line can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.line_changes import Change, compared
from tallystick.checks.shared.readings_near_line import beyond, cut
from tallystick.checks.shared.rows import of_subject
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Line
from tallystick.tables.store import Tables

say = words_beside(__file__).say

NO_POWER = say("shared.no_power")
OUNCE_PARTS_MILLI = (1772, 3544, 7087, 14175, 28350)
PACK_TOLERANCE = 0.01
Ask = Callable[[Tables, Result], Relation]
OPERATION = 5


def beyond_all(smallest: float | None) -> str:
    """Why a test of a share that found nothing says nothing: all might move unseen; else ""."""
    return NO_POWER if smallest is not None and smallest >= 1 else ""


def line_of(tables: Tables, result: Result) -> Line:
    """Return the line that a result is about."""
    return next(line for line in tables.frame.lines if line.name == result.detail["line"])


def at_each(result: Result) -> list[Result]:
    """Return a result on all lines as one on each of them; one on a single line is itself."""
    lines = result.detail.get("lines")
    if lines is None:
        return [result]
    return [replace(result, detail={**result.detail, **line, "lines": None}) for line in lines]


def records(tables: Tables, result: Result) -> Relation:
    """Return the subject's records at and just over its line or lines, to be read first.

    Where `from_milli` is given, those from there on.
    """
    parts = []
    for each in at_each(result):
        rows = beyond(tables, line_of(tables, each), int(each.detail["target_milli"]))
        parts.append(rows.filter(rows.milli >= int(each.detail.get("from_milli", 0))))
    return ibis.union(*(of_subject(rows, result) for rows in parts))


def of_fractions_of_an_ounce(rows: Relation) -> Relation:
    """Records within a hundredth of a fraction of an ounce."""
    near = [(rows.milli - part).abs() <= int(part * PACK_TOLERANCE) for part in OUNCE_PARTS_MILLI]
    return tally(rows.filter(ibis.or_(*near)), rows)


def of_one_size(rows: Relation, *lines: Line) -> Relation:
    """Records of the commonest single value other than a line's own: packs of one size."""
    sizes = rows.group_by("milli").aggregate(n=rows["count"].sum())
    own = ibis.or_(*(sizes.milli == line.milli for line in lines))
    beyond = ibis.ifelse(own, 0, sizes.n)
    return sizes.aggregate(explains=beyond.max().fill_null(0), of=sizes.n.sum())


def tally(explained: Relation, rows: Relation) -> Relation:
    """How many of `rows`, weighted, are among the `explained` ones: ``explains`` and ``of``."""
    total = rows.aggregate(of=rows["count"].sum())
    part = explained.aggregate(explains=explained["count"].sum().fill_null(0))
    return total.cross_join(part)


def in_one_case(rows: Relation) -> Relation:
    """Records that share their case with another exhibit at the same line: split exhibits.

    An exhibit that was weighed twice is one; a record that names none is taken for one of its own.
    """
    keyed = rows.filter(rows.incident_id.notnull())
    shared = keyed.group_by("incident_id").aggregate(
        exhibits=keyed.exhibit_id.nunique() + keyed.exhibit_id.isnull().sum()
    )
    several = shared.filter(shared.exhibits > 1).select("incident_id")
    return tally(rows.semi_join(several, "incident_id"), rows)


def on_busy_days(rows: Relation) -> Relation:
    """Records of days on which one unit made at least `OPERATION` of them."""
    days = rows.filter(rows.on_day.notnull()).group_by("on_day", "unit_id")
    per_day = days.aggregate(n=lambda t: t["count"].sum())
    busy = per_day.filter(per_day.n >= OPERATION)
    total = rows.aggregate(of=rows["count"].sum())
    return total.cross_join(busy.aggregate(explains=busy.n.sum()))


def agreeing(tables: Tables, line: Line, rows: Relation) -> Relation:
    """Exhibits whose weight at another stage lies on the same side of the line."""
    other = cut(tables, replace(line, stage=None, units=None))
    over = other.milli >= line.milli if line.direction == "up" else other.milli <= line.milli
    other = other.filter(over, other.exhibit_id.notnull())
    other = other.select("exhibit_id", _stage=other.stage)
    matched = rows.join(other, "exhibit_id")
    agreeing = matched.filter(matched.stage != matched._stage).select("exhibit_id").distinct()
    return tally(rows.semi_join(agreeing, "exhibit_id"), rows)


def at_each_line(ask: Ask) -> Ask:
    """Ask at each line by itself, and add up."""

    def asked(tables: Tables, result: Result) -> Relation:
        parts = [ask(tables, each) for each in at_each(result)]
        if len(parts) == 1:
            return parts[0]
        answers = ibis.union(*(part.select("explains", "of") for part in parts))
        return answers.aggregate(explains=answers.explains.sum(), of=answers.of.sum())

    return asked


def records_at(tables: Tables, result: Result, change: Change) -> Relation:
    """Return the subject's records at and just beyond each of the lines, of what is compared."""
    parts = []
    for line, width in zip(change.lines, result.detail["target_milli"], strict=True):
        at = line if change.stages is None else replace(line, stage=change.stages[1])
        rows = beyond(tables, at, width)
        parts.append(rows.filter(compared(rows, change)))
    return of_subject(ibis.union(*parts), result)
