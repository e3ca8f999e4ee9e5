"""Were records that count for a period entered after its end?

Criteria
    A record bears the date of what happened and is entered soon after. How long entry takes does
    not know on which day a figure is drawn.
Test
    A record dated d days before the end of a period was entered after it when entry took more than
    d days. Asked of the last three days of each period (or of `window_days`), for the agency and
    for each unit.
    H0  Such records are as many as before any other day, by weekday and for the weeks around it.
    H1  They are more. One-sided, Student's t over the ends of the periods, whose error is at least
        that of other days: entry comes in batches. Of a unit, what the rest of the agency shows at
        the same ends is allowed for first, so that a holiday or a closed office is no unit's own.
    Estimate: the share of the records dated on the last days that were entered after the end, less
    the usual share.
    That entry is late shows nothing: in one force 12 % of stops were entered after a day. What is
    tested is whether it is later where a date decides for which period a record counts.
Cause, innocent first
    A clerk, an office or a system that rests or is overloaded at the turn of the period; an
    operation of the last days whose papers came in together; corrections that are entered as new
    records. Records dated back into a period look the same; whether the event was on its written
    day, the records of other hands can tell.

References
    International Standard on Auditing 315 (2019) A190, cut-off: is an event recorded in the right
    period?; Student 1908, Biometrika 6(1); Eterno & Silverman 2012, The Crime Numbers Game.
"""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import numpy as np
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check, InnocentCause
from tallystick.checks.figures.period_results import why_no_ends
from tallystick.checks.records.entry_results import LONGEST, NAME, entry_results
from tallystick.checks.records.entry_words import describe
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables


def counts(tables: Tables) -> Relation:
    """Records by unit, day and the whole days that entry took, at most eleven."""
    rows = tables["incidents"]
    rows = rows.filter(rows.occurred_at.notnull(), rows.recorded_at.notnull())
    day = rows.occurred_at.date()
    lag = rows.recorded_at.date().delta(day, unit="day").cast("int64")
    rows = rows.mutate(day=day, lag=ibis.greatest(ibis.least(lag, LONGEST), 0))
    return rows.group_by(unit_id=rows.unit_id.fill_null(""), day=rows.day, lag=rows.lag).aggregate(
        n=rows["count"].sum().cast("int64")
    )


def test(
    unit_id: np.ndarray, day: np.ndarray, lag: np.ndarray, n: np.ndarray, *, frame: Frame
) -> list[Result]:
    """Arrays in, results out: per calendar the agency's, then its units'."""
    days = day.astype("datetime64[D]").astype(np.int64)
    return entry_results(unit_id, days, lag.astype(np.int64), n.astype(np.int64), frame)


def _in_the_last_days(rows: Relation, result: Result) -> BooleanValue:
    """Whether a record is dated on one of the last days of a period, and was entered after it."""
    day, entered = rows.occurred_at.date(), rows.recorded_at.date()
    late = [
        day.between(ibis.date(end - timedelta(days=result.detail["window"] - 1)), ibis.date(end))
        & (entered > ibis.date(end))
        for end in map(date.fromisoformat, result.detail.get("ends", []))
    ]
    return ibis.or_(*late) if late else ibis.literal(False)


def cases(tables: Tables, result: Result) -> Relation:
    """The subject's records that are dated before an end and were entered after it."""
    rows = tables["incidents"]
    rows = rows.filter(rows.unit_id == result.subject) if result.subject else rows
    return rows.filter(_in_the_last_days(rows, result))


def _in_other_hands(tables: Tables, result: Result) -> Relation:
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


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs={"incidents": ("occurred_at", "recorded_at")},
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    unready=why_no_ends,
    explanations=(
        InnocentCause(
            "The events were on their written days, and only their papers came later",
            "Look how many of these cases had goods in the store, or in another hand, on or before "
            "the written day",
            _in_other_hands,
            {"incidents": ("incident_id",), "custody": ("incident_id", "at", "action")},
        ),
        InnocentCause(
            "The clerk, the office or the system rests or is overloaded at the turn of the period",
            "Ask for the closing days of the office, and compare with entries that count for "
            "nothing: property found, calls for service",
        ),
        InnocentCause(
            "An operation of the last days was entered together when it was over",
            "Ask for the operation order, and compare its dates with the listed cases",
        ),
    ),
)
