"""Which figures were published, how often was each value, and what do the records add up to?"""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import numpy as np
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.metric_series import DATES, daily, daily_by, keeps, why_uncounted
from tallystick.checks.shared.whole_numbers import MILLI, in_milli, per_of
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import grouped
from tallystick.tables import Metric
from tallystick.tables.store import Tables

say = words_beside(__file__).say

VALUES = {"reported_figures": ("metric", "value")}
"""What is needed of figures where their periods do not matter."""
NEEDS = {"reported_figures": ("metric", "period_start", "period_end", "value")}
FRACTIONS = say("shared.fractions")
PERCENT = say("shared.percent")


def published(tables: Tables) -> Relation:
    """Return the figures: ``metric``, ``unit_id`` ("" for the agency), first and last day.

    ``milli`` is the value in thousandths, ``per`` of how many its unit says that it is a share (0:
    it is none), ``percent`` whether it is one, ``of`` the denominator of a share, or of a count
    that is no more than it (0: none is told).
    """
    figures = tables["reported_figures"]
    per = per_of(figures)
    return figures.select(
        "metric",
        "period_start",
        "period_end",
        unit_id=figures.unit_id.fill_null(""),
        milli=in_milli(figures.value),
        per=per,
        percent=per > 0,
        of=ibis.ifelse((per > 0) | of_denominator(figures), figures.denominator.fill_null(0), 0),
    )


def of_denominator(figures: Relation) -> BooleanValue:
    """Whether each figure is a count of its denominator, such as the voters of those registered."""
    whole = figures.value == figures.value.round()
    counted = whole & (per_of(figures) == 0) & (figures.value >= 0)
    return (counted & (figures.value <= figures.denominator)).fill_null(False)


def values(tables: Tables) -> Relation:
    """Return ``metric``, ``unit_id``, ``milli``, ``percent`` and ``n``: how often each value is."""
    rows = published(tables)
    return rows.group_by("metric", "unit_id", "milli", "percent").aggregate(n=rows.count())


def totals(
    metric: np.ndarray, unit_id: np.ndarray, milli: np.ndarray, percent: np.ndarray, n: np.ndarray
) -> Iterator[tuple[str, str, np.ndarray, str]]:
    """Yield each series of `values`: its metric and unit, its figures, and why they are no totals.

    The reason is "" where all are whole numbers; then the figures are those numbers.
    """
    for (name, unit), rows in grouped(metric, unit_id):
        figures = np.repeat(milli[rows], n[rows])
        reason = ""
        if percent[rows].any():
            reason = PERCENT
        elif (figures % MILLI).any() or (figures < 0).any():
            reason = FRACTIONS
        yield name, unit, figures // MILLI, reason


def more_multiples(figures: Relation, base: int) -> Relation:
    """How many more of the figures are multiples of `base` than one in `base`, as ``explains``."""
    multiples = (figures.value.round().cast("int64") % base == 0).ifelse(1, 0)
    sums = figures.aggregate(of=figures.count(), multiples=multiples.sum().fill_null(0))
    beyond = ibis.greatest(sums.multiples - (sums.of / base).ceil().cast("int64"), 0)
    return sums.select("of", explains=beyond)


def _reported(tables: Tables, metric: Metric) -> Relation:
    figures = published(tables)
    figures = figures.filter(figures.metric == metric.name)
    return figures.select("unit_id", "period_start", "period_end", reported=figures.milli)


def compare(tables: Tables, metric: Metric, date_column: str | None = None) -> Relation:
    """Return a row per unit and period: ``reported`` and ``recounted``, in thousandths.

    The agency's own figure (no unit) is compared with the records of all units. Each record
    falls on its usual day, or on that of `date_column`. Figures of a second source are those of the
    same unit and period, null where it states none.
    """
    figures = _reported(tables, metric)
    if metric.table == "reported_figures":
        others = published(tables)
        return _beside(figures, others.filter(keeps(others, metric)))
    days = daily_by(tables, metric, date_column) if date_column else daily(tables, metric)
    whole = days.group_by("day").aggregate(milli=days.milli.sum())
    # Two joins, since an "or" in one would compare every figure with every day of every unit.
    return _within(figures.filter(figures.unit_id == ""), whole).union(
        _within(figures.filter(figures.unit_id != ""), days)
    )


def _beside(figures: Relation, others: Relation) -> Relation:
    """Each figure with the sum of the second source's for the same unit and period."""
    keys = ["unit_id", "period_start", "period_end"]
    sums = others.group_by(keys).aggregate(recounted=others.milli.sum().cast("int64"))
    return figures.left_join(sums, keys).select(*keys, "reported", "recounted")


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
        if metric.table in DATES
        and metric.table in tables.relations
        and not why_uncounted(tables, metric, by_month=by_month)
    ]


def second_sources(tables: Tables) -> list[Metric]:
    """The metrics of which a second source has figures too."""
    return [metric for metric in tables.frame.metrics if metric.table == "reported_figures"]


def metric_of(tables: Tables, result: Result) -> Metric:
    """The metric that a result is about."""
    name = result.detail.get("metric", result.aspect)
    return next(metric for metric in tables.frame.metrics if metric.name == name)


def differing_periods(tables: Tables, result: Result, date_column: str | None = None) -> Relation:
    """The rows of `compare` for the result's metric and subject where the two differ.

    The subject may be all units, and a result may be about one period.
    """
    table = compare(tables, metric_of(tables, result), date_column)
    of_all = result.detail.get("all_units", False)
    whose = table.unit_id != "" if of_all else table.unit_id == result.subject
    rows = table.filter(whose, table.reported != table.recounted)
    period = result.detail.get("period")
    return (
        rows
        if period is None
        else rows.filter(rows.period_start == ibis.literal(period).cast("date"))
    )
