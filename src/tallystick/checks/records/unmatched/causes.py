"""Which innocent causes of a missing counterpart can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, explained, part_of
from tallystick.checks.shared import Shared
from tallystick.checks.shared.match_levels import NONE
from tallystick.checks.shared.matchable_records import (
    DIRECTIONS,
    OWN,
    asked_of,
    entered_late,
    listed,
    set_apart,
    with_flag,
)
from tallystick.checks.shared.second_system import EVENTS, carried, posted, ready, timed
from tallystick.findings import Result
from tallystick.tables.store import Tables

ERROR_DAYS, LEAST_KIND = 3, 5
WHOSE = ("side", "unit_id", "officer_id", "offense_code", "clearance")


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
    return explained(rows, lambda rows: rows["first"] != rows["last"])


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
    return explained(rows, lambda rows: rows.town == 1)


def _seldom_there(tables: Tables, result: Result) -> Relation:
    """Records of a category of which most of the others' have no counterpart either."""
    rows, kind = listed(tables, result), ["offense_code", "clearance"]
    column = "unit_id" if result.subject_kind == "unit" else "officer_id"
    every = KINDS(tables)
    every = every.filter(every.side == DIRECTIONS[result.detail["direction"]])
    every = every.filter(every[column] != result.subject)
    kinds = every.group_by(*kind).aggregate(kind=every.n.sum(), lacks=every.alone.sum())
    rows = _with(rows, kinds.filter(kinds.lacks > 0), kind)
    return explained(
        rows, lambda rows: ((rows.kind - rows.lacks) * 2 < rows.kind) & (rows.kind >= LEAST_KIND)
    )


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
    return part_of(near, rows)


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
    return part_of(near, rows)


CAUSES = {
    "two_carried_it": Cause(counts=_two_carried_it, needs={"postings": ("officer_id", "badge")}),
    "town": Cause(counts=_set_aside_nearby),
    "seldom_there": Cause(counts=_seldom_there),
    "entered_late": Cause(
        entered_late,
        needs={"incidents": ("recorded_at",)},
        applies=lambda result: result.detail.get("direction") == "here",
    ),
    "mistyped": Cause(counts=_near_an_open_one),
    "another_officer": Cause(
        counts=_under_another_name,
        needs={"incidents": ("area_id",), "counterparts": ("area_id",)},
    ),
}
