"""Which reports are there, by whom, and in which order were they written?

What is known of each is put together once and kept on disk, the texts as well: those of a million
reports at a time are put in order, and no step after these does so again.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.part import WHOLE, Part, Parts
from tallystick.checks.shared import Shared
from tallystick.tables.store import Tables

NEEDS = {"narratives": ("incident_id", "author_id", "text"), "incidents": ("incident_id",)}
CASE = ("incident_id", "author_id", "unit_id", "area_id", "offense_code", "occurred_at")
FEW, MANY = 200_000, 500_000
"""How many reports are looked at in one part: where each of their word pairs is held, and where
less is."""


def ready(tables: Tables) -> bool:
    """Whether there are reports with authors, and the cases that they are of."""
    return not tables.missing(NEEDS)


def _cases(tables: Tables, part: Part = WHOLE) -> Relation:
    rows = tables["incidents"]
    rows = rows.filter(rows.incident_id.notnull())
    return rows.group_by("incident_id").aggregate(
        unit_id=rows.unit_id.min().fill_null(""), area_id=rows.area_id.min().fill_null(""),
        offense_code=rows.offense_code.min().fill_null(""), occurred_at=rows.occurred_at.min(),
    )  # fmt: skip


def _told(tables: Tables) -> Relation:
    told = tables["narratives"]
    return told.filter(told.text.notnull(), told.author_id.notnull(), told.incident_id.notnull())


def _authors(tables: Tables) -> Relation:
    told = _told(tables).select("incident_id", "author_id")
    told = told.semi_join(REPORTED(tables).select("incident_id"), "incident_id")
    each = told.group_by("author_id").aggregate(written=told.count())
    so_far = each.written.sum().over(ibis.cumulative_window(order_by="author_id"))
    return each.select(
        "author_id",
        written=each.written.cast("int32"),
        author=(so_far - each.written).cast("int32"),
    )


def number(tables: Tables) -> Relation:
    """Return one row: how many reports there are, as ``n``."""
    authors = AUTHORS(tables)
    return authors.aggregate(n=authors.written.sum().cast("int64"))


def _reports(tables: Tables, part: Part = WHOLE) -> Relation:
    authors = part.within(AUTHORS(tables), "author")
    told = _told(tables).select("incident_id", "author_id", "text")
    rows = told.inner_join(authors, "author_id").inner_join(REPORTED(tables), "incident_id")
    own = ibis.window(group_by="author_id", order_by=("occurred_at", "incident_id", "text"))
    rows = rows.mutate(place=ibis.row_number().over(own).cast("int32"))
    return rows.select(
        *CASE,
        "author",
        "written",
        "place",
        "text",
        text_id=(rows.author + rows.place).cast("int32"),
    )


REPORTED = Shared("reported_cases", ready, _cases, told=True, passing=True, parts=Parts(_cases))
"""A row per known incident_id, and what it says of unit, area, offence and time."""

AUTHORS = Shared("report_authors", ready, _authors, told=True)
"""A row per ``author_id``: how many reports are ``written`` by it, and how many by those before it
in the order of their ids, which numbers, from 0, the ``author`` and the author's first report."""

REPORTS = Shared("reports", ready, _reports, told=True, parts=Parts(_reports, number, MANY))
"""A row per report with a text, an author and an incident, and what that one says.

``text_id`` numbers them by author and time, ``place`` those of each author; both from 0. ``author``
is the author's number, and ``written`` how many reports that one has."""
