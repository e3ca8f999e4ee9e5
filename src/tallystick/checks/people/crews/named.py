"""Which officers are named beside each other, in cases and in complaints?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.shared.encounters import moment_columns
from tallystick.findings import Result
from tallystick.tables.store import Tables

CASES, COMPLAINTS = "shared cases", "shared complaints"
NAMED_AS = {CASES: "attending", COMPLAINTS: "complained_of"}
NEEDS = {"named_officers": ("record_id", "officer_id", "role", "unit_id", "occurred_at")}


def named(tables: Tables) -> Relation:
    """A row per file and officer, of the files that name two officers of a unit or more.

    With the columns of `OCCASION`, and the file's number as ``person``; ``occurred_at`` beside.
    """
    rows = tables["named_officers"]
    rows = rows.filter(*(rows[name].notnull() for name in NEEDS["named_officers"]))
    keys = ("unit_id", "role", "record_id")
    both = rows.group_by(*keys).aggregate(officers=rows.officer_id.nunique())
    rows = rows.semi_join(both.filter(both.officers > 1), list(keys))
    each = rows.group_by(*keys, "officer_id").aggregate(
        occurred_at=rows.occurred_at.min(), area_id=rows.area_id.min().fill_null("")
    )
    return moment_columns(each.mutate(day=each.occurred_at.date())).rename(person="record_id")


def beside_each_other(tables: Tables, result: Result, aspect: str) -> Relation:
    """The files of a layer that name two or more of the result's officers, a row for each."""
    rows = named(tables)
    rows = rows.filter(
        rows.unit_id == result.subject, rows.role == NAMED_AS[aspect],
        rows.officer_id.isin(list(result.detail.get("officers", ()))),
    )  # fmt: skip
    several = rows.group_by("person").aggregate(several=rows.officer_id.nunique())
    rows = rows.semi_join(several.filter(several.several > 1), "person")
    return rows.rename(incident_id="person")
