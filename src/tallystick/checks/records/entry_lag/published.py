"""Which records did a published figure count before they were entered?

Of the records that a figure counts, some were entered after the day on which it was published. What
of the figure the records entered by then do not give, it had from somewhere else: so many of the
later ones it counted before they were there, at most all of them. A figure that counts what had
been entered has none. Records without a day of entry are taken for entered by then.
"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import IntegerColumn
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.metric_series import keeps
from tallystick.checks.shared.percentages import per_of
from tallystick.checks.shared.published_figures import NEEDS
from tallystick.checks.shared.recounts import counted_metrics
from tallystick.checks.shared.thousandths import MILLI, in_milli
from tallystick.findings import Result
from tallystick.tables import Metric
from tallystick.tables.store import Tables

COLUMNS = {
    "reported_figures": (*NEEDS["reported_figures"], "published_on"),
    "incidents": ("occurred_at", "recorded_at"),
}


def metrics_told(tables: Tables) -> list[Metric]:
    """The metrics that count records, where days of publication are known."""
    if tables.missing(COLUMNS):
        return []
    return [metric for metric in counted_metrics(tables) if metric.counts_incidents]


def _figures(tables: Tables, metric: Metric) -> Relation:
    figures = tables["reported_figures"]
    figures = figures.filter(
        figures.metric == metric.name, figures.published_on.notnull(), per_of(figures) == 0
    )
    milli = in_milli(figures.value)
    return figures.select(
        "period_start", "period_end", "published_on", whose=figures.unit_id.fill_null(""),
        told=((milli - milli % MILLI) / MILLI).round().cast("int64"),
    )  # fmt: skip


def _records(tables: Tables, metric: Metric) -> Relation:
    rows = tables["incidents"]
    rows = rows.filter(rows.occurred_at.notnull(), keeps(rows, metric).fill_null(False))
    return rows.mutate(
        of_unit=rows.unit_id.fill_null(""), on=rows.occurred_at.date(),
        entered=rows.recorded_at.date(),
    )  # fmt: skip


def _compared(tables: Tables, metric: Metric) -> Relation:
    """Each figure with its records: ``n``, and ``found`` that it counted before their entry."""
    figures, rows = _figures(tables, metric), _records(tables, metric)
    cells = rows.group_by("of_unit", "on", "entered").aggregate(n=rows["count"].sum())
    whole = cells.group_by("on", "entered").aggregate(n=cells.n.sum())
    sides = (
        (figures.filter(figures.whose == ""), whole), (figures.filter(figures.whose != ""), cells),
    )  # fmt: skip
    return reduce(lambda one, other: one.union(other), (_sums(*side) for side in sides))


def _sums(figures: Relation, cells: Relation) -> Relation:
    within = [cells.on >= figures.period_start, cells.on <= figures.period_end]
    if "of_unit" in cells.columns:
        within.append(cells.of_unit == figures.whose)
    both = figures.inner_join(cells, within)
    later = (both.entered > both.published_on).fill_null(False)
    sums = both.group_by("whose", "period_start", "period_end", "published_on", "told").aggregate(
        n=both.n.sum().cast("int64"),
        later=ibis.ifelse(later, both.n, 0).sum().cast("int64"),
    )
    return sums.mutate(found=_counted_before(sums))


def _counted_before(sums: Relation) -> IntegerColumn:
    beyond = sums.told - (sums.n - sums.later)
    return ibis.greatest(ibis.least(beyond, sums.later), 0).cast("int64")


def counted_before_entry(tables: Tables) -> Relation:
    """Records by metric (``about``), unit and last day of the period (``day``).

    ``n`` are all that the figure is of, ``later`` those entered after it was published, ``found``
    those of them that it had counted, and ``lag`` the days from the end to the publication.
    """
    parts = []
    for metric in metrics_told(tables):
        sums = _compared(tables, metric)
        after = sums.published_on.delta(sums.period_end, unit="day").cast("int64")
        parts.append(sums.select(
            "n", "later", "found", about=ibis.literal(metric.name), unit_id=sums.whose,
            day=sums.period_end, lag=after,
        ))  # fmt: skip
    return reduce(lambda one, other: one.union(other), parts)


def entered_after(tables: Tables, result: Result, metric: Metric) -> Relation:
    """The subject's records that were entered after a figure that had counted them."""
    sums = _compared(tables, metric)
    sums = sums.filter(sums.found > 0, sums.whose == result.subject)
    spans = sums.select("whose", "period_start", "period_end", "published_on")
    every = tables["incidents"].columns
    rows = _records(tables, metric)
    within = [rows.on >= spans.period_start, rows.on <= spans.period_end]
    within += [rows.entered > spans.published_on]
    if result.subject:
        within.append(rows.of_unit == spans.whose)
    return rows.semi_join(spans, within).select(*every)
