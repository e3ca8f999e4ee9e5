"""Which innocent causes of records that keep a form's first choices can the records speak to?"""

from __future__ import annotations

from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.most_alike import most_alike
from tallystick.checks.records.clock import MINUTES_A_DAY, minute_of
from tallystick.checks.records.first_choices import LATE_MINUTES, listed
from tallystick.findings import Result
from tallystick.tables.store import Tables


def _number(rows: Relation, explained: BooleanValue) -> Relation:
    explains = explained.fill_null(False).ifelse(1, 0).sum().fill_null(0).cast("int64")
    return rows.aggregate(explains=explains, of=rows.count())


def _days_alone(tables: Tables, result: Result) -> Relation:
    """Records of exactly midnight."""
    rows = listed(tables, result)
    return _number(rows, minute_of(rows.occurred_at) % MINUTES_A_DAY == 0)


def _late(tables: Tables, result: Result) -> Relation:
    """Records that were entered more than a day after their time."""
    rows = listed(tables, result)
    waited = minute_of(rows.recorded_at) - minute_of(rows.occurred_at)
    return _number(rows, waited > LATE_MINUTES)


def _one_day(tables: Tables, result: Result) -> Relation:
    """Records of the day that has most of them."""
    rows = listed(tables, result)
    rows = rows.mutate(day=rows.occurred_at.date())
    return most_alike(rows, "day")


EXPLANATIONS = (
    InnocentCause(
        "The time was never recorded: a day alone is midnight",
        "Look how many are of exactly midnight",
        _days_alone,
    ),
    InnocentCause(
        "Papers were entered late, from memory or by a clerk for all",
        "Look how many were entered more than a day after their time, and ask who typed them",
        _late,
        {"incidents": ("recorded_at",)},
    ),
    InnocentCause(
        "One operation that began on the hour",
        "Look how many are of one day, and ask for the operation order",
        _one_day,
    ),
    InnocentCause(
        "The records came from another system, or a device that writes whole hours",
        "Ask from which system and device the listed records came, and when it changed",
    ),
    InnocentCause(
        "The officer's post is the first area of the list, and its usual offence the first one",
        "Ask for the roster; the test asks for the top of the hour as well",
    ),
)
