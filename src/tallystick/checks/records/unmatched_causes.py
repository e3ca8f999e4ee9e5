"""Which innocent causes of a missing counterpart can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable

from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.records.asked_of import (
    DIRECTIONS,
    LATE_DAYS,
    OWN,
    SPOT,
    asked_of,
    entered_late,
    left,
    listed,
    with_flag,
)
from tallystick.checks.records.ladder import NONE, left_open
from tallystick.checks.records.second_system import EVENTS, carried, posted, timed
from tallystick.findings import Result
from tallystick.tables.store import Tables

ERROR_DAYS, LEAST_KIND = 3, 5


def _answer(rows: Relation, explained: BooleanValue) -> Relation:
    hits = explained.fill_null(False).ifelse(1, 0)
    return rows.aggregate(explains=hits.sum().fill_null(0), of=rows.count())


def _with(rows: Relation, known: Relation, keys: list[str]) -> Relation:
    """The rows beside the one row of `known` that has their keys, if any."""
    return rows.left_join(known, keys).drop(*(f"{key}_right" for key in keys))


def _two_carried_it(tables: Tables, result: Result) -> Relation:
    """Records whose badge number another officer carries or carried too."""
    rows, held = listed(tables, result), carried(tables)
    held = held.filter(held.badge.notnull())
    holders = held.group_by("badge").aggregate(
        first=held.officer_id.min(), last=held.officer_id.max()
    )
    rows = _with(rows, holders, ["badge"])
    return _answer(rows, rows["first"] != rows["last"])


def _set_aside_nearby(tables: Tables, result: Result) -> Relation:
    """Records of an offence and area of which somebody's records were all set aside."""
    place = ("side", "offense_code", "area_id")
    rows = with_flag(listed(tables, result), OWN(tables).select(*place).distinct(), place, "town")
    return _answer(rows, rows.town == 1)


def _seldom_there(tables: Tables, result: Result) -> Relation:
    """Records of a category of which most of the others' have no counterpart either."""
    rows, kind = listed(tables, result), ["offense_code", "clearance"]
    column = "unit_id" if result.subject_kind == "unit" else "officer_id"
    every = left(tables, timed(posted(tables, EVENTS(tables).drop("badge", "recorded_at"))))
    every = every.mutate(officer_id=every.officer_id.fill_null(""))
    every, alone = with_flag(every, OWN(tables), SPOT, "own"), asked_of(tables)
    every = every.filter(every.left == 1, every.own == 0)
    others = []
    for each in (every, alone.filter(alone["missing"] == 1)):
        each = each.filter(each.side == DIRECTIONS[result.detail["direction"]])
        each = each.filter(each[column] != result.subject)
        others.append(each.group_by(*kind).aggregate(kind=each.count()))
    kinds = others[0].inner_join(others[1].rename(lacks="kind"), kind)
    rows = _with(rows, kinds, kind)
    return _answer(rows, ((rows.kind - rows.lacks) * 2 < rows.kind) & (rows.kind >= LEAST_KIND))


def _entered_late(tables: Tables, result: Result) -> Relation:
    """Records that were entered a week or more after the event."""
    rows = listed(tables, result)
    return _answer(rows, entered_late(rows))


def _near_an_open_one(tables: Tables, result: Result) -> Relation:
    """Records with an unused one of the other system by the same officer within three days."""
    rows, every = listed(tables, result), left_open(tables)
    side = DIRECTIONS[result.detail["direction"]]
    other = every.filter(every.side != side, every.rule == NONE, every.officer_id.notnull())
    other = other.select("officer_id", other_day="day")
    near = rows.semi_join(
        other,
        [
            rows.officer_id == other.officer_id,
            other.other_day >= rows.day - ERROR_DAYS,
            other.other_day <= rows.day + ERROR_DAYS,
        ],
    )
    return rows.aggregate(of=rows.count()).cross_join(near.aggregate(explains=near.count()))


def _under_another_name(tables: Tables, result: Result) -> Relation:
    """Records with an unused one of another officer, the same offence and area, within an hour."""
    rows, every = listed(tables, result), left_open(tables)
    side = DIRECTIONS[result.detail["direction"]]
    other = every.filter(every.side != side, every.rule == NONE)
    other = other.select("offense_code", "area_id", "day", other_minute="minute")
    near = rows.semi_join(
        other,
        [
            rows.offense_code == other.offense_code,
            rows.area_id == other.area_id,
            rows.day == other.day,
            other.other_minute >= rows.minute - 60,
            other.other_minute <= rows.minute + 60,
        ],
    )
    return rows.aggregate(of=rows.count()).cross_join(near.aggregate(explains=near.count()))


def _of(direction: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("direction") == direction


EXPLANATIONS = (
    InnocentCause(
        "The badge number belongs to two officers, or belonged to another before",
        "Look who else carries or carried it, and match the records of both by hand",
        _two_carried_it,
        {"postings": ("officer_id", "badge")},
    ),
    InnocentCause(
        "The tickets of this offence and area are kept in a town's own system",
        "Look whether all records of somebody there lack a counterpart, and ask the town",
        _set_aside_nearby,
    ),
    InnocentCause(
        "The category reaches the second system seldom",
        "Look whether most of the others' records of this offence and clearance lack one too",
        _seldom_there,
    ),
    InnocentCause(
        "They were written by hand and entered late",
        f"Look for records entered {LATE_DAYS} days or more after the event; ask for the paper",
        _entered_late,
        {"incidents": ("recorded_at",)},
        _of("here"),
    ),
    InnocentCause(
        "The date or the offence was mistyped",
        f"Look for a spare record of the same officer in the other system within {ERROR_DAYS} days",
        _near_an_open_one,
    ),
    InnocentCause(
        "The officer was mistyped, or a colleague's number was used",
        "Look for a spare record of another officer in the other system, the same offence, area "
        "and hour",
        _under_another_name,
        {"incidents": ("area_id",), "counterparts": ("area_id",)},
    ),
    InnocentCause(
        "The ticket was void, or a device or a dispatcher made the record",
        "Ask for the list of void numbers and for the log of the device",
    ),
)
