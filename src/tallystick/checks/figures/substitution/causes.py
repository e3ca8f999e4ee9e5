"""Do other units' shares fall at the same date, as a change for all of them would make them?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.figure_series import RECORDED
from tallystick.checks.shared.metric_series import daily
from tallystick.checks.shared.published_figures import published
from tallystick.findings import Result
from tallystick.tables.store import Tables

FEWEST = 3


def same_date(tables: Tables, result: Result) -> Relation:
    """Of the other units (the agency: of all), those whose share falls half as much or more.

    The year before the date is compared with the year after it. Fewer than three units tell
    nothing.
    """
    sums = _sums(tables, result)
    before, after = sums.first_before + sums.second_before, sums.first_after + sums.second_after
    units = sums.filter(sums.unit_id != "", sums.unit_id != result.subject, before > 0, after > 0)
    shares = units.select(
        fall=units.first_before / (units.first_before + units.second_before)
        - units.first_after / (units.first_after + units.second_after)
    )
    own = result.detail.get("fall", 0.0)
    fell = (shares.fall >= own / 2) & (shares.fall > 0)
    told = shares.aggregate(of=shares.count(), explains=fell.ifelse(1, 0).sum().fill_null(0))
    enough = told.of >= FEWEST
    return told.select(
        of=enough.ifelse(told.of, 0).cast("int64"),
        explains=enough.ifelse(told.explains, 0).cast("int64"),
    )


def _sums(tables: Tables, result: Result) -> Relation:
    """Per unit: cases of either category in the year before and after the date."""
    detail = result.detail
    rows = _rows(tables, result)
    date, begin, end = (
        ibis.literal(detail[name]).cast("date") for name in ("date", "year_before", "year_after")
    )
    first = rows.metric == detail["from"]
    before, after = (rows.day >= begin) & (rows.day < date), (rows.day >= date) & (rows.day < end)

    def summed(where: ibis.expr.types.BooleanValue) -> ibis.expr.types.IntegerValue:
        return ibis.ifelse(where, rows.milli, 0).sum().cast("int64")

    return rows.group_by("unit_id").aggregate(
        first_before=summed(first & before),
        second_before=summed(~first & before),
        first_after=summed(first & after),
        second_after=summed(~first & after),
    )


def _rows(tables: Tables, result: Result) -> Relation:
    names = [result.detail["from"], *result.detail["to"]]
    if result.detail["source"] != RECORDED:
        figures = published(tables)
        figures = figures.filter(figures.metric.isin(names))
        return figures.select("metric", "unit_id", "milli", day=figures.period_start)
    metrics = [metric for metric in tables.frame.metrics if metric.name in names]
    parts = [
        daily(tables, metric).mutate(metric=ibis.literal(metric.name))
        .select("metric", "unit_id", "milli", "day")
        for metric in metrics
    ]  # fmt: skip
    return reduce(lambda a, b: a.union(b), parts)
