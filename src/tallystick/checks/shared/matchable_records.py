"""Of which records can it be asked at all whether they have a counterpart?

Three kinds are set aside before anything is tested, and counted: a category of which the second
system holds less than half in most units, an officer's records of one offence and area of which at
most one in twenty reached it (a town's own system), and days that it does not cover. Each is an
innocent cause that the data can speak to; on such causes most people named by the best-known audit
of this kind were cleared.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.match_levels import MATCHED, NONE, STRICTEST, left_open
from tallystick.checks.shared.rows import beside, of_subject
from tallystick.checks.shared.second_system import EVENTS, HERE, THERE, posted, ready, timed
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.tables.store import Tables

SELDOM_ONE_IN, LEAST_OWN, OWN_ONE_IN = 2, 3, 20
LATE_DAYS = 7
SET_ASIDE = ("outside", "seldom", "own")
FLAGS = (*SET_ASIDE, "asked", "strict", "loose", "missing", "spoken")
DIRECTIONS = {"here": HERE, "there": THERE}
KIND = ("side", "offense_code", "clearance")
SPOT = ("side", "officer_id", "offense_code", "area_id")


def with_flag(rows: Relation, known: Relation, keys: tuple[str, ...], flag: str) -> Relation:
    """Flag the rows whose `keys` are among the `known`, whose keys occur once each."""
    known = known.select(*keys).mutate(**{flag: ibis.literal(1).cast("int64")})
    rows = beside(rows, known, *keys)
    return rows.mutate(**{flag: rows[flag].fill_null(0)})


def _covered(tables: Tables) -> Relation:
    rows = timed(EVENTS(tables))
    span = rows.group_by("side").aggregate(first=rows.day.min(), last=rows.day.max())
    # The days of one system are those on which records of the other can be asked of.
    return span.select(side=HERE + THERE - span.side, first="first", last="last")


COVERED = Shared("covered_there", ready, _covered, told=True)
"""For each ``side`` the ``first`` and ``last`` day that the other system covers."""


def inside(tables: Tables, rows: Relation) -> Relation:
    """Flag as ``outside`` the events on days before the first or after the last of the other."""
    span = COVERED(tables)
    span = span.rename(whose="side")
    rows = rows.left_join(span, [rows.side == span.whose])
    within = ((rows.day >= rows["first"]) & (rows.day <= rows["last"])).fill_null(False)
    return rows.mutate(outside=within.ifelse(0, 1)).drop("whose", "first", "last")


def seldom(kinds: Relation, *keys: str) -> Relation:
    """Return the `keys` of the categories that the second system seldom holds.

    `kinds` have, by ``unit_id`` and category, ``n`` records, ``alone`` of them without counterpart.
    Every unit has one voice, or the records that a few made up would excuse themselves by their
    number. A unit with most of the records of a category, which is its own work, speaks for all.
    """
    few = (kinds.n - kinds.alone) * SELDOM_ONE_IN < kinds.n
    kinds = kinds.mutate(few=one_if(few), lacking=few.ifelse(kinds.n, 0))
    told = kinds.group_by(*keys).aggregate(
        n=kinds.n.sum(), units=kinds.count(), few=kinds.few.sum(), largest=kinds.lacking.max()
    )
    seldom = (told.few * 2 > told.units) | (told.largest * 2 > told.n)
    return told.filter(seldom).select(*keys)


def _seldom(tables: Tables) -> Relation:
    by = (*KIND, "unit_id")
    every = inside(tables, timed(posted(tables, EVENTS(tables))).select(*by, "day"))
    every = every.filter(every.outside == 0).group_by(*by).aggregate(n=ibis._.count())
    open_ones = inside(tables, left_open(tables))
    open_ones = open_ones.filter(open_ones.outside == 0, open_ones.rule == NONE)
    open_ones = open_ones.group_by(*by).aggregate(alone=ibis._.count())
    kinds = beside(every, open_ones, *by)
    return seldom(kinds.mutate(alone=kinds.alone.fill_null(0)), *KIND)


SELDOM = Shared("seldom_there", ready, _seldom, told=True)
"""The ``side``, ``offense_code`` and ``clearance`` of which most units lack most counterparts."""


def left(tables: Tables, rows: Relation) -> Relation:
    """Flag the events as ``outside``, else ``seldom``, and as ``left`` where they are neither."""
    rows = with_flag(inside(tables, rows), SELDOM(tables), KIND, "seldom")
    rows = rows.mutate(seldom=rows.seldom * (1 - rows.outside))
    return rows.mutate(left=1 - rows.outside - rows.seldom)


def _own(tables: Tables) -> Relation:
    alone = left(tables, left_open(tables))
    alone = alone.filter(alone.left == 1, alone.rule == NONE, alone.area_id != "")
    alone = alone.mutate(officer_id=alone.officer_id.fill_null(""))
    alone = alone.group_by(*SPOT).aggregate(alone=ibis._.count())
    alone = alone.filter(alone.alone >= LEAST_OWN)
    every = timed(EVENTS(tables)).select(*SPOT, "clearance", "day")
    every = every.mutate(officer_id=every.officer_id.fill_null(""))
    every = left(tables, every.semi_join(alone, list(SPOT)))
    every = every.filter(every.left == 1).group_by(*SPOT).aggregate(n=ibis._.count())
    both = every.inner_join(alone, list(SPOT))
    return both.filter((both.n - both.alone) * OWN_ONE_IN <= both.n).select(*SPOT)


OWN = Shared("own_system", ready, _own, told=True)
"""The ``side``, ``officer_id``, ``offense_code`` and ``area_id`` of which hardly one reached it."""


def set_apart(tables: Tables, rows: Relation) -> Relation:
    """Flag the events as ``outside``, ``seldom`` or ``own``, one at most, and else as ``asked``."""
    rows = left(tables, rows.mutate(officer_id=rows.officer_id.fill_null("")))
    rows = with_flag(rows, OWN(tables), SPOT, "own")
    rows = rows.mutate(own=rows.own * rows.left)
    return rows.mutate(asked=rows.left - rows.own).drop("left")


def _open(tables: Tables) -> Relation:
    rows = set_apart(tables, left_open(tables))
    rows = rows.mutate(
        loose=(rows.rule != NONE).ifelse(1, 0),
        strict=((rows.rule != NONE) & (rows.rule <= STRICTEST)).ifelse(1, 0),
    )
    rows = rows.mutate(missing=rows.asked * (1 - rows.loose))
    spoken = (rows.hinted == 1) | entered_late(rows)
    rows = rows.mutate(spoken=rows["missing"] * spoken.ifelse(1, 0))
    return rows.mutate(**{flag: rows[flag].cast("int8") for flag in ("rule", "hinted", *FLAGS)})


OPEN = Shared("left_open", ready, _open, told=True)
"""What `asked_of` returns."""

ASKED = (*MATCHED, COVERED, SELDOM, OWN, OPEN)
"""What an audit makes, in this order, to know which events are asked of."""


def asked_of(tables: Tables) -> Relation:
    """Return the events that the first look left open, each flagged 0 or 1.

    ``rule`` and ``hinted`` are as in `left_open`. ``strict`` and ``loose`` say whether it has a
    counterpart by the strict rules, or by any; ``outside``, ``seldom`` and ``own`` why it is set
    aside, one of them at most; ``asked`` that it is not; ``missing`` that it is asked and has no
    counterpart by any rule; ``spoken`` that it is missing, and a record of the other system is
    spare that may be it, or it was entered late.
    """
    rows = OPEN(tables)
    return rows.mutate(**{flag: rows[flag].cast("int64") for flag in ("rule", "hinted", *FLAGS)})


def matched_here(tables: Tables) -> Relation:
    """Return each record of the agency that can be matched by ``id``, flagged 0 or 1.

    ``asked``, ``own``, ``missing``, ``strict`` and ``loose`` as in `asked_of`; what the first look
    paired has a counterpart by a strict rule.
    """
    every = timed(EVENTS(tables))
    every = set_apart(tables, every.filter(every.side == HERE)).select("id", "asked", "own")
    rows = asked_of(tables)
    rows = rows.filter(rows.side == HERE).select("id", "missing", "strict", "loose")
    both = beside(every, rows, "id")
    known = {"missing": 0, "strict": 1, "loose": 1}
    return both.mutate(**{name: both[name].fill_null(flag) for name, flag in known.items()})


def entered_late(rows: Relation) -> BooleanValue:
    """Whether each record was entered a week or more after the event."""
    waited = rows.recorded_at.date().delta(rows["at"].date(), unit="day")
    return (waited >= LATE_DAYS).fill_null(False)


def listed(tables: Tables, result: Result) -> Relation:
    """The events of a result's direction that are asked of and have no counterpart."""
    rows = asked_of(tables)
    rows = rows.filter(rows.side == DIRECTIONS[result.detail.get("direction", "here")])
    return of_subject(rows.filter(rows["missing"] == 1), result)
