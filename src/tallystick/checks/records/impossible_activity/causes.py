"""Which innocent causes of records too close together can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, explained
from tallystick.checks.records.impossible_activity.moments import LEFT, PLACES, SHORT, listed
from tallystick.checks.shared.clock import MINUTES_A_DAY, days, minute_of
from tallystick.checks.shared.postings import OPEN_FROM, OPEN_TO
from tallystick.findings import Result
from tallystick.tables.duties import DUTY_KINDS
from tallystick.tables.store import Tables

CLOSE = (SHORT, PLACES)
SOON_DAYS = 30


def _of_one_person(tables: Tables, result: Result) -> Relation:
    """Records whose subject was also that of another record of the officer within the hour."""
    found = listed(tables, result).filter(lambda rows: rows.incident_id.notnull())
    held = tables["incidents"]
    held = held.filter(held.officer_id.notnull(), held.occurred_at.notnull())
    named = tables["involvements"]
    named = named.filter(named.role == "subject").select("incident_id", "person_id").distinct()
    rows = held.select("incident_id", "officer_id", minute=minute_of(held.occurred_at))
    rows = rows.inner_join(named, "incident_id")
    near = ibis.window(group_by=("officer_id", "person_id"), order_by=("minute", "incident_id"))
    rows = rows.mutate(
        before=rows.minute - rows.minute.lag(1).over(near),
        after=rows.minute.lead(1).over(near) - rows.minute,
    )
    one = ((rows.before < 60).fill_null(False)) | ((rows.after < 60).fill_null(False))
    several = rows.filter(one).select("incident_id").distinct().mutate(several=1)
    both = found.select("incident_id").left_join(several, "incident_id")
    return explained(both, lambda rows: rows.several.notnull())


def _carried(tables: Tables) -> Relation:
    """The postings: officer, unit and badge, ``since`` and ``until`` in days since 1970."""
    held = tables["postings"]
    return held.select(
        "officer_id", "unit_id", "badge", since=days(held.from_date.fill_null(OPEN_FROM)),
        until=days(held.to_date.fill_null(OPEN_TO)),
    )  # fmt: skip


def _badge_of_another(tables: Tables, result: Result) -> Relation:
    """Records on days on which another officer carried the badge of the one who is named."""
    rows = listed(tables, result)
    rows = rows.mutate(on_day=days(rows.occurred_at.date()))
    held = _carried(tables)
    held = held.filter(held.badge.notnull())
    own, other = held.select("officer_id", "badge", "since", "until"), held.view()
    asked = rows.select("officer_id", "on_day").distinct()
    asked = asked.inner_join(
        own,
        [asked.officer_id == own.officer_id, own.since <= asked.on_day, own.until >= asked.on_day],
    ).select("officer_id", "on_day", "badge")
    shared = asked.semi_join(
        other,
        [
            asked.badge == other.badge,
            asked.officer_id != other.officer_id,
            other.since <= asked.on_day,
            other.until >= asked.on_day,
        ],
    )
    keys = ["officer_id", "on_day"]
    shared = shared.select(*keys).distinct().mutate(shared=1)
    both = rows.select(*keys).left_join(shared, keys)
    return explained(both, lambda rows: rows.shared.notnull())


def _of_the_minimum(tables: Tables, result: Result) -> Relation:
    """Records in the second half of a duty as long as half of its kind are, or more of them."""
    rows, duties = listed(tables, result), tables["duties"]
    begin, end = minute_of(duties.from_at), minute_of(duties.to_at)
    hours = (begin % MINUTES_A_DAY != 0) | (end % MINUTES_A_DAY != 0)
    duties = duties.filter(duties.kind == result.aspect, hours).mutate(
        length=end - begin, middle=begin + (end - begin) // 2, end=end
    )
    lengths = duties.group_by("length").aggregate(n=duties.count())
    beside = lengths.cross_join(duties.aggregate(every=duties.count()))
    usual = beside.filter(beside.n * 2 >= beside.every)
    held = duties.semi_join(usual, "length").select("officer_id", "middle", "end")
    keys = ["officer_id", "minute"]
    rows = rows.mutate(minute=minute_of(rows.occurred_at))
    asked = rows.select(*keys).distinct()
    within = asked.semi_join(
        held,
        [
            asked.officer_id == held.officer_id,
            held.middle <= asked.minute,
            held.end > asked.minute,
        ],
    ).mutate(within=1)
    both = rows.select(*keys).left_join(within, keys)
    return explained(both, lambda rows: rows.within.notnull())


def _soon_after(tables: Tables, result: Result) -> Relation:
    """Records at most `SOON_DAYS` days after the last posting to the unit that had ended."""
    rows = listed(tables, result)
    rows = rows.select("officer_id", "unit_id", on_day=days(rows.occurred_at.date()))
    held = _carried(tables).select("officer_id", "unit_id", "until").distinct()
    asked = rows.distinct()
    soon = asked.semi_join(
        held,
        [
            asked.officer_id == held.officer_id,
            asked.unit_id == held.unit_id,
            held.until < asked.on_day,
            held.until >= asked.on_day - SOON_DAYS,
        ],
    ).mutate(soon=1)
    both = rows.left_join(soon, ["officer_id", "unit_id", "on_day"])
    return explained(both, lambda rows: rows.soon.notnull())


def _is_close(result: Result) -> bool:
    return result.aspect in CLOSE


CAUSES = {
    "one_stop": Cause(
        counts=_of_one_person,
        needs={"incidents": ("incident_id",), "involvements": ("incident_id", "person_id", "role")},
        applies=_is_close,
    ),
    "checkpoint": Cause(
        lambda rows: rows.origin == "checkpoint",
        needs={"incidents": ("origin",)},
        applies=_is_close,
    ),
    "rounded": Cause(
        lambda rows: rows.occurred_at.minute() % 5 == 0,
        needs={"incidents": ("occurred_at",)},
        applies=_is_close,
    ),
    "one_badge": Cause(
        counts=_badge_of_another, needs={"postings": ("officer_id", "badge")}, applies=_is_close
    ),
    "printing": Cause(
        lambda rows: minute_of(rows.recorded_at) == minute_of(rows.occurred_at),
        needs={"incidents": ("recorded_at",)},
        applies=_is_close,
    ),
    "minimum": Cause(
        counts=_of_the_minimum,
        needs={"duties": ("officer_id", "kind", "from_at", "to_at")},
        applies=lambda result: result.aspect in DUTY_KINDS and result.aspect != "leave",
    ),
    "recall": Cause(applies=lambda result: result.aspect in DUTY_KINDS),
    "posting_entered": Cause(
        counts=_soon_after,
        needs={"postings": ("officer_id", "unit_id", "to_date")},
        applies=lambda result: result.aspect == LEFT,
    ),
}
