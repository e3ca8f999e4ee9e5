"""Which searches were attested, by whom, and which of them happened at one time or place?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.findings import Result
from tallystick.tables.store import Tables

ATTESTING = "attesting_witness"
NEEDS = {
    "involvements": ("incident_id", "person_id", "role"),
    "incidents": ("incident_id", "unit_id", "officer_id", "occurred_at"),
}
LEAST_MET = 5
"""How many of a unit's searches a person attested from whom the person is asked about."""
CELL = ("unit_id", "officer_id", "quarter", "area_id", "hour", "weekend")


def searches(tables: Tables) -> Relation:
    """Return a row per person who attested the first search of an officer's day.

    Several searches of one officer on one day are one occasion, to which the same people are
    asked. ``quarter`` counts from the year 0, ``area_id`` is "" where unknown, ``weekend`` is 1
    on Saturdays and Sundays; ``first_named`` is 1 in one row of each search.
    """
    roles = tables["involvements"]
    attested = roles.filter(roles.role == ATTESTING).select("incident_id", "person_id").distinct()
    rows = tables["incidents"]
    rows = rows.filter(
        rows.incident_id.notnull(), rows.unit_id.notnull(), rows.officer_id.notnull(),
        rows.occurred_at.notnull(),
    )  # fmt: skip
    each = rows.group_by("incident_id").aggregate(
        unit_id=rows.unit_id.min(),
        officer_id=rows.officer_id.min(),
        occurred_at=rows.occurred_at.min(),
        area_id=rows.area_id.min().fill_null(""),
    )
    both = attested.inner_join(each, "incident_id")
    day = both.occurred_at.date()
    both = both.mutate(
        day=day,
        quarter=(day.year() * 4 + (day.month() - 1) // 3).cast("int64"),
        hour=both.occurred_at.hour().cast("int64"),
        weekend=ibis.ifelse(day.day_of_week.index() >= 5, 1, 0).cast("int64"),
    )
    of_day = ibis.window(
        group_by=("unit_id", "officer_id", "day"), order_by=("occurred_at", "incident_id")
    )
    of_search = ibis.window(group_by="incident_id", order_by="person_id")
    both = both.mutate(
        place=ibis.dense_rank().over(of_day), person_place=ibis.row_number().over(of_search)
    )
    both = both.filter(both.place == 0)
    return both.mutate(first_named=ibis.ifelse(both.person_place == 0, 1, 0).cast("int64")).drop(
        "place", "person_place"
    )


def attended(tables: Tables, result: Result) -> Relation:
    """Return the searches of the officer of a result that the person of it attested."""
    rows = searches(tables)
    rows = rows.filter(rows.officer_id == result.detail.get("officer", ""))
    return rows.filter(rows.person_id == result.detail.get("person", "")).drop(
        "person_id", "first_named"
    )
