"""Do records crowd the end of the evaluation period?

Criteria
    What happens in a city does not know the day on which an agency's figures are drawn. Once
    weekday, season and trend are allowed for, the last days of a period are days like others.
Test
    H0  The rate of records in the last days of a period is that of the days around them.
    H1  It is higher. One-sided, per unit and for the agency, per metric and calendar; a
    quasi-Poisson model with weekday, season and trend, whose uncertainty comes from how the
    period ends differ among themselves, so that overdispersion and dependence are respected.
    The window is fixed before looking, by the length of the period.
    A negative control (a metric that the agency does not make, such as calls for service) is
    subtracted where the engagement names one.
    Estimate: how many more records a day lie in the last days of the periods than expected.
Cause, innocent first
    Batch entry, or papers filed together, under the date of entry or filing; an event in one
    place; paydays and rent days; month-end operations or grants; rosters and leave. Asked of the
    records: whether those that bear the minute of their entry hold the rise; whether one
    area does; and, without a control, whether complaints entered on their own day (of a unit:
    those of the others) rise as much. Honest effort moves with a deadline too: the pattern does
    not show that a record is wrong.

References
    McCullagh & Nelder 1989, Generalized Linear Models, ch. 6 and 9; Bell & McCaffrey 2002,
    Survey Methodology 28(2); Oyer 1998, QJE 113(1); Auerbach 2018, on ticket writing within
    the month, with crashes as the negative control.
"""

from __future__ import annotations

from functools import reduce

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check, InnocentCause
from tallystick.checks.figures.period_complaints import as_complaints_rise
from tallystick.checks.figures.period_entry import dated_by_entry
from tallystick.checks.figures.period_kinds import in_the_window
from tallystick.checks.figures.period_places import in_one_place
from tallystick.checks.figures.period_results import series_results, why_no_ends
from tallystick.checks.figures.period_words import describe
from tallystick.checks.figures.series import ALL, DAYS, daily, keeps, why_uncounted
from tallystick.findings import Result
from tallystick.stats.daily import daily_of
from tallystick.tables import Frame, Metric
from tallystick.tables.store import Tables

NAME = "figures.period_end"


def metrics_of(frame: Frame) -> tuple[Metric, ...]:
    """The metrics whose days are examined: all incidents, and what the engagement names."""
    named = tuple(metric for metric in frame.metrics if metric.total == "records")
    if any(not metric.is_control and not metric.where for metric in named):
        return named
    return (ALL, *named)


def counts(tables: Tables) -> Relation:
    """Records per metric, unit and day."""
    parts = [
        daily(tables, metric).mutate(metric=ibis.literal(metric.name))
        for metric in metrics_of(tables.frame)
        if not why_uncounted(tables, metric)
    ]
    rows = reduce(lambda a, b: a.union(b), parts)
    return rows.select("metric", "unit_id", "day", n=rows.milli // 1000)


def test(
    metric: np.ndarray,
    unit_id: np.ndarray,
    day: np.ndarray,
    n: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Arrays in, results out: per metric and calendar the agency's, then its units'."""
    return series_results(NAME, daily_of(metric, unit_id, day, n), metrics_of(frame), frame)


def _subject(tables: Tables, result: Result) -> Relation:
    metric = next(each for each in metrics_of(tables.frame) if each.name == result.detail["metric"])
    records = tables[metric.table]
    rows = records.filter(keeps(records, metric))
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


def cases(tables: Tables, result: Result) -> Relation:
    """The subject's records in the last days of the periods examined."""
    rows = _subject(tables, result)
    return rows.filter(in_the_window(rows, result))


def _dated_by_entry(tables: Tables, result: Result) -> Relation:
    return dated_by_entry(_subject(tables, result), result)


def _as_complaints_rise(tables: Tables, result: Result) -> Relation:
    return as_complaints_rise(tables["incidents"], _subject(tables, result), result)


def _in_one_place(tables: Tables, result: Result) -> Relation:
    return in_one_place(_subject(tables, result), result)


def _counts_incidents(result: Result) -> bool:
    return bool(result.detail["date_column"] == "occurred_at")


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs={"incidents": ("occurred_at",)},
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    unready=why_no_ends,
    shares=tuple(DAYS.values()),
    explanations=(
        InnocentCause(
            "Records are dated by the day of entry or filing, in batches at period end",
            "Look whether records that bear the very minute of their entry hold the rise, "
            "and the others none. Made-up cases may be entered on their day too: ask for the day "
            "of the event in thirty of these files, and on which days the court took papers",
            _dated_by_entry,
            {"incidents": ("recorded_at",)},
            _counts_incidents,
        ),
        InnocentCause(
            "An event draws the records of those days to one place",
            "Look whether one area holds the rise and the others none, and ask what was on there",
            _in_one_place,
            {"incidents": ("area_id",)},
            _counts_incidents,
        ),
        InnocentCause(
            "Paydays, rent days or events fall at the end of the period",
            "Look whether complaints entered on their own day rise as much in these days. Name a "
            "series that the agency does not make (calls, crashes) as a control metric",
            _as_complaints_rise,
            {"incidents": ("origin", "recorded_at")},
            lambda result: _counts_incidents(result) and not result.detail["controlled"],
        ),
        InnocentCause(
            "Paydays, rent days or events fall at the end of the period",
            "Name a series that the agency does not make (calls, crashes) as a control metric",
            applies=lambda result: not (_counts_incidents(result) or result.detail["controlled"]),
        ),
        InnocentCause(
            "Paydays, rent days or events fall at the end of the period",
            "Already allowed for as far as the control series shows them; look whether it "
            "covers the same places and hours",
            applies=lambda result: result.detail["controlled"],
        ),
        InnocentCause(
            "Operations or overtime are planned for the end of the period",
            "Ask for rosters and operation orders of those days",
        ),
        InnocentCause(
            "Effort rises before a deadline, and the records are true",
            "Draw a sample from the case list and look for the event in a second system",
        ),
    ),
)
run = CHECK.run
