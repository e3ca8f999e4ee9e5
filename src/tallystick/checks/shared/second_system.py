"""What does each of the two systems hold of an event?

All events of both stand in one relation that is read anew by whoever asks, in the columns that he
asks for: of millions of records those that a rule compares are few and narrow, and the others are
read of what is left open.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation
from ibis.expr.types import Value

from tallystick.checks.shared import Shared
from tallystick.checks.shared.postings import carried
from tallystick.checks.shared.whole_numbers import days, minute_of
from tallystick.findings.words import words_beside
from tallystick.tables.store import Tables

say = words_beside(__file__).say

HERE, THERE = 0, 1
PARTS = ("unit_id", "officer_id", "badge", "offense_code", "area_id", "clearance", "at",
         "recorded_at")  # fmt: skip


def ready(tables: Tables) -> bool:
    """Whether these tables have what events can be matched by."""
    return tables.holds("incidents", "incident_id", "officer_id", "occurred_at") and (
        tables.holds("counterparts", "record_id", "occurred_at", "officer_id")
        or (
            tables.holds("counterparts", "record_id", "occurred_at", "badge")
            and (tables.holds("postings", "badge") or tables.holds("officers", "badge"))
        )
    )


def why_unready(tables: Tables) -> str:
    """Say why no event can be matched although both tables were loaded; "" when some can."""
    if not ready(tables):
        return say("shared.needs_counterparts")
    return ""


def timed(rows: Relation) -> Relation:
    """The events with their ``day`` and ``minute``, counted from 1970."""
    return rows.mutate(day=days(rows["at"].date()), minute=minute_of(rows["at"]))


def _stretches(tables: Tables, key: str, *values: str) -> Relation:
    """From which day, to before which, an officer or a badge (``whose``) had which values.

    The least of several, and the greatest as ``most``. The stretches of one do not overlap, so
    that a record lies in one at most.
    """
    held = carried(tables)
    held = held.filter(held[key].notnull()).select("since", "until", *values, of=key)
    edges = held.select(whose="of", begin="since").union(
        held.select(whose="of", begin=held.until + 1), distinct=True
    )
    after = edges.begin.lead().over(ibis.window(group_by="whose", order_by="begin"))
    edges = edges.mutate(end=after)
    edges = edges.filter(edges.end.notnull())
    both = edges.inner_join(
        held, [edges.whose == held.of, held.since <= edges.begin, held.until >= edges.end - 1]
    )
    return both.group_by("whose", "begin", "end").aggregate(
        **{name: both[name].min() for name in values}, most=both[values[-1]].max()
    )


HELD = Shared(
    "held_by_officer",
    lambda tables: tables.holds("postings", "officer_id") or tables.holds("officers", "badge"),
    lambda tables: _stretches(tables, "officer_id", "unit_id", "badge"),
    told=True,
)
"""The unit and the badge of each officer (``whose``), from a day (``begin``) to before ``end``."""

HOLDERS = Shared(
    "held_by_badge",
    lambda tables: HELD.ready(tables) and not tables.holds("counterparts", "officer_id"),
    lambda tables: _stretches(tables, "badge", "officer_id"),
    told=True,
)
"""Who carried each badge, in the same way, where the second system names no officer itself."""


def _beside(rows: Relation, held: Relation, key: str) -> Relation:
    day = days(rows["at"].date())
    return rows.left_join(held, [rows[key] == held.whose, held.begin <= day, held.end > day])


def _known(tables: Tables, rows: Relation, column: str) -> Value:
    """A column that both systems have; "" where either has it not, so that it tells nothing."""
    both = tables.holds("incidents", column) and tables.holds("counterparts", column)
    return rows[column].fill_null("") if both else ibis.literal("")


def _here(tables: Tables) -> Relation:
    rows = tables["incidents"]
    usable = (rows.incident_id, rows.officer_id, rows.occurred_at)
    counted = rows["count"].fill_null(1) == 1
    return rows.filter(*(each.notnull() for each in usable), counted).select(
        side=ibis.literal(HERE).cast("int64"),
        id="incident_id",
        unit_id=rows.unit_id.fill_null(""),
        officer_id="officer_id",
        badge=ibis.null("string"),
        offense_code=_known(tables, rows, "offense_code"),
        area_id=_known(tables, rows, "area_id"),
        clearance=rows.clearance.fill_null(""),
        at="occurred_at",
        recorded_at=rows.recorded_at.cast("timestamp"),
    )


def _there(tables: Tables) -> Relation:
    rows = tables["counterparts"]
    usable = (rows.record_id, rows.occurred_at)
    named = rows.officer_id.notnull() | rows.badge.notnull()
    return rows.filter(*(each.notnull() for each in usable), named).select(
        side=ibis.literal(THERE).cast("int64"),
        id="record_id",
        unit_id=ibis.null("string"),
        officer_id="officer_id",
        badge="badge",
        offense_code=_known(tables, rows, "offense_code"),
        area_id=_known(tables, rows, "area_id"),
        clearance=ibis.literal(""),
        at="occurred_at",
        recorded_at=ibis.null("timestamp"),
    )


def _repeated(rows: Relation) -> Relation:
    times = rows.group_by("side", "id").aggregate(times=rows.count())
    again = rows.semi_join(times.filter(times.times > 1), ["side", "id"])
    return again.group_by("side", "id").aggregate(**{name: again[name].min() for name in PARTS})


REPEATED = (
    Shared("repeated_here", ready, lambda tables: _repeated(_here(tables)), told=True),
    Shared("repeated_there", ready, lambda tables: _repeated(_there(tables)), told=True),
)
"""For each system: one row for every number that stands in several, the least of each column."""


def _events(tables: Tables) -> Relation:
    """Who carried a badge is named where the second system names nobody; two name nobody."""
    each = []
    for side, rows in enumerate((_here(tables), _there(tables))):
        again, kinds = REPEATED[side](tables), rows.schema()
        again = again.select(**{name: again[name].cast(kinds[name]) for name in kinds})
        rows = rows.anti_join(again, "id").union(again)
        if side == THERE and HOLDERS.ready(tables):
            both = _beside(rows, HOLDERS(tables).rename(holder="officer_id"), "badge")
            one = ibis.ifelse(both.holder == both.most, both.holder, ibis.null("string"))
            rows = both.select(**{name: name for name in rows.columns} | {"officer_id": one})
        each.append(rows)
    return each[0].union(each[1])


EVENTS = Shared("events", ready, _events, told=True, view=True)
"""Every event of both systems once (``side``, ``id``), with what is written of it in its own."""


def posted(tables: Tables, rows: Relation) -> Relation:
    """The events with the unit and the badge that their officer had on the day.

    What the event's own system says of either counts first.
    """
    if not HELD.ready(tables):
        return rows.mutate(unit_id=rows.unit_id.fill_null(""))
    held = HELD(tables).rename(held_unit="unit_id", held_badge="badge")
    both, columns = _beside(rows, held, "officer_id"), {name: name for name in rows.columns}
    columns["unit_id"] = ibis.coalesce(both.unit_id, both.held_unit, ibis.literal(""))
    if "badge" in columns:
        columns["badge"] = ibis.ifelse(both.side == HERE, both.held_badge, both.badge)
    return both.select(**columns)


IN_TWO_SYSTEMS = (HELD, HOLDERS, *REPEATED, EVENTS)
"""What an audit makes, in this order, to read the events of both systems."""
