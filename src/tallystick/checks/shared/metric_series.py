"""Which records does a metric count, and on which day does each fall?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import ibis
import numpy as np
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.whole_numbers import in_milli
from tallystick.findings.words import words_beside
from tallystick.stats.series.daily import Daily, Span
from tallystick.tables import Frame, Metric
from tallystick.tables.store import Tables

say = words_beside(__file__).say

ALL = Metric("incidents", "incidents")
DATES = {"incidents": "occurred_at", "measurements": "measured_at"}


def keeps(records: Relation, metric: Metric) -> BooleanValue:
    """Whether a record of the metric's table is one that the metric counts."""
    conditions = [records[column].isin(values) for column, values in metric.where]
    return reduce(lambda a, b: a & b, conditions, ibis.literal(True))


def amount_milli(records: Relation, metric: Metric) -> IntegerValue:
    """What a record adds to the metric, in integer thousandths."""
    if metric.total == "value":
        return in_milli(records["value"]) * records["count"]
    return records["count"] * 1000


def daily(tables: Tables, metric: Metric) -> Relation:
    """Return the metric per unit and day: ``unit_id``, ``day``, ``milli`` (thousandths)."""
    days = DAYS[metric.table](tables)
    milli = days[f"milli_{_counted(tables, metric.table).index(metric)}"]
    return days.select("unit_id", "day", milli=milli).filter(milli.notnull())


def daily_by(tables: Tables, metric: Metric, date_column: str) -> Relation:
    """Return what `daily` does, with each record on the day of its `date_column`."""
    return _days(tables, [metric], date_column).rename(milli="milli_0")


def _counted(tables: Tables, table: str) -> list[Metric]:
    """The metrics of a table whose columns are there."""
    metrics = (metric for metric in (ALL, *tables.frame.metrics) if metric.table == table)
    return [metric for metric in metrics if not why_uncounted(tables, metric)]


def _days(tables: Tables, metrics: Sequence[Metric], date_column: str) -> Relation:
    """All `metrics` of one table per unit and day, in one pass; null where none was counted."""
    records = tables[metrics[0].table]
    day = records[date_column].date()
    sums = {
        f"milli_{number}": ibis.ifelse(
            keeps(records, metric), amount_milli(records, metric), ibis.null("int64")
        ).sum()
        for number, metric in enumerate(metrics)
    }
    dated = records.filter(day.notnull())
    return dated.group_by(unit_id=records.unit_id.fill_null(""), day=day).aggregate(**sums)


def _shared_days(table: str) -> Shared:
    return Shared(
        f"{table}_by_day",
        lambda tables: bool(_counted(tables, table)),
        lambda tables: _days(tables, _counted(tables, table), DATES[table]),
    )


DAYS = {table: _shared_days(table) for table in DATES}
"""A row per unit and day for each table that metrics count, with a column per metric."""


def why_uncounted(tables: Tables, metric: Metric, *, by_month: bool = False) -> str:
    """Why the metric cannot be counted from these tables, by day or by month; "" when it can."""
    columns = (DATES[metric.table], *(column for column, _ in metric.where))
    columns += ("value",) if metric.total == "value" else ()
    missing = tables.missing({metric.table: columns}, by_month=by_month)
    return (
        say("shared.metric_needs", metric=metric.name, columns=", ".join(missing))
        if missing
        else ""
    )


def examined(days: np.ndarray, frame: Frame) -> Span:
    """First and last day (since 1970) of the period examined: the engagement's, else the data's."""
    first, last = int(days.min()), int(days.max())
    if frame.first_day is not None:
        first = int(np.datetime64(frame.first_day, "D").astype(np.int64))
    if frame.last_day is not None:
        last = int(np.datetime64(frame.last_day, "D").astype(np.int64))
    return first, last


def spans(daily: Daily, metric: str, frame: Frame) -> dict[str, Span]:
    """First and last day of the agency's series, under "", and of its units', where several.

    A unit's go from its first record to its last: it may not have existed before or after.
    """
    days, _ = daily.of(metric)
    first, last = examined(days, frame)
    found = {"": (first, last)}
    units = [unit for unit in daily.units_of(metric) if unit]
    for unit in units if len(units) > 1 else []:
        own, _ = daily.of(metric, unit)
        found[unit] = max(first, int(own.min())), min(last, int(own.max()))
    return found
