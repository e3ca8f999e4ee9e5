"""To which unit was an officer posted on a day, and who carried which badge?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, DateValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.whole_numbers import days
from tallystick.tables.store import Tables

OPEN_FROM, OPEN_TO = ibis.date(1, 1, 1), ibis.date(9999, 12, 31)
EARLIEST, LATEST = -1_000_000, 3_000_000  # days, far before and after any record


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


def carried(tables: Tables) -> Relation:
    """Return who carried which badge: ``officer_id``, ``unit_id``, ``badge``, ``since``, ``until``.

    Both are days since 1970. From the postings, or, where these tell no badge, from the officers,
    who carry it always.
    """
    if tables.holds("postings", "officer_id"):
        held = tables["postings"]
        return held.select(
            "officer_id", "unit_id", "badge",
            since=days(held.from_date).fill_null(EARLIEST),
            until=days(held.to_date).fill_null(LATEST),
        )  # fmt: skip
    held, nothing = tables["officers"], ibis.null("string")
    since, until = (ibis.literal(day).cast("int64") for day in (EARLIEST, LATEST))
    return held.select("officer_id", "badge", unit_id=nothing, since=since, until=until)
