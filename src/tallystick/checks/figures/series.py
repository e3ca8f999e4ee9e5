"""Which records does a metric count, and on which day does each fall?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.tables import Metric
from tallystick.tables.store import Tables

DATES = {"incidents": "occurred_at", "measurements": "measured_at"}


def keeps(records: Relation, metric: Metric) -> BooleanValue:
    """Whether a record of the metric's table is one that the metric counts."""
    conditions = [records[column].isin(values) for column, values in metric.where]
    return reduce(lambda a, b: a & b, conditions, ibis.literal(True))


def amount_milli(records: Relation, metric: Metric) -> IntegerValue:
    """What a record adds to the metric, in integer thousandths."""
    if metric.total == "value":
        return (records["value"] * 1000).round().cast("int64") * records["count"]
    return records["count"] * 1000


def daily(tables: Tables, metric: Metric, date_column: str | None = None) -> Relation:
    """Return the metric per unit and day: ``unit_id``, ``day``, ``milli`` (thousandths)."""
    records = tables[metric.table]
    day = records[date_column or DATES[metric.table]].date()
    counted = records.filter(keeps(records, metric), day.notnull())
    return counted.group_by(
        unit_id=counted.unit_id.fill_null(""),
        day=counted[date_column or DATES[metric.table]].date(),
    ).aggregate(milli=amount_milli(counted, metric).sum())


def why_uncounted(tables: Tables, metric: Metric) -> str:
    """Why the metric cannot be counted from these tables; "" when it can."""
    columns = (DATES[metric.table], *(column for column, _ in metric.where))
    columns += ("value",) if metric.total == "value" else ()
    missing = tables.missing({metric.table: columns})
    return f"metric {metric.name} needs {', '.join(missing)}" if missing else ""
