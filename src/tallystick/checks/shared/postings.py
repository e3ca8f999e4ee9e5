"""To which unit was an officer posted on a day?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, DateValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.tables.store import Tables

OPEN_FROM, OPEN_TO = ibis.date(1, 1, 1), ibis.date(9999, 12, 31)


def posted(tables: Tables) -> Relation:
    """Return the postings: ``officer_id``, ``unit_id``, ``since`` and ``until``.

    Open ends are filled, since an "or" would keep the engine from joining by officer.
    """
    postings = tables["postings"]
    return postings.select(
        "officer_id",
        "unit_id",
        since=postings.from_date.fill_null(OPEN_FROM),
        until=postings.to_date.fill_null(OPEN_TO),
    )


def on_the_day(postings: Relation, officer: StringValue, day: DateValue) -> list[BooleanValue]:
    """The conditions of a join: a posting of `posted` is of `officer` and covers `day`."""
    return [officer == postings.officer_id, postings.since <= day, postings.until >= day]
