"""What was reported for each unit and period, and what do the records add up to?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.shared.metric_series import daily, daily_by, why_uncounted
from tallystick.checks.shared.published_figures import published
from tallystick.findings import Result
from tallystick.tables import Metric
from tallystick.tables.store import Tables


def _reported(tables: Tables, metric: Metric) -> Relation:
    figures = published(tables)
    figures = figures.filter(figures.metric == metric.name)
    return figures.select("unit_id", "period_start", "period_end", reported=figures.milli)


def compare(tables: Tables, metric: Metric, date_column: str | None = None) -> Relation:
    """Return a row per unit and period: ``reported`` and ``recounted``, in thousandths.

    The agency's own figure (no unit) is compared with the records of all units. Each record
    falls on its usual day, or on that of `date_column`.
    """
    figures = _reported(tables, metric)
    days = daily_by(tables, metric, date_column) if date_column else daily(tables, metric)
    whole = days.group_by("day").aggregate(milli=days.milli.sum())
    # Two joins, since an "or" in one would compare every figure with every day of every unit.
    return _within(figures.filter(figures.unit_id == ""), whole).union(
        _within(figures.filter(figures.unit_id != ""), days)
    )


def _within(figures: Relation, days: Relation) -> Relation:
    """Each figure with the sum of the days of its period, and of its unit where days have one."""
    conditions = [days.day >= figures.period_start, days.day <= figures.period_end]
    if "unit_id" in days.columns:
        conditions.append(figures.unit_id == days.unit_id)
    joined = figures.left_join(days, conditions)
    keys = ["unit_id", "period_start", "period_end", "reported"]
    return joined.group_by(keys).aggregate(recounted=joined.milli.sum().fill_null(0).cast("int64"))


def counted_metrics(tables: Tables, *, by_month: bool = False) -> list[Metric]:
    """The metrics whose records are there to be counted, by day or by month."""
    return [
        metric
        for metric in tables.frame.metrics
        if metric.table in tables.relations and not why_uncounted(tables, metric, by_month=by_month)
    ]


def metric_of(tables: Tables, result: Result) -> Metric:
    """The metric that a result is about."""
    return next(metric for metric in tables.frame.metrics if metric.name == result.aspect)


def differing_periods(tables: Tables, result: Result, date_column: str | None = None) -> Relation:
    """The rows of `compare` for the result's metric and subject where the two differ."""
    table = compare(tables, metric_of(tables, result), date_column)
    return table.filter(table.unit_id == result.subject, table.reported != table.recounted)
