"""Which records were entered after their period, in a batch, or after their figure?

A sitting is what one officer enters without a pause (of records that name no officer, what one unit
does). Records whose entry bears no time of day, and what came in from long before, such as another
system's, are in none. What a published figure counted of records that were entered after it is what
the records entered by then do not give of it, at most all of the later ones; records without a day
of entry are taken for entered by then.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.records.entry_lag.results import BATCHES, LATE, LONGEST, PUBLISHED
from tallystick.checks.shared import Shared
from tallystick.checks.shared.metric_series import keeps
from tallystick.checks.shared.period_days import examined_days, last_days
from tallystick.checks.shared.published_figures import NEEDS, counted_metrics
from tallystick.checks.shared.rows import of_subject, with_empty
from tallystick.checks.shared.whole_numbers import (
    MILLI,
    MINUTES_A_DAY,
    days,
    in_milli,
    minute_of,
    one_if,
    per_of,
)
from tallystick.findings import Result
from tallystick.tables import Metric, Period
from tallystick.tables.store import Tables

PAUSE, LEAST_RECORDS, LEAST_DAYS, OLDEST = 10, 3, 3, 31
WHOSE = ("unit_id", "officer_id")
PLACE = (*WHOSE, "minute", "event")
DATES = {"incidents": ("occurred_at", "recorded_at")}
TOLD = {"reported_figures": (*NEEDS["reported_figures"], "published_on"), **DATES}
COLUMNS = ("asked", "about", "unit_id", "officer_id", "day", "lag", "n", "later", "found")


def counts(tables: Tables) -> Relation:
    """Counts of the three questions (``asked``), of ``about``: a calendar's or a metric's name.

    ``late``: records (``n``) by unit, day and the days that entry took (``lag``). ``batches`` and
    ``published``: as in `entry_days` and `counted_before_entry`.
    """
    parts = {LATE: _late(tables)}
    if tables.frame.periods:
        parts[BATCHES] = entry_days(tables)
    if metrics_told(tables):
        parts[PUBLISHED] = counted_before_entry(tables)
    alike = (
        with_empty(rows.mutate(asked=ibis.literal(asked)), COLUMNS[:4], COLUMNS[5:])
        for asked, rows in parts.items()
    )
    return ibis.union(*(rows.select(*COLUMNS) for rows in alike))


def _late(tables: Tables) -> Relation:
    """Records by unit, day and the whole days that entry took, at most eleven."""
    rows = tables["incidents"]
    rows = rows.filter(rows.occurred_at.notnull(), rows.recorded_at.notnull())
    day = rows.occurred_at.date()
    lag = rows.recorded_at.date().delta(day, unit="day").cast("int64")
    rows = rows.mutate(day=day, lag=ibis.greatest(ibis.least(lag, LONGEST), 0))
    return rows.group_by(unit_id=rows.unit_id.fill_null(""), day=rows.day, lag=rows.lag).aggregate(
        n=rows["count"].sum().cast("int64")
    )


def _entered(tables: Tables) -> Relation:
    """The records of which the time of entry is known, with ``minute`` and day of the ``event``."""
    rows = tables["incidents"]
    rows = rows.filter(rows.occurred_at.notnull(), rows.recorded_at.notnull())
    rows = rows.mutate(
        unit_id=rows.unit_id.fill_null(""), officer_id=rows.officer_id.fill_null(""),
        minute=minute_of(rows.recorded_at), event=days(rows.occurred_at.date()),
        entered=rows.recorded_at.date(),
    )  # fmt: skip
    lag = days(rows.entered) - rows.event
    rows = rows.filter(lag >= 0, lag <= OLDEST, rows.minute % MINUTES_A_DAY != 0)
    return examined_days(rows, rows.entered, tables.frame)


def _in_sittings(tables: Tables) -> Relation:
    """A row per place in a sitting, ``sitting`` numbered for each officer."""
    rows = _entered(tables)
    rows = rows.group_by(*PLACE, "entered").aggregate(n=rows["count"].fill_null(1).sum())
    order = ("minute", "event")
    turn = ibis.window(group_by=WHOSE, order_by=order)
    rows = rows.mutate(pause=rows.minute - rows.minute.lag(1).over(turn))
    rows = rows.mutate(opens=one_if((rows.pause > PAUSE).fill_null(True)))
    so_far = ibis.cumulative_window(group_by=WHOSE, order_by=order)
    return rows.mutate(sitting=rows.opens.sum().over(so_far).cast("int64"))


def _batches(tables: Tables) -> Relation:
    sat = _in_sittings(tables)
    whole = sat.group_by(*WHOSE, "sitting").aggregate(
        records=sat.n.sum(), events=sat.event.nunique(), began=sat.entered.min()
    )
    whole = whole.filter(whole.records >= LEAST_RECORDS, whole.events >= LEAST_DAYS)
    held = sat.inner_join(whole, [*WHOSE, "sitting"])
    return held.select(*PLACE, "began")


IN_BATCHES = Shared("batches", lambda tables: not tables.missing(DATES), _batches, told=True)
"""A row per officer, minute of entry and day of the event that is of a batch, with the day on which
the batch ``began``."""


def entry_days(tables: Tables) -> Relation:
    """Days on which an officer entered anything (``n``), and those with a batch (``found``).

    By ``about``, a calendar's name, unit, officer and month of entry (``day``, its first), and
    whether they are among the last of a period (``lag``: 1, else 0).
    """
    keys = [*WHOSE, "entered"]
    rows, batches = _entered(tables).select(*keys).distinct(), IN_BATCHES(tables)
    batches = batches.select(*WHOSE, entered=batches.began).distinct()
    rows = rows.left_join(batches.mutate(batch=ibis.literal(1)), keys)
    rows = rows.select(*keys, batch=rows.batch.fill_null(0), month=rows.entered.truncate("M"))
    parts = []
    for period in tables.frame.periods:
        last = rows.mutate(lag=one_if(last_days(rows.entered, period)))
        sums = last.group_by(*WHOSE, "month", "lag").aggregate(
            n=last.count(), found=last.batch.sum().cast("int64")
        )
        about = ibis.literal(period.name)
        parts.append(sums.select(*WHOSE, "n", "found", "lag", about=about, day="month"))
    return ibis.union(*parts)


def in_batches(tables: Tables, result: Result, period: Period) -> Relation:
    """The subject's records that were entered in a batch on one of the last days of a period."""
    batches = IN_BATCHES(tables)
    batches = batches.filter(last_days(batches.began, period))
    rows = of_subject(_entered(tables).semi_join(batches, list(PLACE)), result)
    return rows.select(*tables["incidents"].columns)


def metrics_told(tables: Tables) -> list[Metric]:
    """The metrics that count records, where days of publication are known."""
    if tables.missing(TOLD):
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
    return ibis.union(*(_sums(*side) for side in sides))


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
    beyond = sums.told - (sums.n - sums.later)
    return sums.mutate(found=ibis.greatest(ibis.least(beyond, sums.later), 0).cast("int64"))


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
    return ibis.union(*parts)


def entered_after(tables: Tables, result: Result, metric: Metric) -> Relation:
    """The subject's records that were entered after a figure that had counted them."""
    sums = _compared(tables, metric)
    sums = sums.filter(sums.found > 0, sums.whose == result.subject)
    spans = sums.select("whose", "period_start", "period_end", "published_on")
    rows = _records(tables, metric)
    within = [rows.on >= spans.period_start, rows.on <= spans.period_end]
    within.append(rows.entered > spans.published_on)
    if result.subject:
        within.append(rows.of_unit == spans.whose)
    return rows.semi_join(spans, within).select(*tables["incidents"].columns)
