"""Which reports are there, by whom, and in which order were they written?

What is known of each is put together once and kept on disk, the texts as well, which are made
plain there: those of some authors at a time are put in order, and no step after these does so
again.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.parts import WHOLE, Laid, Part, Parts
from tallystick.tables.store import Tables

NEEDS = {"narratives": ("incident_id", "author_id", "text"), "incidents": ("incident_id",)}
CASE = ("incident_id", "author_id", "unit_id", "area_id", "offense_code", "occurred_at")
EACH = 500_000
"""How many reports are looked at in one part, the same of all that is made in parts: what one step
has written the parts of the next find laid for them."""
MARKS = "\t\n\r.,;:!?()[]{}'\"/-_=+*&%#@<>|\u00a0«»„“”‘’–—…"
DIGITS = "123456789"


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


def _texts(tables: Tables, part: Part = WHOLE) -> Relation:
    told = _told(tables).select("incident_id", "author_id", "text")
    return told.inner_join(AUTHORS(tables), "author_id")


def _known(tables: Tables, part: Part = WHOLE) -> Relation:
    authors = AUTHORS(tables).select("author_id", "author")
    told = _told(tables).select("incident_id", "author_id").inner_join(authors, "author_id")
    return REPORTED(tables).inner_join(told.select("incident_id", "author"), "incident_id")


def _plain(text: StringValue) -> StringValue:
    # What engines make of a capital with a dot, and of a sigma at the end, differs.
    plain = text.lower().replace("\u0307", "").replace("ς", "σ")
    return plain.translate(MARKS + DIGITS, " " * len(MARKS) + "0" * len(DIGITS))


def _reports(tables: Tables, part: Part = WHOLE) -> Relation:
    known = part.within(KNOWN(tables), "author").distinct()
    rows = part.within(TEXTS(tables), "author").inner_join(known, ["incident_id", "author"])
    own = ibis.window(group_by="author_id", order_by=("occurred_at", "incident_id", "text"))
    rows = rows.mutate(place=ibis.row_number().over(own).cast("int32"))
    return rows.select(
        *CASE,
        "author",
        "written",
        "place",
        plain=_plain(rows.text),
        text_id=(rows.author + rows.place).cast("int32"),
    )


REPORTED = Shared("reported_cases", ready, _cases, told=True, passing=True, parts=Parts(_cases))
"""A row per known incident_id, and what it says of unit, area, offence and time."""

AUTHORS = Shared("report_authors", ready, _authors, told=True)
"""A row per ``author_id``: how many reports are ``written`` by it, and how many by those before it
in the order of their ids, which numbers, from 0, the ``author`` and the author's first report."""

BY_AUTHOR = Laid("author", ranges=True)
TEXTS = Shared("report_texts", ready, _texts, told=True, passing=True,
               parts=Parts(_texts, number, EACH, BY_AUTHOR, at_once=True))  # fmt: skip
"""A row per report with a text and an incident by one of the authors, and what is known of that."""

KNOWN = Shared("cases_by_author", ready, _known, told=True, passing=True,
               parts=Parts(_known, number, EACH, BY_AUTHOR, at_once=True))  # fmt: skip
"""A row per report by the number of its ``author``, and what its incident says: without the text,
since all incidents are looked at for all of them at once."""

REPORTS = Shared("reports", ready, _reports, told=True, parts=Parts(_reports, number, EACH))
"""A row per report with a text, an author and an incident, and what that one says.

``text_id`` numbers them by author and time, ``place`` those of each author; both from 0. ``author``
is the author's number, and ``written`` how many reports that one has. ``plain`` is the text without
marks and capitals, each digit a 0."""
