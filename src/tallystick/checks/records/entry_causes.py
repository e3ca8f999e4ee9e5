"""Which innocent causes of entry that is late, or together, can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.flags import one_if
from tallystick.checks.most_alike import most_alike
from tallystick.checks.records.entry_beside import BATCHES, PUBLISHED
from tallystick.findings import Result
from tallystick.tables.store import Tables

Cases = Callable[[Tables, Result], Relation]


def _asked(what: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("asked", "") == what


def _in_other_hands(cases: Cases, tables: Tables, result: Result) -> Relation:
    """How many of these cases had goods in another hand on or before their written day."""
    rows = cases(tables, result)
    custody = tables["custody"]
    taken = custody.filter(custody.action != "seized", custody.incident_id.notnull())
    first = taken.group_by("incident_id").aggregate(first=taken["at"].min().date())
    joined = rows.left_join(first, "incident_id")
    there = (joined["first"] <= joined.occurred_at.date()).fill_null(False)
    return joined.aggregate(
        of=joined["count"].sum().fill_null(0),
        explains=ibis.ifelse(there, joined["count"], 0).sum().fill_null(0),
    )


def _most_on_a_day(cases: Cases, tables: Tables, result: Result) -> Relation:
    """How many of the cases were entered on the day of entry that has most of them."""
    rows = cases(tables, result)
    rows = rows.mutate(entered=rows.recorded_at.date())
    return most_alike(rows, "entered")


def _most_at_an_hour(cases: Cases, tables: Tables, result: Result) -> Relation:
    """How many of the cases were entered in the hour of the week that has most of them."""
    rows = cases(tables, result)
    rows = rows.mutate(weekday=rows.recorded_at.day_of_week.index(), hour=rows.recorded_at.hour())
    return most_alike(rows, "weekday", "hour")


def _waited(rows: Relation) -> Relation:
    lag = rows.recorded_at.date().delta(rows.occurred_at.date(), unit="day").cast("int64")
    return rows.mutate(waited=lag)


def _late_by_habit(cases: Cases, tables: Tables, result: Result) -> Relation:
    """How many of the cases waited no longer than nine in ten of all records do."""
    every = tables["incidents"]
    every = _waited(every.filter(every.occurred_at.notnull(), every.recorded_at.notnull()))
    every = every.group_by("waited").aggregate(n=every.count())
    every = every.mutate(so_far=every.n.sum().over(ibis.cumulative_window(order_by="waited")))
    whole = every.aggregate(whole=every.n.sum())
    run = every.cross_join(whole)
    run = run.filter(run.so_far * 10 <= run.whole * 9)
    both = _waited(cases(tables, result)).cross_join(run.aggregate(usual=run.waited.max()))
    within = (both.waited <= both.usual.fill_null(0)).fill_null(False)
    return both.aggregate(of=both.count(), explains=one_if(within).sum().fill_null(0))


def _of_ends(cases: Cases) -> tuple[InnocentCause, ...]:
    return (
        InnocentCause(
            "The clerk, the office or the system rests or is overloaded at the turn of the period",
            "Ask for the closing days of the office, and compare with entries that count for "
            "nothing: property found, calls for service",
            applies=_asked(""),
        ),
        InnocentCause(
            "An operation of the last days was entered together when it was over",
            "Look how many were entered on the day that has most, and ask for the operation order",
            partial(_most_on_a_day, cases),
            applies=_asked(""),
        ),
    )


def _of_batches(cases: Cases) -> tuple[InnocentCause, ...]:
    return (
        InnocentCause(
            "Records of another system, or a pile of paper, were taken in on one day",
            "Look how many were entered on the day that has most, and ask for the order",
            partial(_most_on_a_day, cases),
            applies=lambda result: result.detail.get("asked", "") in (BATCHES, PUBLISHED),
        ),
        InnocentCause(
            "A clerk or a desk enters at one hour of the week",
            "Look how many were entered in the hour of the week that has most, and ask who typed",
            partial(_most_at_an_hour, cases),
            applies=_asked(BATCHES),
        ),
        InnocentCause(
            "What was left over is entered before a period ends, of work done on its days",
            "Ask for the rule on entry, and for a trace of each event that another hand made",
            applies=_asked(BATCHES),
        ),
    )


def _of_figures(cases: Cases) -> tuple[InnocentCause, ...]:
    return (
        InnocentCause(
            "The paper came as late as other paper does, and the figure was counted from paper",
            "Look how many were entered as soon as nine in ten of all records, and ask from what "
            "the figure was made",
            partial(_late_by_habit, cases),
            applies=_asked(PUBLISHED),
        ),
        InnocentCause(
            "Records were entered anew after a correction or under another heading, or the figure "
            "is a later recount than its date says",
            "Ask for the first entry of the listed records, and on which day the figure was drawn",
            applies=_asked(PUBLISHED),
        ),
    )


def entry_explanations(cases: Cases) -> tuple[InnocentCause, ...]:
    """Return the innocent causes of each question, asked of the records that `cases` lists."""
    on_their_days = InnocentCause(
        "The events were on their written days, and only their papers came later",
        "Look how many of these cases had goods in the store, or in another hand, on or before "
        "the written day",
        partial(_in_other_hands, cases),
        {"incidents": ("incident_id",), "custody": ("incident_id", "at", "action")},
    )
    return (on_their_days, *_of_ends(cases), *_of_batches(cases), *_of_figures(cases))
