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

from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.figures.period_end.query import (
    as_complaints_rise,
    dated_by_entry,
    in_one_place,
)
from tallystick.checks.figures.period_end.results import series_results
from tallystick.checks.shared.kind_beside_rest import in_the_window
from tallystick.checks.shared.metric_series import ALL, DAYS, daily, keeps, why_uncounted
from tallystick.checks.shared.period_ends import why_no_ends
from tallystick.findings import Result
from tallystick.stats.series.daily import daily_of
from tallystick.tables import Frame, Metric
from tallystick.tables.store import Tables

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def metrics_of(frame: Frame) -> tuple[Metric, ...]:
    """The metrics whose days are examined: all incidents, and what the engagement names."""
    named = tuple(metric for metric in frame.metrics if metric.total == "records")
    if any(not metric.is_control and not metric.where for metric in named):
        return named
    return (ALL, *named)


def query(tables: Tables) -> Relation:
    """Records per metric, unit and day."""
    rows = ibis.union(
        *(
            daily(tables, metric).mutate(metric=ibis.literal(metric.name))
            for metric in metrics_of(tables.frame)
            if not why_uncounted(tables, metric)
        )
    )
    return rows.select("metric", "unit_id", "day", n=rows.milli // 1000)


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per metric and calendar the agency's result, then its units'."""
    daily = (columns[name] for name in ("metric", "unit_id", "day", "n"))
    return series_results(daily_of(*daily), metrics_of(frame), frame)


def _subject(tables: Tables, result: Result) -> Relation:
    metric = next(each for each in metrics_of(tables.frame) if each.name == result.detail["metric"])
    records = tables[metric.table]
    rows = records.filter(keeps(records, metric))
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records in the last days of the periods examined."""
    rows = _subject(tables, result)
    return rows.filter(in_the_window(rows, result))


def _counts_incidents(result: Result) -> bool:
    return bool(result.detail["date_column"] == "occurred_at")


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail = result.detail
    after = detail["first_days_after"][1]
    by_month = zip(MONTHS, detail["by_month"] or (), strict=False)
    ratios = {name: ratio for name, ratio in by_month if ratio == ratio}
    told = {
        "number_of_ends": len(detail["ends"]),
        "busy_after": after is not None and after > 0,
        "most": "",
    }
    if not ratios:
        return told
    most, least = max(ratios, key=ratios.__getitem__), min(ratios, key=ratios.__getitem__)
    return told | {
        "most": most, "most_ratio": ratios[most], "least": least, "least_ratio": ratios[least],
    }  # fmt: skip


def _picture(result: Result, tables: Tables) -> dict[str, Any] | None:
    profile = result.detail.get("profile")
    if not profile:
        return None
    window, days = result.detail["window"], profile["offset"]
    return {
        "x": tuple(days),
        **{name: tuple(profile[name]) for name in ("recorded", "expected", "low", "high")},
        "mark": 0.5,
        "excess": (days.index(1 - window), days.index(0) + 1),
    }


CHECK = declared(
    __name__,
    needs={"incidents": ("occurred_at",)},
    unready=why_no_ends,
    query=query,
    test=test,
    listed=listed,
    causes={
        "dated_by_entry": Cause(
            counts=lambda tables, result: dated_by_entry(_subject(tables, result), result),
            needs={"incidents": ("recorded_at",)},
            applies=_counts_incidents,
        ),
        "one_place": Cause(
            counts=lambda tables, result: in_one_place(_subject(tables, result), result),
            needs={"incidents": ("area_id",)},
            applies=_counts_incidents,
        ),
        "as_complaints_rise": Cause(
            counts=lambda tables, result: as_complaints_rise(
                tables["incidents"], _subject(tables, result), result
            ),
            needs={"incidents": ("origin", "recorded_at")},
            applies=lambda result: _counts_incidents(result) and not result.detail["controlled"],
        ),
        "no_control": Cause(
            applies=lambda result: not (_counts_incidents(result) or result.detail["controlled"])
        ),
        "controlled": Cause(applies=lambda result: result.detail["controlled"]),
    },
    values=_values,
    picture=_picture,
    draws_nulls=True,
    shares=tuple(DAYS.values()),
    broken_by=("cases",),
)
run = CHECK.run
