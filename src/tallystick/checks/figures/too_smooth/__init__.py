"""Do counts vary less than chance allows?

Criteria
    Events that do not know of each other vary from day to day and month to month at least as
    chance does: their counts scatter about their mean by no less than its square root.
Test
    H0  Each count is Poisson, with a mean that is the level of its week (or year) times that of
        its weekday (or month); whatever else moves the mean only adds variation.
    H1  The counts vary less. One-sided, per metric for the agency and its units: the days of the
        records, and the published figures where they are days, weeks, months or quarters.
    Pearson's X2 of independence in tables of weeks by weekdays (eight weeks at a time) or years
    by months, given the sums of rows and columns; the sum over all tables, and whether some are
    too smooth by Simes' test. Only whole counts are tested, and only metrics that count records.
    Figures with a denominator (shares, and counts of a whole) vary less than Poisson counts: these
    are binomial at a rate of their own in each week or year, and X2 is that of periods by counted
    or not, given both sums. Without a denominator a share is not tested, nor where the smaller part
    has less than two a period, nor where shares were printed more coarsely than chance varies.
    Estimate: the variation as a ratio of what chance alone gives, minus 1, in all tables or, where
    only some are too smooth, in those, with an interval that allows for having chosen them.
Cause, innocent first
    Work that comes in fixed portions (rosters, slots of a laboratory or a court, a planned
    number of checks a day); figures that are running means, estimates or filled in where one was
    missing; rounding; entry in equal batches under the date of entry. A quota that is met every
    day looks the same: the pattern does not show which of these it is.

References
    Kobak 2022, Significance 19(2), deaths that vary too little; Haldane 1940, Biometrika 31(3/4),
    and Lewis, Saunders & Westcott 1984, Biometrika 71(3), the law of X2 given the margins.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import lacking
from tallystick.checks.declared import Cause, declared
from tallystick.checks.figures.too_smooth.results import results_of
from tallystick.checks.shared.figure_series import PUBLISHED, RECORDED, counting, of_records
from tallystick.checks.shared.metric_series import DATES, DAYS, daily, keeps
from tallystick.checks.shared.published_figures import (
    NEEDS,
    metric_of,
    more_multiples,
    published,
)
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Metric
from tallystick.tables.store import Tables

say = words_beside(__file__).say


def _counted(tables: Tables) -> list[Metric]:
    """The metrics that count records, and whose records are here by day."""
    return [metric for metric in counting(tables) if not metric.is_control]


def query(tables: Tables) -> Relation:
    """Each metric's records by unit and day, and each published figure, in thousandths."""
    parts = [
        days.select(
            source=ibis.literal(RECORDED), metric=ibis.literal(metric.name), unit_id=days.unit_id,
            first=days.day, last=days.day, milli=days.milli,
            per=ibis.literal(0, "int64"), of=ibis.literal(0, "int64"),
        )
        for metric, days in ((each, daily(tables, each)) for each in _counted(tables))
    ]  # fmt: skip
    if not tables.missing(NEEDS):
        figures = published(tables)
        parts.append(
            figures.select(
                source=ibis.literal(PUBLISHED),
                metric=figures.metric,
                unit_id=figures.unit_id,
                first=figures.period_start,
                last=figures.period_end,
                milli=figures.milli,
                per=figures.per,
                of=figures["of"].cast("int64"),
            )
        )
    return ibis.union(*parts)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail, (low, high) = result.detail, result.interval or (0.0, 0.0)
    spans = detail["spans"]
    return {
        "left": 1 + (result.estimate or 0.0), "left_low": 1 + low, "left_high": 1 + high,
        "some": len(spans) < detail["stretches"], "smooth": len(spans), "last_day": spans[-1][1],
    }  # fmt: skip


def _picture(result: Result, tables: Tables) -> dict[str, Any] | None:
    ratios = result.detail["ratios"]
    if len(ratios) < 2 or None in ratios:
        return None
    return {
        "x": tuple(range(1, len(ratios) + 1)),
        "recorded": tuple(ratios),
        "expected": (1.0,) * len(ratios),
    }


def listed(tables: Tables, result: Result) -> Relation:
    """The records, or the published figures, of the stretches that are too smooth."""
    detail = result.detail
    if detail["source"] == RECORDED:
        metric = metric_of(tables, result)
        records = tables[metric.table]
        rows = records.filter(keeps(records, metric))
        day = rows[DATES[metric.table]].date()
        rows = rows.filter(_within(day, day, detail["spans"]))
    else:
        rows = _figures_of(tables, result)
    whose = rows.unit_id.fill_null("") == result.subject
    return rows.filter(whose) if result.subject or detail["source"] != RECORDED else rows


def _figures_of(tables: Tables, result: Result) -> Relation:
    figures = tables["reported_figures"]
    rows = figures.filter(figures.metric == result.detail["metric"])
    rows = rows.filter(rows.unit_id.fill_null("") == result.subject)
    spans = result.detail.get("spans")
    return rows.filter(_within(rows.period_start, rows.period_end, spans)) if spans else rows


def _within(first: ibis.Value, last: ibis.Value, spans: list[list[str]]) -> ibis.Value:
    inside = [
        (first >= ibis.literal(begin).cast("date")) & (last <= ibis.literal(end).cast("date"))
        for begin, end in spans
    ]
    return ibis.or_(*inside)


def _is_part(result: Result) -> bool:
    return bool(result.detail["of_whole"])


def _is_whole(result: Result) -> bool:
    return not of_records(result) and not _is_part(result)


def unready(tables: Tables) -> str:
    """Say why no series can be examined; "" when one can."""
    counts = any(metric.total == "records" for metric in tables.frame.metrics)
    undated = not _counted(tables) and tables.missing(NEEDS)
    return lacking(
        "" if counts else say("reasons.needs_metric"),
        say("reasons.needs_dates") if undated else "",
    )


CHECK = declared(
    __name__,
    needs={},
    unready=unready,
    query=query,
    test=results_of,
    listed=listed,
    causes={
        "estimates": Cause(applies=lambda result: not of_records(result)),
        "rounded": Cause(
            counts=lambda tables, result: more_multiples(_figures_of(tables, result), 10),
            needs=NEEDS,
            applies=_is_whole,
        ),
        "fixed_mix": Cause(applies=_is_part),
        "batches": Cause(applies=of_records),
    },
    values=_values,
    picture=_picture,
    draws_nulls=True,
    shares=tuple(DAYS.values()),
    broken_by=("cases",),
    breaks=of_records,
)
run = CHECK.run
