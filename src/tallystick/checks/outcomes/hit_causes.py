"""Which innocent causes have searches that find less, and what do the records say of each?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.most_alike import most_alike_known
from tallystick.checks.outcomes.searches import SEARCHES, misses, stops
from tallystick.findings import Result
from tallystick.tables.store import Tables

NEVER_FINDS, SELDOM = 10, 2


def _most_by(tables: Tables, result: Result, column: str) -> Relation:
    """How many of the listed share the value of `column`, or the day, that most of them have."""
    rows = misses(tables, result)
    key = rows[column].date() if column.endswith("_at") else rows[column]
    return most_alike_known(rows.mutate(key=key), "key")


def _among(listed: Relation, some: Relation, key: str) -> Relation:
    """How many of the listed have a `key` that is among those of `some`."""
    held = listed.semi_join(some, key)
    return listed.aggregate(of=listed.count()).cross_join(held.aggregate(explains=held.count()))


def _seldom_finds(tables: Tables, result: Result) -> Relation:
    """How many have a ground that in the whole agency finds less than half as often as all do."""
    rows = stops(tables)
    rows = rows.filter(rows.known == 1)
    by = rows.group_by("ground").aggregate(
        n=rows["count"].sum(), k=(rows["count"] * rows.found).sum()
    )
    whole = by.aggregate(all_n=by.n.sum(), all_k=by.k.sum())
    both = by.cross_join(whole)
    seldom = both.filter(both.k * both.all_n * SELDOM < both.all_k * both.n)
    return _among(misses(tables, result), seldom.select("ground"), "ground")


def _never_enters(tables: Tables, result: Result) -> Relation:
    """How many are of officers of whom ten or more are known and none found anything."""
    rows = stops(tables)
    rows = rows.filter(rows.known == 1, rows.officer_id.notnull())
    by = rows.group_by("officer_id").aggregate(
        n=rows["count"].sum(), k=(rows["count"] * rows.found).sum()
    )
    never = by.filter(by.k == 0, by.n >= NEVER_FINDS)
    return _among(misses(tables, result), never.select("officer_id"), "officer_id")


def _of_searches(result: Result) -> bool:
    return bool(result.detail["what"] == SEARCHES)


EXPLANATIONS = (
    InnocentCause(
        "Finds that are not entered: officers under whose code no find was ever recorded",
        "Look whether some officers have none at all, and compare with the exhibits register",
        _never_enters,
        {"incidents": ("officer_id",)},
    ),
    InnocentCause(
        "A ground that leaves no choice, such as inventory or incident to arrest",
        "Look whether they are on a ground on which the whole agency seldom finds anything",
        _seldom_finds,
        {"incidents": ("search_basis",)},
        _of_searches,
    ),
    InnocentCause(
        "An operation, in which many are searched on one day by order",
        "Look whether one day has most of them, and ask for the order",
        lambda tables, result: _most_by(tables, result, "occurred_at"),
    ),
    InnocentCause(
        "One officer who searches differently, or trains others",
        "Look whether one officer has most of them, and ask for the post held",
        lambda tables, result: _most_by(tables, result, "officer_id"),
        {"incidents": ("officer_id",)},
        lambda result: result.subject_kind != "officer",
    ),
    InnocentCause(
        "A place where little is carried, or where many are searched",
        "Look whether one area has most of them, and compare with whoever else searches there",
        lambda tables, result: _most_by(tables, result, "area_id"),
        {"incidents": ("area_id",)},
    ),
    InnocentCause(
        "Groups that differ in how likely they carry, at the same line for all (infra-marginality)",
        "Compare the thresholds, and the hit rates on grounds that leave no choice",
        applies=lambda result: result.subject_kind == "agency",
    ),
    InnocentCause(
        "Another kind of work, rule or training than the others have",
        "Ask for the rule by which this unit searches, and since when it holds",
        applies=lambda result: result.subject_kind != "agency",
    ),
)
