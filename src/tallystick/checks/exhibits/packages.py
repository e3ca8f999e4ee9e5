"""Which innocent causes of a pattern at a line can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.cut import beyond, cut
from tallystick.findings import Result
from tallystick.tables import Line
from tallystick.tables.measurements import WEIGHTS
from tallystick.tables.store import Tables

OUNCE_PARTS_MILLI = (1772, 3544, 7087, 14175, 28350)
PACK_TOLERANCE = 0.01
Ask = Callable[[Tables, Result], Relation]
OPERATION = 5


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
    """Return the subject's records at and just over its line or lines, to be read first."""
    parts = [_records_at(tables, each) for each in at_each(result)]
    return reduce(lambda a, b: a.union(b), parts)


def _records_at(tables: Tables, result: Result) -> Relation:
    rows = beyond(tables, line_of(tables, result), int(result.detail["target_milli"]))
    if result.subject_kind == "unit":
        rows = rows.filter(rows.unit_id == result.subject)
    if result.subject_kind == "officer":
        rows = rows.filter(rows.officer_id == result.subject)
    return rows


def _tally(rows: Relation, explained: ibis.expr.types.BooleanValue) -> Relation:
    return rows.aggregate(
        explains=ibis.ifelse(explained.fill_null(False), rows["count"], 0).sum(),
        of=rows["count"].sum(),
    )


def _ounce_packs(tables: Tables, result: Result) -> Relation:
    rows = records(tables, result)
    near = [(rows.milli - part).abs() <= int(part * PACK_TOLERANCE) for part in OUNCE_PARTS_MILLI]
    return _tally(rows, reduce(lambda a, b: a | b, near))


def tally(explained: Relation, rows: Relation) -> Relation:
    """How many of `rows`, weighted, are among the `explained` ones: ``explains`` and ``of``."""
    total = rows.aggregate(of=rows["count"].sum())
    part = explained.aggregate(explains=explained["count"].sum().fill_null(0))
    return total.cross_join(part)


def in_one_case(rows: Relation) -> Relation:
    """Records that share their case with another one at the same line: split exhibits."""
    keyed = rows.filter(rows.incident_id.notnull())
    shared = keyed.group_by("incident_id").aggregate(exhibits=keyed.count())
    several = shared.filter(shared.exhibits > 1).select("incident_id")
    return tally(rows.semi_join(several, "incident_id"), rows)


def on_busy_days(rows: Relation) -> Relation:
    """Records of days on which one unit made at least `OPERATION` of them."""
    days = rows.filter(rows.on_day.notnull()).group_by("on_day", "unit_id")
    per_day = days.aggregate(n=lambda t: t["count"].sum())
    busy = per_day.filter(per_day.n >= OPERATION)
    total = rows.aggregate(of=rows["count"].sum())
    return total.cross_join(busy.aggregate(explains=busy.n.sum()))


def _laboratory_agrees(tables: Tables, result: Result) -> Relation:
    return agreeing(tables, line_of(tables, result), records(tables, result))


def agreeing(tables: Tables, line: Line, rows: Relation) -> Relation:
    """Exhibits whose weight at another stage lies on the same side of the line."""
    other = cut(tables, replace(line, stage=None, units=None))
    over = other.milli >= line.milli if line.direction == "up" else other.milli <= line.milli
    other = other.filter(over, other.exhibit_id.notnull())
    other = other.select("exhibit_id", _stage=other.stage)
    matched = rows.join(other, "exhibit_id")
    agreeing = matched.filter(matched.stage != matched._stage).select("exhibit_id").distinct()
    return tally(rows.semi_join(agreeing, "exhibit_id"), rows)


def _of_weights(result: Result) -> bool:
    return not set(result.detail["kind"].split("/")).isdisjoint(WEIGHTS)


def _at_all(ask: Ask) -> Ask:
    """Ask at each line by itself, and add up."""

    def asked(tables: Tables, result: Result) -> Relation:
        parts = [ask(tables, each) for each in at_each(result)]
        if len(parts) == 1:
            return parts[0]
        named = (part.select("explains", "of") for part in parts)
        answers = reduce(lambda a, b: a.union(b), named)
        return answers.aggregate(explains=answers.explains.sum(), of=answers.of.sum())

    return asked


def one_case(ask: Ask) -> InnocentCause:
    """The cause that one case was booked as several exhibits, asked of the records at a line."""
    return InnocentCause(
        "One large case booked as several exhibits",
        "Look whether records at the line share a case number",
        ask,
        {"measurements": ("incident_id",)},
    )


def one_operation(ask: Ask) -> InnocentCause:
    """The cause that an operation booked many in a day, asked of the records at a line."""
    return InnocentCause(
        "Operations that booked many exhibits in a day",
        f"Look at the days on which one unit made {OPERATION} or more of the records at the line",
        ask,
        {"measurements": ("measured_at",)},
    )


EXPLANATIONS = (
    InnocentCause(
        "Goods packed in fractions of an ounce",
        "Weigh within 1% of 1/16, 1/8, 1/4, 1/2 or 1 ounce",
        _at_all(_ounce_packs),
        applies=_of_weights,
    ),
    InnocentCause(
        "Values written as the round number itself",
        "Already allowed for: the test learns how much other round numbers attract. Scale "
        "print-outs show what was read",
    ),
    one_case(_at_all(lambda tables, result: in_one_case(records(tables, result)))),
    one_operation(_at_all(lambda tables, result: on_busy_days(records(tables, result)))),
    InnocentCause(
        "The values are right: another stage's weight lies on the same side of the line",
        "Compare field, laboratory and court weights of each exhibit",
        _at_all(_laboratory_agrees),
        {"measurements": ("exhibit_id", "stage")},
    ),
    InnocentCause(
        "Goods packed a little above the line, or records below it that were never made",
        "Ask for the cases that were not opened, and weigh seized packs again",
    ),
    InnocentCause(
        "A contract, tariff or rule sets this number",
        "Ask for the rule in force on those days, and count the records made by it",
        applies=lambda result: result.verdict == "spike",
    ),
)
