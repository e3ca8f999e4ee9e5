"""Does the reported figure equal what the records add up to?

Criteria
    A published figure is the sum of the records behind it: a reader who counts the same
    records for the same unit and period arrives at the same number.
Test
    A test of details, exact, in both directions, per metric, unit and period. Sums are made in
    integer thousandths, so that no rounding enters.
    Estimate: reported minus recounted, summed over the periods compared; over- and
    under-reporting are also told apart, since they can cancel.
Cause, innocent first
    Figures drawn before the late records came in; counted by the day of entry rather than of
    the event; repeated case numbers counted once; another definition of the metric; units
    re-organised; records sealed or merged since.

References
    Government Auditing Standards (GAO-21-368G) 8.90-8.95; Connecticut Racial Profiling
    Prohibition Project 2023, an audit that compared records with a second count in both
    directions.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.figures.recount.causes import CAUSES
from tallystick.checks.proposed import undecided
from tallystick.checks.shared.metric_series import DAYS
from tallystick.checks.shared.published_figures import (
    NEEDS,
    compare,
    counted_metrics,
    differing_periods,
    published,
)
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame, Metric
from tallystick.tables.store import Tables

say = words_beside(__file__).say


def _uncounted(tables: Tables) -> Relation:
    """The figures whose metric cannot be counted: their recount is null."""
    figures = published(tables)
    known = [metric.name for metric in counted_metrics(tables)]
    figures = figures.filter(~figures.metric.isin(known))
    return figures.select(
        "unit_id",
        "period_start",
        "period_end",
        reported=figures.milli,
        recounted=ibis.null("int64"),
        metric=figures.metric,
    )


def query(tables: Tables) -> Relation:
    """One row per metric, unit and period: what was reported and what the records add up to."""
    parts = [
        compare(tables, metric).mutate(metric=ibis.literal(metric.name))
        for metric in counted_metrics(tables)
    ]
    return reduce(lambda a, b: a.union(b), [*parts, _uncounted(tables)])


def test(
    unit_id: np.ndarray,
    period_start: np.ndarray,
    period_end: np.ndarray,
    reported: np.ndarray,
    recounted: np.ndarray,
    metric: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return a result per metric and unit."""
    groups: dict[tuple[str, str], list[int]] = {}
    for row in np.lexsort((recounted, reported, period_end, period_start, unit_id, metric)):
        groups.setdefault((str(metric[row]), str(unit_id[row])), []).append(int(row))
    totals = {each.name: each for each in frame.metrics}
    return [
        _result(key, period_start[rows], reported[rows], recounted[rows], totals.get(key[0]))
        for key, rows in groups.items()
    ]


def _result(
    key: tuple[str, str],
    start: np.ndarray,
    reported: np.ndarray,
    recounted: np.ndarray,
    metric: Metric | None,
) -> Result:
    name, unit = key
    if metric is None or np.isnan(recounted).any():
        return undecided("unit", unit, name, len(start), "uncounted")
    difference = reported - recounted
    differs = difference != 0
    examples = np.flatnonzero(differs)[:5]
    bare = undecided(
        "unit", unit, name, len(start),
        table=metric.table,
        total=metric.total,
        periods=len(start),
        differing=int(differs.sum()),
        over=float(difference[difference > 0].sum()) / 1000,
        under=float(-difference[difference < 0].sum()) / 1000,
        reported=float(reported.sum()) / 1000,
        recounted=float(recounted.sum()) / 1000,
        examples=[
            [str(start[row])[:10], float(reported[row]) / 1000, float(recounted[row]) / 1000]
            for row in examples
        ],
    )  # fmt: skip
    return replace(
        bare,
        verdict="differs" if differs.any() else "not_found",
        estimate=float(difference.sum()) / 1000,
        smallest_detectable=0.001 if metric.total == "value" else 1.0,
    )


def listed(tables: Tables, result: Result) -> Relation:
    """The unit-periods that differ: reported, recounted and the difference."""
    rows = differing_periods(tables, result)
    return rows.select(
        "unit_id",
        "period_start",
        "period_end",
        reported=rows.reported / 1000,
        recounted=rows.recounted / 1000,
        difference=(rows.reported - rows.recounted) / 1000,
    )


def unready(tables: Tables) -> str:
    """Say why no figure can be recounted although figures were loaded."""
    if not tables.frame.metrics:
        return say("reasons.needs_metric")
    return ""


CHECK = declared(
    __name__,
    needs=NEEDS,
    unready=unready,
    query=query,
    test=test,
    listed=listed,
    order=("unit_id", "period_start", "period_end", "reported"),
    causes=CAUSES,
    shares=tuple(DAYS.values()),
)
run = CHECK.run
