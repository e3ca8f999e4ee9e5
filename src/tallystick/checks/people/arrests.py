"""Which arrests are of people who were arrested already in the days before?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.findings import Result
from tallystick.tables.store import Tables

AGAIN_DAYS = 30
NEEDS = {
    "involvements": ("incident_id", "person_id", "role"),
    "incidents": ("incident_id", "unit_id", "occurred_at", "clearance"),
}


def arrests(tables: Tables) -> Relation:
    """Return a row per person and day of arrest, with the days since the last one before.

    Several arrests of a person on one day are one: a case of several charges, or an entry made
    twice. ``unit_id``, ``incident_id``, ``area_id`` and ``origin`` are those of one of them;
    ``since`` is null at the first.
    """
    rows, roles = tables["incidents"], tables["involvements"]
    rows = rows.filter(
        rows.clearance == "arrest", rows.incident_id.notnull(), rows.unit_id.notnull(),
        rows.occurred_at.notnull(),
    ).select("incident_id", "unit_id", "area_id", "occurred_at", "origin")  # fmt: skip
    subjects = roles.filter(roles.role == "subject").select("incident_id", "person_id")
    both = rows.inner_join(subjects, "incident_id")
    both = both.mutate(day=both.occurred_at.date())
    each = both.group_by("person_id", "day").aggregate(
        incident_id=both.incident_id.min(),
        unit_id=both.unit_id.min(),
        area_id=both.area_id.min().fill_null(""),
        origin=both.origin.min().fill_null(""),
    )
    before = each.day.lag().over(group_by="person_id", order_by="day")
    each = each.mutate(before=before)
    return each.mutate(since=each.day.delta(each.before, unit="day").cast("int64"))


def is_again(rows: Relation) -> BooleanValue:
    """Whether the person of a row of `arrests` was arrested in the 30 days before."""
    return (rows.since <= AGAIN_DAYS).fill_null(False)


def listed(tables: Tables, result: Result) -> Relation:
    """Return the subject's arrests of people arrested before, those of the days of a result."""
    rows = arrests(tables)
    rows = rows.filter(is_again(rows), rows.day >= ibis.date(result.detail["first_day"]))
    if result.subject:
        rows = rows.filter(rows.unit_id == result.subject)
    rows = rows.filter(rows.day.isin([ibis.date(day) for day in result.detail["days"]]))
    return rows.rename(person="person_id").drop("before")
