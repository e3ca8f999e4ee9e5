"""Which people came to which officers' cases, when and where?"""

from __future__ import annotations

import ibis
from ibis.expr.types import DateValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.findings import Result
from tallystick.tables.store import Tables

ROLES = ("attesting_witness", "informant")
"""Roles of people whom an officer may choose; who complains, the area decides."""
SUBJECT, ARREST = "subject", "arrest"
NEEDS = {
    "involvements": ("incident_id", "person_id", "role"),
    "incidents": ("incident_id", "unit_id", "officer_id", "occurred_at"),
}
LEAST_MET, PART_HOURS, SATURDAY = 5, 3, 5
OCCASION = ("unit_id", "officer_id", "role", "month", "day_of_month", "area_id", "part", "weekend")
PERSON = ("unit_id", "role", "person_id")


def _ready(tables: Tables) -> bool:
    return not tables.missing(NEEDS)


def _first_of_day(tables: Tables) -> Relation:
    return _came_first(tables["involvements"], tables["incidents"], ROLES)


def came(roles: Relation, rows: Relation, wanted: tuple[str, ...]) -> Relation:
    """People in `wanted` roles, a row per case, person and role, with when and where that was."""
    people = roles.filter(roles.role.isin(wanted), roles.person_id.notnull())
    people = people.select("incident_id", "person_id", "role").distinct()
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
    return people.inner_join(each, "incident_id")


def _came_first(roles: Relation, rows: Relation, wanted: tuple[str, ...]) -> Relation:
    both = came(roles, rows, wanted)
    both = both.mutate(day=both.occurred_at.date())
    of_day = ibis.window(
        group_by=("unit_id", "officer_id", "role", "day"), order_by=("occurred_at", "incident_id")
    )
    of_case = ibis.window(group_by=("incident_id", "role"), order_by="person_id")
    both = both.mutate(
        turn=ibis.dense_rank().over(of_day), person_turn=ibis.row_number().over(of_case)
    )
    both = both.filter(both.turn == 0)
    first = ibis.ifelse(both.person_turn == 0, 1, 0).cast("int64")
    return both.mutate(first_named=first).drop("turn", "person_turn")


FIRST_OF_DAY = Shared("people_of_the_first_case_of_a_day", _ready, _first_of_day)
"""A row per person who came to the first case of an officer's day in one of `ROLES`.

Several cases of an officer on one day are one occasion, to which the same people come. ``area_id``
is "" where unknown; ``first_named`` is 1 in one row of each occasion and role.
"""


def on_weekend(day: DateValue) -> IntegerValue:
    """1 on Saturdays and Sundays."""
    return ibis.ifelse(day.day_of_week.index() >= SATURDAY, 1, 0).cast("int64")


def moment_columns(rows: Relation) -> Relation:
    """Add ``month`` from the year 0 and ``part``, three hours of a day, to rows with a ``day``."""
    day = rows.day
    return rows.mutate(
        month=(day.year() * 12 + day.month() - 1).cast("int64"),
        day_of_month=day.day().cast("int64"),
        part=(rows.occurred_at.hour() // PART_HOURS).cast("int64"),
        weekend=on_weekend(day),
    )


def met(tables: Tables) -> Relation:
    """Return `FIRST_OF_DAY` with the columns of `moment_columns`."""
    return moment_columns(FIRST_OF_DAY(tables))


def arrested(tables: Tables) -> Relation:
    """Return what `met` does of the people arrested in an officer's first arrest of a day."""
    rows = tables["incidents"]
    rows = rows.filter(rows.clearance == ARREST)
    return moment_columns(_came_first(tables["involvements"], rows, (SUBJECT,)))


def often_met(rows: Relation) -> Relation:
    """The people of `met` who came five times or more in a unit and role, and to how many."""
    each = rows.group_by(*PERSON).aggregate(times=rows.count(), officers=rows.officer_id.nunique())
    return each.filter(each.times >= LEAST_MET)


def together(rows: Relation, result: Result) -> Relation:
    """Return the occasions, among `rows`, of a result's officers to which its people came."""
    detail = result.detail
    rows = rows.filter(
        rows.unit_id == result.subject, rows.officer_id.isin(list(detail.get("officers", ())))
    )
    rows = rows.filter(rows.person_id.isin(list(detail.get("people", ()))))
    return rows.drop("person_id", "first_named")
