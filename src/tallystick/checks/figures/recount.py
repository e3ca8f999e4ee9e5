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

from functools import reduce

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check
from tallystick.checks.figures.published import NEEDS, published
from tallystick.checks.figures.recount_causes import EXPLANATIONS
from tallystick.checks.figures.reported import compare, counted_metrics, differing_periods
from tallystick.checks.figures.series import DAYS
from tallystick.findings import Finding, Result, SubjectKind
from tallystick.tables import Frame, Metric
from tallystick.tables.store import Tables

NAME = "figures.recount"


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


def counts(tables: Tables) -> Relation:
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
    """Arrays in, results out: one per metric and unit."""
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
    kind: SubjectKind = "unit" if unit else "agency"
    if metric is None or np.isnan(recounted).any():
        reason = f"no [[metrics]] entry says what {name} counts, or its columns are not mapped"
        return Result(NAME, kind, unit, name, "insufficient", len(start), reason=reason)
    difference = reported - recounted
    differs = difference != 0
    examples = np.flatnonzero(differs)[:5]
    return Result(
        check=NAME,
        subject_kind=kind,
        subject=unit,
        aspect=name,
        verdict="differs" if differs.any() else "not_found",
        n=len(start),
        estimand="reported minus recounted, summed over the periods",
        estimate=float(difference.sum()) / 1000,
        smallest_detectable=0.001 if metric.total == "value" else 1.0,
        detail={
            "table": metric.table,
            "total": metric.total,
            "periods": len(start),
            "differing": int(differs.sum()),
            "over": float(difference[difference > 0].sum()) / 1000,
            "under": float(-difference[difference < 0].sum()) / 1000,
            "reported": float(reported.sum()) / 1000,
            "recounted": float(recounted.sum()) / 1000,
            "examples": [
                [str(start[row])[:10], float(reported[row]) / 1000, float(recounted[row]) / 1000]
                for row in examples
            ],
        },
    )


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects."""
    detail = result.detail
    whom = f"unit {result.subject}" if result.subject else "the whole agency"
    first = detail["examples"][0]
    return Finding.of(
        result,
        title=f"Reported {result.aspect} differ from the records of {whom}",
        criteria="A published figure equals the sum of the records of its unit and period.",
        condition=(
            f"In {detail['differing']} of {detail['periods']} periods the reported "
            f"{result.aspect} and the recount differ: {detail['over']:,.15g} more were reported "
            f"than recorded, and {detail['under']:,.15g} fewer. In all {detail['reported']:,.15g} "
            f"were reported and {detail['recounted']:,.15g} are recorded. For example, for the "
            f"period from {first[0]}: reported {first[1]:,.15g}, recorded {first[2]:,.15g}."
        ),
        cause="Not established. Rule out first: figures drawn before late records came in, "
        "counting by the day of entry, another definition of the metric.",
        effect="Whoever compares units or years by the published figure compares something "
        "that the records do not show.",
        caveats=("Records set aside by this audit are not in the recount; see the data section.",),
        suggestion="Ask for the list of case numbers behind one differing figure, and compare "
        "it with the case list of this finding.",
    )


def cases(tables: Tables, result: Result) -> Relation:
    """The unit-periods that differ: reported, recounted and the difference."""
    rows = differing_periods(tables, result)
    return rows.select(
        "unit_id",
        "period_start",
        "period_end",
        reported=rows.reported / 1000,
        recounted=rows.recounted / 1000,
        difference=(rows.reported - rows.recounted) / 1000,
    ).order_by("unit_id", "period_start", "period_end", "reported")


def unready(tables: Tables) -> str:
    """Say why no figure can be recounted although figures were loaded."""
    if not tables.frame.metrics:
        return "needs a [[metrics]] entry that says what each reported metric counts"
    return ""


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs=NEEDS,
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    unready=unready,
    explanations=EXPLANATIONS,
    shares=tuple(DAYS.values()),
)
run = CHECK.run
