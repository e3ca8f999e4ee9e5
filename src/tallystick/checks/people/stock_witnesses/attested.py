"""Which searches were attested, by whom, and which of them happened at one time or place?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.shared.encounters import FIRST_OF_DAY, on_weekend
from tallystick.findings import Result
from tallystick.tables.store import Tables

ATTESTING = "attesting_witness"
CELL = ("unit_id", "officer_id", "quarter", "area_id", "hour", "weekend")


def searches(tables: Tables) -> Relation:
    """Return a row per person who attested the first search of an officer's day.

    Several searches of one officer on one day are one occasion, to which the same people are
    asked. ``quarter`` counts from the year 0, ``area_id`` is "" where unknown, ``weekend`` is 1
    on Saturdays and Sundays; ``first_named`` is 1 in one row of each search.
    """
    rows = FIRST_OF_DAY(tables)
    rows = rows.filter(rows.role == ATTESTING).drop("role")
    day = rows.day
    return rows.mutate(
        quarter=(day.year() * 4 + (day.month() - 1) // 3).cast("int64"),
        hour=rows.occurred_at.hour().cast("int64"),
        weekend=on_weekend(day),
    )


def attended(tables: Tables, result: Result) -> Relation:
    """Return the searches of the officer of a result that the person of it attested."""
    rows = searches(tables)
    rows = rows.filter(rows.officer_id == result.detail.get("officer", ""))
    return rows.filter(rows.person_id == result.detail.get("person", "")).drop(
        "person_id", "first_named"
    )
