"""Of which records can it be asked at all whether they have a counterpart?

Three kinds are set aside before anything is tested, and counted: a category of which the second
system holds less than half, an officer's records of one offence and area of which not one reached
it (a town's own system), and days that it does not cover. Each is an innocent cause that the data
can speak to; on such causes most people named by the best-known audit of this kind were cleared.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.records.second_system import HERE, MATCHED, NONE, STRICTEST, THERE
from tallystick.findings import Result
from tallystick.tables.store import Tables

SELDOM_ONE_IN, LEAST_OWN = 2, 3
SET_ASIDE = ("outside", "seldom", "own")
DIRECTIONS = {"here": HERE, "there": THERE}


def asked_of(tables: Tables) -> Relation:
    """Return the events of both systems, each flagged 0 or 1.

    ``strict`` and ``loose`` say whether it has a counterpart by the strict rules, or by any;
    ``outside``, ``seldom`` and ``own`` why it is set aside, one of them at most; ``asked`` that it
    is not; ``missing`` that it is asked and has no counterpart by any rule.
    """
    rows = MATCHED(tables)
    rows = rows.mutate(
        loose=(rows.rule != NONE).ifelse(1, 0),
        strict=((rows.rule != NONE) & (rows.rule <= STRICTEST)).ifelse(1, 0),
    )
    rows = _covered(rows)
    kind = ibis.window(group_by=["side", "offense_code", "clearance"])
    inside = rows.outside == 0
    few = rows.loose.sum(where=inside).over(kind) * SELDOM_ONE_IN < inside.ifelse(1, 0).sum().over(
        kind
    )
    rows = rows.mutate(seldom=(inside & few.fill_null(False)).ifelse(1, 0))
    left = ((rows.outside == 0) & (rows.seldom == 0)).ifelse(1, 0)
    rows = rows.mutate(left=left)
    place = ibis.window(group_by=["side", "officer_id", "offense_code", "area_id"])
    none = (rows.left * rows.loose).sum().over(place) == 0
    many = rows.left.sum().over(place) >= LEAST_OWN
    own = ((rows.left == 1) & none & many & (rows.area_id != "")).fill_null(False)
    rows = rows.mutate(own=own.ifelse(1, 0))
    rows = rows.mutate(asked=rows.left - rows.own).drop("left")
    return rows.mutate(missing=rows.asked * (1 - rows.loose))


def _covered(rows: Relation) -> Relation:
    """Flag the events on days before the first or after the last of the other system."""
    here = rows.side == HERE
    span = rows.aggregate(
        here_first=rows.day.min(where=here), here_last=rows.day.max(where=here),
        there_first=rows.day.min(where=~here), there_last=rows.day.max(where=~here),
    )  # fmt: skip
    rows = rows.cross_join(span)
    here = rows.side == HERE
    first = ibis.ifelse(here, rows.there_first, rows.here_first)
    last = ibis.ifelse(here, rows.there_last, rows.here_last)
    within = ((rows.day >= first) & (rows.day <= last)).fill_null(False)
    return rows.mutate(outside=within.ifelse(0, 1)).drop(*span.columns)


def listed(tables: Tables, result: Result) -> Relation:
    """The events of a result's direction that are asked of and have no counterpart."""
    rows = asked_of(tables)
    rows = rows.filter(rows.side == DIRECTIONS[result.detail.get("direction", "here")])
    rows = rows.filter(rows["missing"] == 1)
    if result.subject_kind == "unit":
        rows = rows.filter(rows.unit_id == result.subject)
    if result.subject_kind == "officer":
        rows = rows.filter(rows.officer_id == result.subject)
    return rows
