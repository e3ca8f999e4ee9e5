"""Which innocent causes of a missing counterpart can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.records.asked_of import (
    DIRECTIONS,
    LATE_DAYS,
    OWN,
    asked_of,
    entered_late,
    listed,
    set_apart,
    with_flag,
)
from tallystick.checks.records.ladder import NONE
from tallystick.checks.records.second_system import EVENTS, carried, posted, ready, timed
from tallystick.checks.shared import Shared
from tallystick.findings import Result
from tallystick.tables.store import Tables

ERROR_DAYS, LEAST_KIND = 3, 5
WHOSE = ("side", "unit_id", "officer_id", "offense_code", "clearance")


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


def _kinds(tables: Tables) -> Relation:
    every = timed(posted(tables, EVENTS(tables).drop("badge", "recorded_at")))
    every, alone = set_apart(tables, every), asked_of(tables)
    told = []
    for rows, n in ((every.filter(every.asked == 1), 1), (alone.filter(alone["missing"] == 1), 0)):
        numbers = {"n": n, "alone": 1 - n}
        told.append(rows.select(*WHOSE, **{k: ibis.literal(v).cast("int64")
                                           for k, v in numbers.items()}))  # fmt: skip
    both = told[0].union(told[1])
    return both.group_by(*WHOSE).aggregate(
        n=both.n.sum().cast("int64"), alone=both.alone.sum().cast("int64")
    )


KINDS = Shared("kinds_without_counterpart", ready, _kinds, told=True)
"""Events asked of (``n``), and those without a counterpart, by what is in `WHOSE`."""


def _set_aside_nearby(tables: Tables, result: Result) -> Relation:
    """Records of an offence and area of which somebody's records were all set aside."""
    place = ("side", "offense_code", "area_id")
    rows = with_flag(listed(tables, result), OWN(tables).select(*place).distinct(), place, "town")
    return _answer(rows, rows.town == 1)


def _seldom_there(tables: Tables, result: Result) -> Relation:
    """Records of a category of which most of the others' have no counterpart either."""
    rows, kind = listed(tables, result), ["offense_code", "clearance"]
    column = "unit_id" if result.subject_kind == "unit" else "officer_id"
    every = KINDS(tables)
    every = every.filter(every.side == DIRECTIONS[result.detail["direction"]])
    every = every.filter(every[column] != result.subject)
    kinds = every.group_by(*kind).aggregate(kind=every.n.sum(), lacks=every.alone.sum())
    rows = _with(rows, kinds.filter(kinds.lacks > 0), kind)
    return _answer(rows, ((rows.kind - rows.lacks) * 2 < rows.kind) & (rows.kind >= LEAST_KIND))


def _entered_late(tables: Tables, result: Result) -> Relation:
    """Records that were entered a week or more after the event."""
    rows = listed(tables, result)
    return _answer(rows, entered_late(rows))


def _near_an_open_one(tables: Tables, result: Result) -> Relation:
    """Records with an unused one of the other system by the same officer within three days."""
    rows, every = listed(tables, result), asked_of(tables)
    side = DIRECTIONS[result.detail["direction"]]
    other = every.filter(every.side != side, every.rule == NONE, every.officer_id != "")
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
    rows, every = listed(tables, result), asked_of(tables)
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
