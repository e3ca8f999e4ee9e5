"""Who was called by which badge, name or number, and when?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

BADGE, OTHER = 1, 0
EARLIEST, LATEST = "0000-00-00", "9999-99-99"
MOST_LISTED = 6

Relations = Mapping[str, Any]
Filled = Mapping[str, frozenset[str]]


def carriers(relations: Relations, filled: Filled) -> Any | None:
    """Return a row per officer, ``called``, and time in which it was so; None where none is told.

    ``by_badge`` is 1 for a badge and 0 for a name or another number; ``since`` and ``until`` are
    days as text, the earliest and the latest where they are open; ``unit_id`` is null unless a
    posting tells it. The badge in `officers` is undated, and counts only where no posting has one.
    """
    told = []
    if "badge" in filled.get("postings", ()):
        told.append(_dated(relations["postings"], "badge", ibis.literal(BADGE), unit=True))
    elif "badge" in filled.get("officers", ()):
        rows = relations["officers"]
        rows = rows.mutate(from_date=ibis.null("date"), to_date=ibis.null("date"))
        told.append(_dated(rows, "badge", ibis.literal(BADGE)))
    if "aliases" in relations:
        rows = relations["aliases"]
        is_badge = (rows.kind == "badge").ifelse(BADGE, OTHER)
        told.append(_dated(rows, "value", is_badge))
    return ibis.union(*told) if len(told) > 1 else told[0] if told else None


def _dated(rows: Any, called: str, by_badge: Any, *, unit: bool = False) -> Any:
    made = rows.select(
        "officer_id",
        by_badge=by_badge.cast("int64"),
        called=rows[called],
        unit_id=rows.unit_id if unit else ibis.null("string"),
        since=rows.from_date.cast("string").fill_null(EARLIEST),
        until=rows.to_date.cast("string").fill_null(LATEST),
    )
    return made.filter(made.called.notnull(), made.officer_id.notnull())


def listed(known: Any) -> Any:
    """Return a row per name or badge with all who had it, in words, the first six of them."""
    known = known.distinct()
    open_ended = (known.since == EARLIEST) & (known.until == LATEST)
    first = (known.since == EARLIEST).ifelse("", known.since + " ")
    last = (known.until == LATEST).ifelse("on", "to " + known.until)
    when = open_ended.ifelse(ibis.literal("undated"), first + last)
    unit = (known.unit_id + ", ").fill_null("")
    words = known.officer_id + " (" + unit + when + ")"
    turn = ibis.window(
        group_by=("by_badge", "called"), order_by=("since", "until", "officer_id", "unit_id")
    )
    known = known.mutate(words=words, turn=ibis.row_number().over(turn))
    each = known.group_by("by_badge", "called").aggregate(
        times=known.count(),
        **{f"word_{k}": known.words.max(where=known.turn == k) for k in range(MOST_LISTED)},
    )
    more = (each.times - MOST_LISTED).cast("string")
    text = each.word_0
    for k in range(1, MOST_LISTED):
        text = text + ("; " + each[f"word_{k}"]).fill_null("")
    text = text + (each.times > MOST_LISTED).ifelse("; and " + more + " more", "")
    return each.select("by_badge", "called", candidates=text)
