"""Which innocent causes of a differing figure can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.figures.reported import compare, differing_periods, metric_of
from tallystick.checks.figures.series import keeps
from tallystick.findings import Result
from tallystick.tables.store import Tables


def _by_day_of_entry(tables: Tables, result: Result) -> Relation:
    keys = ["unit_id", "period_start", "period_end"]
    differing = differing_periods(tables, result).select(*keys)
    entered = compare(tables, metric_of(tables, result), "recorded_at")
    agreeing = entered.filter(entered.reported == entered.recounted)
    return _explained(differing, differing.semi_join(agreeing, keys))


def _counted_once(tables: Tables, result: Result) -> Relation:
    """The periods that agree once each incident_id is counted one time."""
    metric = metric_of(tables, result)
    records = tables["incidents"]
    kept = records.filter(keeps(records, metric), records.incident_id.notnull())
    day = kept.occurred_at.date()
    once = kept.group_by("incident_id", unit_id=kept.unit_id.fill_null("")).aggregate(day=day.min())
    differing = differing_periods(tables, result).drop("recounted")
    within = [
        (differing.unit_id == "") | (differing.unit_id == once.unit_id),
        once.day >= differing.period_start,
        once.day <= differing.period_end,
    ]
    joined = differing.left_join(once, within)
    keys = ["unit_id", "period_start", "period_end", "reported"]
    recount = joined.group_by(keys).aggregate(cases=joined.incident_id.count())
    return _explained(differing, recount.filter(recount.reported == recount.cases * 1000))


def _drawn_early(tables: Tables, result: Result) -> Relation:
    """The periods whose figure the records entered by some later day add up to.

    Such a day exists when the figure lies between what was entered by the end of the period
    and what is entered now; a day on which several came in at once may step over it.
    """
    metric = metric_of(tables, result)
    records = tables["incidents"]
    kept = records.filter(keeps(records, metric)).select(
        "occurred_at", "recorded_at", "count", unit=records.unit_id
    )
    differing = differing_periods(tables, result)
    day = kept.occurred_at.cast("date")
    within = [
        (differing.unit_id == "") | (differing.unit_id == kept.unit),
        day >= differing.period_start,
        day <= differing.period_end,
        kept.recorded_at.cast("date") <= differing.period_end,
    ]
    joined = differing.left_join(kept, within)
    keys = ["period_start", "period_end", "reported", "recounted"]
    entered = joined.group_by(keys).aggregate(
        milli=ibis.coalesce(joined["count"].sum(), 0).cast("int64") * 1000
    )
    between = (entered.reported >= entered.milli) & (entered.reported < entered.recounted)
    return _explained(differing, entered.filter(between))


def _explained(differing: Relation, explained: Relation) -> Relation:
    of = differing.aggregate(of=differing.count())
    return of.cross_join(explained.aggregate(explains=explained.count()))


def _counts_incidents(result: Result) -> bool:
    return (result.detail["table"], result.detail["total"]) == ("incidents", "records")


EXPLANATIONS = (
    InnocentCause(
        "The figure counts by the day of entry, not of the event",
        "Recount by recorded_at",
        _by_day_of_entry,
        {"incidents": ("recorded_at",)},
        _counts_incidents,
    ),
    InnocentCause(
        "The figure counts each case number once, the export has several rows for some",
        "Recount distinct case numbers",
        _counted_once,
        {"incidents": ("incident_id", "occurred_at")},
        _counts_incidents,
    ),
    InnocentCause(
        "The figure was drawn before late records came in",
        "Look whether some day's records add up to it; ask on which day it was drawn",
        _drawn_early,
        {"incidents": ("recorded_at",)},
        _counts_incidents,
    ),
    InnocentCause(
        "The metric is defined differently where the figure is made",
        "Ask for the written definition, and put it under [[metrics]]",
    ),
)
