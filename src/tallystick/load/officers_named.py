"""Which officer does a record mean that names a badge only, or a former name or number?

Only where exactly one officer was called so on the day of the record is it that officer. A badge
alone never identifies: in two hands, in none on that day, or unknown, it is left to a clerk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from tallystick.load.carriers import BADGE, OTHER, Filled, Relations, carriers, listed

RECORDS = {"incidents": "incident_id", "counterparts": "record_id"}
KEYS = ("by_badge", "called", "day")
SEVERAL = "more than one officer had it on that day"
OTHER_DAYS = "it was an officer's on other days only"
UNKNOWN = "no officer is known to have had it"
NO_DAY = "the record has no day"


@dataclass(frozen=True)
class Named:
    """A table with the officers filled in, its records where one is, and those left to a clerk."""

    rows: Any
    found: Any
    unsettled: Any


def settles(name: str, relations: Relations, filled: Filled) -> bool:
    """Whether a record of table `name` may name an officer otherwise than by number."""
    if name not in RECORDS or name not in relations:
        return False
    by_name = {"aliases", "officers"} <= set(relations) and "officer_id" in filled[name]
    return "badge" in filled[name] or by_name


def named(name: str, rows: Any, relations: Relations, filled: Filled) -> Named:
    """Settle which officers the `rows` of table `name` mean.

    `rows` may have more columns than the table's, which are kept.
    """
    known = carriers(relations, filled)
    called = rows.mutate(
        by_badge=rows.officer_id.isnull().ifelse(BADGE, OTHER).cast("int64"),
        called=rows.officer_id.fill_null(rows.badge),
        day=rows.occurred_at.date().cast("string").fill_null(""),
    )
    asked = _asked(called.select(*KEYS).distinct(), relations, filled)
    answers = _answers(asked, known)
    both = called.left_join(answers, KEYS)
    both = both.drop(*(f"{key}_right" for key in KEYS))
    settled = both.mutate(
        officer_id=both.reason.isnull().ifelse(both.one.fill_null(both.officer_id), both.one)
    )
    open_rows = both.filter(both.reason.notnull())
    unsettled = open_rows.select(
        table=ibis.literal(name),
        record=open_rows[RECORDS[name]],
        named_by=(open_rows.by_badge == BADGE).ifelse("badge", "name or number"),
        named=open_rows.called,
        day=open_rows.day.nullif(""),
        reason=open_rows.reason,
        candidates=open_rows.candidates.fill_null(""),
        source_file=open_rows.source_file,
        source_row=open_rows.source_row,
    )
    found = both.filter(both.reason.isnull(), both.one.notnull())
    return Named(settled.select(*rows.columns), found, unsettled)


def _asked(called: Any, relations: Relations, filled: Filled) -> Any:
    """The badges that stand alone, and what stands in the place of a number and is none."""
    called = called.filter(called.called.notnull())
    badges = called.filter(called.by_badge == BADGE)
    if not {"aliases", "officers"} <= set(relations):
        return badges
    numbers = relations["officers"].select(called="officer_id").distinct()
    others = called.filter(called.by_badge == OTHER).anti_join(numbers, "called")
    had = relations["aliases"].filter(relations["aliases"].kind != "badge")
    others = others.semi_join(had.select(called="value").distinct(), "called")
    return badges.union(others)


def _answers(asked: Any, known: Any | None) -> Any:
    """Each of `asked` with the one officer who had it that day, or the reason why none is named."""
    if known is None:
        return asked.mutate(
            one=ibis.null("string"), reason=ibis.literal(UNKNOWN), candidates=ibis.null("string")
        )
    pairs = asked.inner_join(known, ["by_badge", "called"])
    then = pairs.filter(pairs.since <= pairs.day, pairs.until >= pairs.day)
    on_day = then.group_by(*KEYS).aggregate(first=then.officer_id.min(), last=then.officer_id.max())
    rows = asked.left_join(on_day, KEYS).drop(*(f"{key}_right" for key in KEYS))
    rows = rows.left_join(listed(known), ["by_badge", "called"])
    rows = rows.drop("by_badge_right", "called_right")
    why = ibis.cases(
        (rows["first"] == rows["last"], ibis.null("string")),
        (rows["first"].notnull(), SEVERAL),
        (rows.day == "", NO_DAY),
        (rows.candidates.notnull(), OTHER_DAYS),
        else_=UNKNOWN,
    )
    one = why.isnull().ifelse(rows["first"], ibis.null("string"))
    return rows.select(*KEYS, "candidates", one=one, reason=why)
