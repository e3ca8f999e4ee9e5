"""Which figure had each unit in each period: as published, or as the records of months add up?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.metric_series import DATES, DAYS, daily, daily_by, why_uncounted
from tallystick.checks.shared.published_figures import NEEDS, counted_metrics, published
from tallystick.checks.shared.whole_numbers import in_milli
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Metric
from tallystick.tables.store import Tables

say = words_beside(__file__).say

PUBLISHED, RECORDED = "published", "recorded"
COLUMNS = ("source", "metric", "unit_id", "first", "last", "milli", "percent")
TARGETS = {"targets": ("metric", "period_start", "period_end", "target")}
NOTHING = say("shared.needs_figures")
SPARE = 2
"""How many days at either end of a month may be without any record, and more where gaps are."""


def of_records(result: Result) -> bool:
    """Whether a result is of records that the program counted, and not of published figures."""
    return bool(result.detail.get("source") == RECORDED)


def told(tables: Tables) -> Relation:
    """Return the published figures, or, without any, the records by unit and calendar month.

    Columns: ``source``, ``metric``, ``unit_id``, ``first`` and ``last`` day, ``milli`` (in
    thousandths) and ``percent``. Months that the period examined cuts are left out, and without one
    those of which the records lack more days at either end than they ever do between two of them.
    """
    if not tables.missing(NEEDS):
        return as_told(tables)
    months = [_months(tables, each) for each in counting(tables, by_month=True)]
    return reduce(lambda a, b: a.union(b), months)


def as_told(tables: Tables) -> Relation:
    """Return the published figures, with the columns of `told`."""
    figures = published(tables)
    return figures.select(
        "metric", "unit_id", "milli", "percent", source=ibis.literal(PUBLISHED),
        first=figures.period_start, last=figures.period_end,
    ).select(*COLUMNS)  # fmt: skip


def goals(tables: Tables) -> Relation:
    """Return the targets: ``metric``, ``unit_id``, ``first``, ``last``, ``milli`` and ``basis``."""
    targets = tables["targets"]
    return targets.select(
        "metric", unit_id=targets.unit_id.fill_null(""), first=targets.period_start,
        last=targets.period_end, milli=in_milli(targets.target),
        basis=targets.basis.fill_null(""),
    )  # fmt: skip


def counting(tables: Tables, *, by_month: bool = False) -> list[Metric]:
    """The metrics that count records that are there, by day or by month."""
    counted = counted_metrics(tables, by_month=by_month)
    return [each for each in counted if each.total == "records"]


def why_untold(tables: Tables) -> str:
    """Say why there is no figure; "" when there is one."""
    return NOTHING if tables.missing(NEEDS) and not counting(tables, by_month=True) else ""


def _months(tables: Tables, metric: Metric) -> Relation:
    by_day = not why_uncounted(tables, metric)
    days = daily(tables, metric) if by_day else daily_by(tables, metric, DATES[metric.table])
    months = days.group_by("unit_id", first=days.day.truncate("M").cast("date")).aggregate(
        milli=days.milli.sum()
    )
    last = (months["first"].cast("timestamp") + ibis.interval(months=1)) - ibis.interval(days=1)
    months = months.mutate(last=last.cast("date"))
    return _whole(tables, metric, months, by_day=by_day).select(
        "unit_id", "first", "last", "milli", source=ibis.literal(RECORDED),
        metric=ibis.literal(metric.name), percent=ibis.literal(False),
    ).select(*COLUMNS)  # fmt: skip


def _whole(tables: Tables, metric: Metric, months: Relation, *, by_day: bool) -> Relation:
    """The months that the period examined, else the days of all records of the table, cover."""
    frame = tables.frame
    if by_day and (frame.first_day is None or frame.last_day is None):
        months = months.cross_join(_ends(DAYS[metric.table](tables)))
        if frame.first_day is None:
            months = months.filter(months["first"] >= months.begun)
        if frame.last_day is None:
            months = months.filter(months["last"] <= months.ended)
    if frame.first_day is not None:
        months = months.filter(months["first"] >= ibis.literal(frame.first_day))
    if frame.last_day is not None:
        months = months.filter(months["last"] <= ibis.literal(frame.last_day))
    return months


def _ends(days: Relation) -> Relation:
    """The first and last day of the records, further out by the longest time without any."""
    each = days.select("day").distinct()
    before = each.day.lag().over(order_by=each.day)
    each = each.mutate(gap=each.day.delta(before, unit="day"))
    ends = each.aggregate(
        first=each.day.min(), last=each.day.max(), spare=ibis.greatest(each.gap.max(), SPARE)
    )
    spare = ends.spare.as_interval("D")
    return ends.select(
        begun=(ends["first"] - spare).cast("date"), ended=(ends["last"] + spare).cast("date")
    )
