"""Which records were entered together with others, of events on several days?

A sitting is what one officer enters without a pause of more than ten minutes (of records that name
no officer, what one unit does). It is a batch when it holds three records or more, of events on
three days or more, none of them older than a month: work that was saved up. Records whose entry
bears no time of day, and what came in from long before, such as another system's, are not asked.
"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.clock import MINUTES_A_DAY, days, minute_of
from tallystick.checks.shared.examined_days import examined_days
from tallystick.checks.shared.flags import one_if
from tallystick.checks.shared.last_days import last_days
from tallystick.findings import Result
from tallystick.tables import Period
from tallystick.tables.store import Tables

PAUSE, LEAST_RECORDS, LEAST_DAYS, OLDEST = 10, 3, 3, 31
WHOSE = ("unit_id", "officer_id")
PLACE = (*WHOSE, "minute", "event")


def _entered(tables: Tables) -> Relation:
    """The records of which the time of entry is known, with ``minute`` and day of the ``event``."""
    rows = tables["incidents"]
    rows = rows.filter(rows.occurred_at.notnull(), rows.recorded_at.notnull())
    rows = rows.mutate(
        unit_id=rows.unit_id.fill_null(""), officer_id=rows.officer_id.fill_null(""),
        minute=minute_of(rows.recorded_at), event=days(rows.occurred_at.date()),
        entered=rows.recorded_at.date(),
    )  # fmt: skip
    lag = days(rows.entered) - rows.event
    rows = rows.filter(lag >= 0, lag <= OLDEST, rows.minute % MINUTES_A_DAY != 0)
    return examined_days(rows, rows.entered, tables.frame)


def _in_sittings(tables: Tables) -> Relation:
    """A row per place in a sitting, ``sitting`` numbered for each officer."""
    rows = _entered(tables)
    rows = rows.group_by(*PLACE, "entered").aggregate(n=rows["count"].fill_null(1).sum())
    order = ("minute", "event")
    turn = ibis.window(group_by=WHOSE, order_by=order)
    rows = rows.mutate(pause=rows.minute - rows.minute.lag(1).over(turn))
    rows = rows.mutate(opens=one_if((rows.pause > PAUSE).fill_null(True)))
    so_far = ibis.cumulative_window(group_by=WHOSE, order_by=order)
    return rows.mutate(sitting=rows.opens.sum().over(so_far).cast("int64"))


def _batches(tables: Tables) -> Relation:
    sat = _in_sittings(tables)
    whole = sat.group_by(*WHOSE, "sitting").aggregate(
        records=sat.n.sum(), events=sat.event.nunique(), began=sat.entered.min()
    )
    whole = whole.filter(whole.records >= LEAST_RECORDS, whole.events >= LEAST_DAYS)
    held = sat.inner_join(whole, [*WHOSE, "sitting"])
    return held.select(*PLACE, "began")


NEEDS = {"incidents": ("occurred_at", "recorded_at")}
BATCHES = Shared("batches", lambda tables: not tables.missing(NEEDS), _batches, told=True)
"""A row per officer, minute of entry and day of the event that is of a batch, with the day on which
the batch ``began``."""


def entry_days(tables: Tables) -> Relation:
    """Days on which an officer entered anything (``n``), and those with a batch (``found``).

    By ``about``, a calendar's name, unit, officer and month of entry (``day``, its first), and
    whether they are among the last of a period (``lag``: 1, else 0).
    """
    every = _entered(tables).select(*WHOSE, "entered").distinct()
    batches = BATCHES(tables)
    batches = batches.select(*WHOSE, entered=batches.began).distinct()
    rows = every.left_join(batches.mutate(batch=ibis.literal(1)), [*WHOSE, "entered"])
    rows = rows.drop(*(name for name in rows.columns if name.endswith("_right")))
    rows = rows.mutate(batch=rows.batch.fill_null(0), month=rows.entered.truncate("M"))
    parts = []
    for period in tables.frame.periods:
        last = rows.mutate(last=one_if(last_days(rows.entered, period)))
        sums = last.group_by(*WHOSE, "month", "last").aggregate(
            n=last.count(), found=last.batch.sum().cast("int64")
        )
        parts.append(
            sums.select(*WHOSE, "n", "found", about=ibis.literal(period.name), day="month",
                        lag=sums["last"].cast("int64"))
        )  # fmt: skip
    return reduce(lambda one, other: one.union(other), parts)


def in_batches(tables: Tables, result: Result, period: Period) -> Relation:
    """The subject's records that were entered in a batch on one of the last days of a period."""
    batches = BATCHES(tables)
    batches = batches.filter(last_days(batches.began, period))
    every = tables["incidents"].columns
    rows = _entered(tables).semi_join(batches, list(PLACE))
    if result.subject_kind != "agency":
        rows = rows.filter(rows[f"{result.subject_kind}_id"] == result.subject)
    return rows.select(*every)
