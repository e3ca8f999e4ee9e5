"""Were records entered after the period, all at once at its end, or after its figure was told?

Criteria
    A record bears the date of what happened and is entered soon after. How long entry takes does
    not know on which day a figure is drawn, and a figure counts what is there when it is told.
Test
    Three questions.
    Late at the ends: a record dated d days before the end of a period was entered after it when
    entry took more than d days. Asked of the last three days of each period (or of `window_days`),
    for the agency and for each unit.
    H0  Such records are as many as before any other day, by weekday and for the weeks around it.
    H1  They are more. One-sided, Student's t over the ends of the periods, whose error is at least
        that of other days: entry comes in batches. Of a unit, what the rest of the agency shows at
        the same ends is allowed for first, so that a holiday or a closed office is no unit's own.
    That entry is late shows nothing: in one force 12 % of stops were entered after a day. What is
    tested is whether it is later where a date decides for which period a record counts.
    Batches: three records or more, of events on three days or more of the last month, that one
    officer enters without a pause of ten minutes. To enter in batches is a habit or a load of
    work, and by itself is only told. Asked of each unit and officer: of its days of entry, the
    share that have a batch and are among the last of a period.
    H0  It is that of others in the same half-year, or differs no more than they do among
        themselves; or batches are as frequent on the last days as on its other days of entry.
    H1  It is larger, and batches are more frequent there. The largest of the p-values counts
        (stats/peers/larger_share.py; exact, conditional, within officers and half-years).
    Batches entered after the end are not asked: who brings a month's paper in the first days of
    the next does that too, and the first question sees what is dated on its last days.
    After publication, where reported_figures have `published_on`: of the records that a figure is
    of, those entered after it was published that it had already counted. A figure that counts what
    is entered has none; one that is made from paper has all that came late. The agency's share is
    told and not tested; of a unit
    H0  the share is that of the other units in the same periods, or differs no more than theirs
        do; or the share of its records that is entered so late, counted or not, is no larger.
    H1  Both are larger. The largest p-value counts: a figure from paper alone is no finding.
    Estimate: of late entry the share of the records dated on the last days that were entered after
    the end, less the usual share; else the share, less that of others.
Cause, innocent first
    A clerk, an office or a system that rests or is overloaded at the turn of the period; an
    operation of the last days whose papers came in together; corrections that are entered as new
    records; leftovers entered before a month ends; paper that comes late, and a figure made
    from paper; a day on which another system was taken over. Records dated back into a period, or
    made up to fill it, look the same; whether the event was on its written day, the records of
    other hands can tell.

References
    International Standard on Auditing 315 (2019) A190, cut-off: is an event recorded in the right
    period?; International Standard on Auditing 240 (2009) A45, entries made at the end of a period;
    Student 1908, Biometrika 6(1); Berger 1982, Technometrics 24(4); Eterno & Silverman 2012, The
    Crime Numbers Game.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, explained
from tallystick.checks.records.entry_lag import query
from tallystick.checks.records.entry_lag.results import BATCHES, PUBLISHED, test
from tallystick.checks.shared.largest_group import most_alike
from tallystick.checks.shared.period_ends import why_no_ends
from tallystick.checks.shared.rows import of_subject
from tallystick.findings import Result
from tallystick.tables.store import Tables


def _in_the_last_days(rows: Relation, result: Result) -> BooleanValue:
    """Whether a record is dated on one of the last days of a period, and was entered after it."""
    day, entered = rows.occurred_at.date(), rows.recorded_at.date()
    late = [
        day.between(ibis.date(end - timedelta(days=result.detail["window"] - 1)), ibis.date(end))
        & (entered > ibis.date(end))
        for end in map(date.fromisoformat, result.detail.get("ends", []))
    ]
    return ibis.or_(*late) if late else ibis.literal(False)


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records that were entered late, in a batch, or after their figure."""
    asked = result.detail.get("asked", "")
    if asked == BATCHES:
        name = result.aspect.removesuffix(f" {BATCHES}")
        period = next(each for each in tables.frame.periods if each.name == name)
        return query.in_batches(tables, result, period)
    if asked == PUBLISHED:
        name = result.aspect.removeprefix(f"{PUBLISHED} ")
        metric = next(each for each in query.metrics_told(tables) if each.name == name)
        return query.entered_after(tables, result, metric)
    rows = of_subject(tables["incidents"], result)
    return rows.filter(_in_the_last_days(rows, result))


def _asks(*questions: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("asked", "") in questions


def _in_other_hands(tables: Tables, result: Result) -> Relation:
    """How many of these cases had goods in another hand on or before their written day."""
    rows, custody = listed(tables, result), tables["custody"]
    taken = custody.filter(custody.action != "seized", custody.incident_id.notnull())
    first = taken.group_by("incident_id").aggregate(first=taken["at"].min().date())
    joined = rows.left_join(first, "incident_id")
    there = (joined["first"] <= joined.occurred_at.date()).fill_null(False)
    return joined.aggregate(
        of=joined["count"].sum().fill_null(0),
        explains=ibis.ifelse(there, joined["count"], 0).sum().fill_null(0),
    )


def _entered_on_a_day(rows: Relation) -> Relation:
    return most_alike(rows.mutate(entered=rows.recorded_at.date()), "entered")


def _entered_at_an_hour(rows: Relation) -> Relation:
    entered = rows.recorded_at
    rows = rows.mutate(weekday=entered.day_of_week.index(), hour=entered.hour())
    return most_alike(rows, "weekday", "hour")


def _waited(rows: Relation) -> Relation:
    lag = rows.recorded_at.date().delta(rows.occurred_at.date(), unit="day").cast("int64")
    return rows.mutate(waited=lag)


def _late_by_habit(tables: Tables, result: Result) -> Relation:
    """How many of the cases waited no longer than nine in ten of all records do."""
    every = tables["incidents"]
    every = _waited(every.filter(every.occurred_at.notnull(), every.recorded_at.notnull()))
    every = every.group_by("waited").aggregate(n=every.count())
    every = every.mutate(so_far=every.n.sum().over(ibis.cumulative_window(order_by="waited")))
    run = every.cross_join(every.aggregate(whole=every.n.sum()))
    run = run.filter(run.so_far * 10 <= run.whole * 9)
    both = _waited(listed(tables, result)).cross_join(run.aggregate(usual=run.waited.max()))
    return explained(both, lambda rows: rows.waited <= rows.usual.fill_null(0))


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail = result.detail
    return {
        "asked": detail.get("asked", ""),
        "about": result.aspect.removesuffix(f" {BATCHES}").removeprefix(f"{PUBLISHED} "),
        "first_periods": detail.get("periods", [])[:3],
        "number_of_ends": len(detail.get("ends", ())),
    }


def unready(tables: Tables) -> str:
    """Say why nothing can be asked: neither a calendar nor a figure with its day is there."""
    return "" if query.metrics_told(tables) else why_no_ends(tables)


CHECK = declared(
    __name__,
    needs={"incidents": ("occurred_at", "recorded_at")},
    unready=unready,
    query=query.counts,
    test=test,
    listed=listed,
    causes={
        "on_their_days": Cause(
            counts=_in_other_hands,
            needs={"incidents": ("incident_id",), "custody": ("incident_id", "at", "action")},
        ),
        "overloaded": Cause(applies=_asks("")),
        "operation": Cause(among=_entered_on_a_day, applies=_asks("")),
        "taken_in": Cause(among=_entered_on_a_day, applies=_asks(BATCHES, PUBLISHED)),
        "hour_of_the_week": Cause(among=_entered_at_an_hour, applies=_asks(BATCHES)),
        "left_over": Cause(applies=_asks(BATCHES)),
        "paper": Cause(counts=_late_by_habit, applies=_asks(PUBLISHED)),
        "entered_anew": Cause(applies=_asks(PUBLISHED)),
    },
    values=_values,
    shares=(query.IN_BATCHES,),
)
run = CHECK.run
