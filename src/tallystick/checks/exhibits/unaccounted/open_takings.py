"""Which takings are open: not given on, and old enough to have been?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.exhibits.unaccounted.holdings import TAKEN
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.tables.store import Tables

GRACE_DAYS = 30


def open_takings(tables: Tables, result: Result) -> Relation:
    """Return the takings that a result counts as open, as `holdings.TAKEN` gives them."""
    rows = TAKEN(tables)
    rows = rows.filter(rows.unmatched, rows.source == result.detail.get("source", ""))
    last = rows.last_day.cast("timestamp")
    rows = rows.filter(rows["at"].date().cast("timestamp") < last - ibis.interval(days=GRACE_DAYS))
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


def listed(tables: Tables, result: Result) -> Relation:
    """The open takings: exhibit, holder, moment, what was taken and what was given on."""
    rows = open_takings(tables, result)
    return rows.select(
        "exhibit_id",
        "incident_id",
        "unit_id",
        "holder",
        "at",
        taken_how=rows.source,
        taken_g=rows.milli / MILLI,
        given_on_g=rows.returned / MILLI,
        left_over_g=rows.left_over / MILLI,
    )
