"""Which innocent causes of records too close together can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.postings import OPEN_FROM, OPEN_TO
from tallystick.checks.records.clock import MINUTES_A_DAY, days, minute_of
from tallystick.checks.records.moments import LEFT, PLACES, SHORT, listed
from tallystick.findings import Result
from tallystick.tables.duties import DUTY_KINDS
from tallystick.tables.store import Tables

CLOSE = (SHORT, PLACES)
SOON_DAYS = 30


def _number(rows: Relation, explained: ibis.expr.types.BooleanValue) -> Relation:
    explains = explained.fill_null(False).ifelse(1, 0).sum().fill_null(0).cast("int64")
    return rows.aggregate(explains=explains, of=rows.count())


def _at_a_checkpoint(tables: Tables, result: Result) -> Relation:
    """Records that began at a checkpoint."""
    rows = listed(tables, result)
    return _number(rows, rows.origin == "checkpoint")


def _rounded(tables: Tables, result: Result) -> Relation:
    """Records whose minute is a multiple of five."""
    rows = listed(tables, result)
    return _number(rows, rows.occurred_at.minute() % 5 == 0)


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
    return _number(both, both.several.notnull())


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
    return _number(both, both.shared.notnull())


def _at_entry(tables: Tables, result: Result) -> Relation:
    """Records that were entered in the very minute in which they are said to have happened."""
    rows = listed(tables, result)
    return _number(rows, minute_of(rows.recorded_at) == minute_of(rows.occurred_at))


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
    return _number(both, both.within.notnull())


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
    return _number(both, both.soon.notnull())


EXPLANATIONS = (
    InnocentCause(
        "Several tickets of one stop, with the time of each",
        "Look how many have a subject whom the officer also stopped within an hour of it",
        _of_one_person,
        {"incidents": ("incident_id",), "involvements": ("incident_id", "person_id", "role")},
        lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "A checkpoint or a group stop, where one follows the other",
        "Look how many began at a checkpoint, and ask for the operation orders of those days",
        _at_a_checkpoint,
        {"incidents": ("origin",)},
        lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "Times are rounded, so that stops move together",
        "Look how many have a minute that is a multiple of five; the test compares them with times "
        "as round",
        _rounded,
        {"incidents": ("occurred_at",)},
        lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "A partner's tickets were entered under one number, or two carried one badge",
        "Look how many are of days on which another officer carried the same badge, and ask who "
        "was on the car",
        _badge_of_another,
        {"postings": ("officer_id", "badge")},
        lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "The time is that of printing, of entry or of the dispatcher's batch",
        "Look how many were entered in the minute of their time, and compare with the device's log",
        _at_entry,
        {"incidents": ("recorded_at",)},
        lambda result: result.aspect in CLOSE,
    ),
    InnocentCause(
        "The hearing or the training ended early, or the hours were claimed as a minimum",
        "Look how many lie in the second half of a duty of a length that half of its kind have or "
        "more, and ask for the attendance sheet: a contract may pay a minimum of hours",
        _of_the_minimum,
        {"duties": ("officer_id", "kind", "from_at", "to_at")},
        lambda result: result.aspect in DUTY_KINDS and result.aspect != "leave",
    ),
    InnocentCause(
        "The officer was called back to duty",
        "Ask for the orders and the roster of those days",
        applies=lambda result: result.aspect in DUTY_KINDS,
    ),
    InnocentCause(
        "The posting's end was entered early, or the officer finished old cases for the unit",
        f"Look how many lie at most {SOON_DAYS} days after the posting, and ask the personnel "
        "office for the orders of those days",
        _soon_after,
        {"postings": ("officer_id", "unit_id", "to_date")},
        lambda result: result.aspect == LEFT,
    ),
)
