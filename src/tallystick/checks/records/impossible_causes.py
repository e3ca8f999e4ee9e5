"""Which innocent causes of records too close together can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.records.clock import minute_of
from tallystick.checks.records.moments import LEFT, PLACES, SHORT, listed
from tallystick.findings import Result
from tallystick.tables.duties import DUTY_KINDS
from tallystick.tables.store import Tables

CLOSE = (SHORT, PLACES)


def _number(rows: Relation, explained: ibis.expr.types.BooleanValue) -> Relation:
    explains = explained.fill_null(False).ifelse(1, 0).sum().fill_null(0).cast("int64")
    return rows.aggregate(explains=explains, of=rows.count())


def _at_a_checkpoint(tables: Tables, result: Result) -> Relation:
    """Records that began at a checkpoint."""
    rows = listed(tables, result)
    return _number(rows, rows.origin == "checkpoint")


def _rounded(tables: Tables, result: Result) -> Relation:
    """Records whose minute is a multiple of five."""
    rows = listed(tables, result)
    return _number(rows, rows.occurred_at.minute() % 5 == 0)


def _of_one_person(tables: Tables, result: Result) -> Relation:
    """Records whose subject was also that of another record of the officer within the hour."""
    found = listed(tables, result).filter(lambda rows: rows.incident_id.notnull())
    held = tables["incidents"]
    held = held.filter(held.officer_id.notnull(), held.occurred_at.notnull())
    named = tables["involvements"]
    named = named.filter(named.role == "subject").select("incident_id", "person_id").distinct()
    rows = held.select("incident_id", "officer_id", minute=minute_of(held.occurred_at))
    rows = rows.inner_join(named, "incident_id")
    near = ibis.window(group_by=("officer_id", "person_id"), order_by=("minute", "incident_id"))
    rows = rows.mutate(
        before=rows.minute - rows.minute.lag(1).over(near),
        after=rows.minute.lead(1).over(near) - rows.minute,
    )
    one = ((rows.before < 60).fill_null(False)) | ((rows.after < 60).fill_null(False))
    several = rows.filter(one).select("incident_id").distinct().mutate(several=1)
    both = found.select("incident_id").left_join(several, "incident_id")
    return _number(both, both.several.notnull())


EXPLANATIONS = (
    InnocentCause(
        "Several tickets of one stop, with the time of each",
        "Look how many have a subject whom the officer also stopped within an hour of it",
        _of_one_person,
        {"incidents": ("incident_id",), "involvements": ("incident_id", "person_id", "role")},
        lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "A checkpoint or a group stop, where one follows the other",
        "Look how many began at a checkpoint, and ask for the operation orders of those days",
        _at_a_checkpoint,
        {"incidents": ("origin",)},
        lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "Times are rounded, so that stops move together",
        "Look how many have a minute that is a multiple of five; the test compares them with times "
        "as round",
        _rounded,
        {"incidents": ("occurred_at",)},
        lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "A partner's tickets were entered under one number, or two carried one badge",
        "Ask who was on the car, and look the badge up in the postings of the day",
        applies=lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "The time is that of printing, of entry or of the dispatcher's batch",
        "Compare the times with the device's log",
        applies=lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "The hearing or the training ended early, or the hours were claimed as a minimum",
        "Ask for the attendance sheet: a contract may pay a minimum of hours",
        applies=lambda result: result.aspect in DUTY_KINDS,
    ),
    InnocentCause(
        "The officer was called back to duty",
        "Ask for the orders and the roster of those days",
        applies=lambda result: result.aspect in DUTY_KINDS,
    ),
    InnocentCause(
        "The posting's end was entered early, or the officer finished old cases for the unit",
        "Ask the personnel office for the orders of those days",
        applies=lambda result: result.aspect == LEFT,
    ),
)
