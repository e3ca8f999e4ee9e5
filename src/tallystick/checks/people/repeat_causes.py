"""Which innocent causes of people arrested again and again can the records speak to?"""

from __future__ import annotations

from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.most_alike import most_alike
from tallystick.checks.people.arrests import listed
from tallystick.findings import Result
from tallystick.tables.store import Tables

WARRANT = "warrant"


def _tally(rows: Relation, explained: BooleanValue) -> Relation:
    return rows.aggregate(
        explains=explained.fill_null(False).ifelse(1, 0).sum().fill_null(0).cast("int64"),
        of=rows.count(),
    )


def _warrants(tables: Tables, result: Result) -> Relation:
    """Arrests that a warrant began."""
    rows = listed(tables, result)
    return _tally(rows, rows.origin == WARRANT)


def _twice(tables: Tables, result: Result) -> Relation:
    """Arrests on the day after the one before: one event, entered on two days or over midnight."""
    rows = listed(tables, result)
    return _tally(rows, rows.since == 1)


def _few_people(tables: Tables, result: Result) -> Relation:
    """Arrests of the one person who was arrested again most often."""
    rows = listed(tables, result)
    return most_alike(rows, "person")


EXPLANATIONS = (
    InnocentCause(
        "One person is met every day",
        "Look how many of the arrests are of the person who was arrested again most often",
        _few_people,
    ),
    InnocentCause(
        "Warrants were served",
        "Look how many of the arrests began with a warrant",
        _warrants,
        {"incidents": ("origin",)},
    ),
    InnocentCause(
        "One arrest was entered on two days, or lasted past midnight",
        "Look how many were made on the day after the one before",
        _twice,
    ),
    InnocentCause(
        "Benefits or wages are paid at the turn of the month, and people drink",
        "Compare with calls for service and with the days of payment",
    ),
    InnocentCause(
        "The unit has a shelter, a market or a station in its area",
        "Ask where the listed arrests were made, and compare with units that have one too",
    ),
)
