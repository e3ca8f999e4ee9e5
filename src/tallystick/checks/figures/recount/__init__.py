"""Does the reported figure equal what the records add up to?

Criteria
    A published figure is the sum of the records behind it: a reader who counts the same
    records for the same unit and period arrives at the same number.
Test
    A test of details, exact, in both directions, per metric, unit and period. Sums are made in
    integer thousandths, so that no rounding enters.
    Estimate: reported minus recounted, summed over the periods compared; over- and
    under-reporting are also told apart, since they can cancel.

    Two sources that count for themselves (records, or the figures of another office for the same
    units and periods) differ everywhere. Where at least six units, three in
    four of all, and half of the unit-periods differ, that is one statement about the two sources,
    with the largest gaps by size, and no finding of each unit. Each unit-period is then compared
    with that unit's usual gap and its trend. H0: the share of the reported in both is as the unit's
    other periods predict it. Two-sided, a prediction t-test with the overdispersion of the other
    periods; the smallest p counts times the unit's periods.
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

from typing import Any

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, Listing, declared, part_of
from tallystick.checks.figures.recount.results import results_of
from tallystick.checks.shared.metric_series import DAYS, keeps
from tallystick.checks.shared.published_figures import (
    NEEDS,
    compare,
    counted_metrics,
    differing_periods,
    metric_of,
    published,
    second_sources,
)
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import SELECTED_ON
from tallystick.tables.store import Tables

say = words_beside(__file__).say

PERIOD = ("unit_id", "period_start", "period_end")


def query(tables: Tables) -> Relation:
    """One row per metric, unit and period: what was reported and what the records add up to.

    Figures whose metric cannot be counted have no recount.
    """
    second, figures = second_sources(tables), published(tables)
    counted = counted_metrics(tables) + second
    others = {name for each in second for _, names in each.where for name in names}
    figures = figures.filter(~figures.metric.isin([*(each.name for each in counted), *others]))
    return ibis.union(
        *(compare(tables, each).mutate(metric=ibis.literal(each.name)) for each in counted),
        figures.select(
            *PERIOD, reported=figures.milli, recounted=ibis.null("int64"), metric=figures.metric
        ),
    )


def listed(tables: Tables, result: Result) -> Relation:
    """The unit-periods that differ: reported, recounted and the difference, largest first."""
    rows = differing_periods(tables, result)
    return rows.select(
        *PERIOD,
        reported=rows.reported / MILLI,
        recounted=rows.recounted / MILLI,
        difference=(rows.reported - rows.recounted) / MILLI,
    )


def unready(tables: Tables) -> str:
    """Say why no figure can be recounted although figures were loaded."""
    return "" if tables.frame.metrics else say("reasons.needs_metric")


def _by_day_of_entry(tables: Tables, result: Result) -> Relation:
    differing = differing_periods(tables, result).select(*PERIOD)
    entered = compare(tables, metric_of(tables, result), "recorded_at")
    agreeing = entered.filter(entered.reported == entered.recounted)
    return part_of(differing.semi_join(agreeing, PERIOD), differing)


def _counted_once(tables: Tables, result: Result) -> Relation:
    """The periods that agree once each incident_id is counted one time."""
    records = tables["incidents"]
    kept = records.filter(keeps(records, metric_of(tables, result)), records.incident_id.notnull())
    once = kept.group_by("incident_id", unit_id=kept.unit_id.fill_null("")).aggregate(
        day=kept.occurred_at.date().min()
    )
    differing = differing_periods(tables, result).drop("recounted")
    joined = differing.left_join(once, _within(differing, once))
    recount = joined.group_by(*PERIOD, "reported").aggregate(cases=joined.incident_id.count())
    return part_of(recount.filter(recount.reported == recount.cases * MILLI), differing)


def _drawn_early(tables: Tables, result: Result) -> Relation:
    """The periods whose figure the records entered by some later day add up to.

    Such a day exists when the figure lies between what was entered by the end of the period
    and what is entered now; a day on which several came in at once may step over it.
    """
    records = tables["incidents"]
    kept = records.filter(keeps(records, metric_of(tables, result)))
    kept = kept.select(
        "unit_id", "count", day=kept.occurred_at.date(), entered=kept.recorded_at.date()
    )
    differing = differing_periods(tables, result)
    in_time = [*_within(differing, kept), kept.entered <= differing.period_end]
    joined = differing.left_join(kept, in_time)
    entered = joined.group_by(*PERIOD, "reported", "recounted").aggregate(
        milli=joined["count"].sum().fill_null(0) * MILLI
    )
    between = (entered.reported >= entered.milli) & (entered.reported < entered.recounted)
    return part_of(entered.filter(between), differing)


def _within(periods: Relation, records: Relation) -> list[BooleanValue]:
    """The records of the unit of a period, or of all for the agency, on its days."""
    return [
        (periods.unit_id == "") | (periods.unit_id == records.unit_id),
        records.day >= periods.period_start,
        records.day <= periods.period_end,
    ]


def _of_incidents(ask: Listing, *columns: str) -> Cause:
    """A cause that is asked of incidents, where these are what the metric counts."""
    kind = ("incidents", "records")
    return Cause(
        counts=ask,
        needs={"incidents": columns},
        applies=lambda result: (result.detail["table"], result.detail["total"]) == kind,
    )


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    """The largest gaps as a list of texts needs them."""
    metric = result.detail.get("metric", result.aspect)
    return {"counted": metric, "second": _is_of_figures(result)}


def _is_of_figures(result: Result) -> bool:
    """Whether a second source's figures are compared, and no records."""
    return bool(result.detail.get("table") == "reported_figures")


CHECK = declared(
    __name__,
    needs=NEEDS,
    unready=unready,
    query=query,
    test=results_of,
    listed=listed,
    order=(ibis._["difference"].abs().desc(), *PERIOD, "reported"),
    causes={
        "day_of_entry": _of_incidents(_by_day_of_entry, "recorded_at"),
        "counted_once": _of_incidents(_counted_once, "incident_id", "occurred_at"),
        "drawn_early": _of_incidents(_drawn_early, "recorded_at"),
    },
    values=_values,
    shares=tuple(DAYS.values()),
    broken_by=SELECTED_ON,
    breaks=lambda result: not _is_of_figures(result),
)
run = CHECK.run
