"""Which record of the second system is the same event, and by which rule?

Both systems' records stand in one relation, and each rule is a window over it: no join, nothing
that grows with pairs. Among the records that agree in a rule's key and are still open, one is
paired with its nearest of the other system that has it for its nearest as well, so that each is
used once at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import ibis
from ibis.expr.types import IntegerValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.tables.store import Tables

HERE, THERE = 0, 1
MINUTES_A_DAY, FAR = 1440, 10**9
NONE = 0
WHO, BADGE = ("officer_id", "offense_code"), ("badge", "offense_code")
PLACE = ("officer_id", "offense_code", "area_id")


@dataclass(frozen=True)
class MatchRule:
    """Records that agree in `key` and lie at most `within` minutes apart are one event."""

    name: str
    key: tuple[str, ...]
    within: int
    strict: bool = False


LADDER = (
    MatchRule("same officer, offence and minute", WHO, 0, strict=True),
    MatchRule("same officer and offence, within 15 minutes", WHO, 15, strict=True),
    MatchRule("same officer and offence, within an hour", WHO, 60, strict=True),
    MatchRule("badge of the officer, same offence, within an hour", BADGE, 60),
    MatchRule(
        "digits of the badge exchanged, same offence and area, within an hour",
        ("badge_digits", "offense_code", "area_id"),
        60,
    ),
    MatchRule(
        "digits of the time exchanged, same officer, offence, area and day",
        (*PLACE, "day", "time_digits"),
        MINUTES_A_DAY,
    ),
    MatchRule("same officer, offence and area, within a day", PLACE, MINUTES_A_DAY),
    MatchRule("same officer and area, another offence, within 15 minutes",
              ("officer_id", "area_id"), 15),
)  # fmt: skip
STRICTEST = sum(rule.strict for rule in LADDER)
"""Rules are numbered from 1; those up to this number are strict, and all of them are loose."""


def _known(tables: Tables, name: str, column: str) -> StringValue:
    """A column that both systems have; "" where either has it not, so that it tells nothing."""
    both = tables.holds("incidents", column) and tables.holds("counterparts", column)
    return tables[name][column].fill_null("") if both else ibis.literal("")


def _incidents(tables: Tables) -> Relation:
    rows = tables["incidents"]
    rows = rows.mutate(
        code=_known(tables, "incidents", "offense_code"),
        area=_known(tables, "incidents", "area_id"),
    ).filter(
        rows.incident_id.notnull(), rows.officer_id.notnull(), rows.occurred_at.notnull(),
        rows["count"].fill_null(1) == 1,
    )  # fmt: skip
    return rows.group_by("incident_id").aggregate(
        unit_id=rows.unit_id.min().fill_null(""),
        officer_id=rows.officer_id.min(),
        offense_code=rows.code.min(),
        area_id=rows.area.min(),
        clearance=rows.clearance.min().fill_null(""),
        at=rows.occurred_at.min(),
        recorded_at=rows.recorded_at.min(),
    )


def _counterparts(tables: Tables) -> Relation:
    rows = tables["counterparts"]
    rows = rows.mutate(
        code=_known(tables, "counterparts", "offense_code"),
        area=_known(tables, "counterparts", "area_id"),
    ).filter(
        rows.record_id.notnull(), rows.occurred_at.notnull(),
        rows.officer_id.notnull() | rows.badge.notnull(),
    )  # fmt: skip
    return rows.group_by("record_id").aggregate(
        officer_id=rows.officer_id.min(),
        badge=rows.badge.min(),
        offense_code=rows.code.min(),
        area_id=rows.area.min(),
        at=rows.occurred_at.min(),
    )


def carried(tables: Tables) -> Relation:
    """Return who carried which badge: ``officer_id``, ``unit_id``, ``badge``, ``since``, ``until``.

    From the postings, or, where these tell no badge, from the officers, who carry it always.
    """
    first, last = ibis.date(1, 1, 1), ibis.date(9999, 12, 31)
    if tables.holds("postings", "officer_id"):
        held = tables["postings"]
        return held.select(
            "officer_id", "unit_id", "badge",
            since=held.from_date.fill_null(first), until=held.to_date.fill_null(last),
        )  # fmt: skip
    held = tables["officers"]
    nothing = ibis.null("string")
    return held.select("officer_id", "badge", unit_id=nothing, since=first, until=last)


def _held_then(records: Relation, held: Relation, key: str) -> Relation:
    """The records beside each posting that has their `key` and covers their day."""
    day = records["at"].date()
    return records.inner_join(
        held, [records[key] == held[key], held.since <= day, held.until >= day]
    )


def _with_badge(tables: Tables, records: Relation) -> Relation:
    """The records with the badge that their officer carried on the day."""
    if not (tables.holds("postings", "badge") or tables.holds("officers", "badge")):
        return records.mutate(badge=ibis.null("string"))
    held = carried(tables).select("officer_id", "badge", "since", "until")
    pairs = _held_then(records, held, "officer_id")
    worn = pairs.group_by("incident_id").aggregate(badge=pairs.badge.min())
    return records.left_join(worn, "incident_id").drop("incident_id_right")


def _with_officer(tables: Tables, records: Relation) -> Relation:
    """Where the second system names no officer at all, the one who carried the badge that day.

    A number that two carried names nobody.
    """
    if tables.holds("counterparts", "officer_id"):
        return records
    held = carried(tables).select("badge", "since", "until", holder="officer_id")
    pairs = _held_then(records, held, "badge")
    known = pairs.group_by("record_id").aggregate(one=pairs.holder.min(), other=pairs.holder.max())
    known = known.filter(known.one == known.other).select("record_id", "one")
    rows = records.left_join(known, "record_id").drop("record_id_right")
    return rows.mutate(officer_id=rows.one).drop("one")


def _with_unit(tables: Tables, records: Relation) -> Relation:
    """The second system's records with the unit to which their officer was posted on the day."""
    if not tables.holds("postings", "officer_id", "unit_id"):
        return records.mutate(unit_id=ibis.literal(""))
    held = carried(tables).select("officer_id", "unit_id", "since", "until")
    pairs = _held_then(records, held, "officer_id")
    posted = pairs.group_by("record_id").aggregate(unit_id=pairs.unit_id.min())
    rows = records.left_join(posted, "record_id").drop("record_id_right")
    return rows.mutate(unit_id=rows.unit_id.fill_null(""))


COLUMNS = (
    "side", "id", "unit_id", "officer_id", "badge", "offense_code", "area_id", "clearance", "at",
    "recorded_at", "day", "minute",
)  # fmt: skip


def sides(tables: Tables) -> Relation:
    """Return the records of both systems in one relation, each event's number as ``id``."""
    here = _with_badge(tables, _incidents(tables)).rename(id="incident_id")
    there = _with_unit(tables, _with_officer(tables, _counterparts(tables)))
    here = here.mutate(side=ibis.literal(HERE).cast("int64"))
    there = there.rename(id="record_id").mutate(side=ibis.literal(THERE).cast("int64"))
    there = there.mutate(clearance=ibis.literal(""), recorded_at=ibis.null("timestamp"))
    return _timed(here).select(*COLUMNS).union(_timed(there).select(*COLUMNS))


def _timed(rows: Relation) -> Relation:
    day = rows["at"].date()
    since = day.delta(ibis.date(1970, 1, 1), unit="day").cast("int64")
    minute = since * MINUTES_A_DAY + rows["at"].hour() * 60 + rows["at"].minute()
    return rows.mutate(
        day=day, minute=minute.cast("int64"), recorded_at=rows.recorded_at.cast("timestamp")
    )


def digits_of(text: StringValue) -> StringValue:
    """How often each digit is in a text, after what is left of it without them."""
    left, counts = text, []
    for digit in "0123456789":
        shorter = left.replace(digit, "")
        counts.append((left.length() - shorter.length()).cast("string"))
        left = shorter
    return reduce(lambda one, other: one + "." + other, counts, left)


def _nearest(rows: Relation, number: int) -> Relation:
    """Pair what is still open with its nearest, where each is the other's nearest.

    All is read from one window, the neighbours' neighbours too: windows upon windows take an engine
    that pushes filters through them twice as long to plan with each.
    """
    rule = LADDER[number - 1]
    turn = ibis.and_(rows.rule == NONE, *(rows[name].notnull() for name in rule.key))
    rows = rows.mutate(turn=turn.ifelse(1, 0))
    along = ibis.window(group_by=[*rule.key, "turn"], order_by=["minute", "side", "id"])
    side, minute = (
        {place: _beside(rows[name], place).over(along) for place in (-2, -1, 1, 2)}
        for name in ("side", "minute")
    )
    side[0], minute[0] = rows.side, rows.minute
    gap = {at: _gap(side[at], side[at + 1], minute[at], minute[at + 1]) for at in range(-2, 2)}
    back = (gap[-1] <= rule.within) & (gap[-1] <= gap[0]) & (gap[-1] < gap[-2])
    on = (gap[0] <= rule.within) & (gap[0] < gap[-1]) & (gap[0] <= gap[1])
    paired = (rows.turn == 1) & (back | on)
    return rows.mutate(rule=ibis.ifelse(paired, number, rows.rule).cast("int64")).drop("turn")


def _beside(column: IntegerValue, place: int) -> IntegerValue:
    """The value of a neighbour, so many rows on, or back."""
    return column.lead(place) if place > 0 else column.lag(-place)


def _gap(
    side: IntegerValue, other: IntegerValue, minute: IntegerValue, later: IntegerValue
) -> IntegerValue:
    """The minutes between two neighbours of different systems; `FAR` between any others."""
    return ibis.ifelse((side != other).fill_null(False), later - minute, FAR).fill_null(FAR)


def _matched(tables: Tables) -> Relation:
    rows = sides(tables).mutate(rule=ibis.literal(NONE).cast("int64"))
    for number in range(1, STRICTEST + 1):
        rows = _nearest(rows, number)
    closed, rows = rows.filter(rows.rule != NONE), rows.filter(rows.rule == NONE)
    clock = (rows["at"].hour() * 100 + rows["at"].minute() + 10_000).cast("string")
    rows = rows.mutate(badge_digits=digits_of(rows.badge), time_digits=digits_of(clock))
    for number in range(STRICTEST + 1, len(LADDER) + 1):
        rows = _nearest(rows, number)
    kept = (*COLUMNS, "rule")
    return closed.select(*kept).union(rows.select(*kept))


def ready(tables: Tables) -> bool:
    """Whether these tables have what events can be matched by."""
    return tables.holds("incidents", "incident_id", "officer_id", "occurred_at") and (
        tables.holds("counterparts", "record_id", "occurred_at", "officer_id")
        or (
            tables.holds("counterparts", "record_id", "occurred_at", "badge")
            and (tables.holds("postings", "badge") or tables.holds("officers", "badge"))
        )
    )


MATCHED = Shared("matched", ready, _matched)
"""A row per event of either system (``side``), with the number of the `LADDER`'s rule by which it
has a counterpart in the other, 0 where it has none."""
