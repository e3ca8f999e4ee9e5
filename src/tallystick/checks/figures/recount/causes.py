"""Which innocent causes of a differing figure can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, part_of
from tallystick.checks.shared.metric_series import keeps
from tallystick.checks.shared.published_figures import compare, differing_periods, metric_of
from tallystick.findings import Result
from tallystick.tables.store import Tables


def _by_day_of_entry(tables: Tables, result: Result) -> Relation:
    keys = ["unit_id", "period_start", "period_end"]
    differing = differing_periods(tables, result).select(*keys)
    entered = compare(tables, metric_of(tables, result), "recorded_at")
    agreeing = entered.filter(entered.reported == entered.recounted)
    return part_of(differing.semi_join(agreeing, keys), differing)


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
    return part_of(recount.filter(recount.reported == recount.cases * 1000), differing)


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
    return part_of(entered.filter(between), differing)


def _counts_incidents(result: Result) -> bool:
    return (result.detail["table"], result.detail["total"]) == ("incidents", "records")


CAUSES = {
    "day_of_entry": Cause(
        counts=_by_day_of_entry,
        needs={"incidents": ("recorded_at",)},
        applies=_counts_incidents,
    ),
    "counted_once": Cause(
        counts=_counted_once,
        needs={"incidents": ("incident_id", "occurred_at")},
        applies=_counts_incidents,
    ),
    "drawn_early": Cause(
        counts=_drawn_early, needs={"incidents": ("recorded_at",)}, applies=_counts_incidents
    ),
}
