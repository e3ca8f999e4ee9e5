"""Which solved cases began with something that the police supplied?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.line_bands import judged, levels
from tallystick.checks.shared.metric_series import keeps
from tallystick.checks.shared.thousandths import MILLI
from tallystick.tables import Metric
from tallystick.tables.store import Tables

ORIGINS = ("controlled_purchase", "controlled_delivery")
BOTH = ("informant", "supplier")
SOLVED = "arrest"
NEEDS = {"incidents": ("unit_id", "occurred_at", "origin", "clearance")}
COLUMNS = ("metric", "unit_id", "first", "last", "made", "solved", "supplied", "level")
ROLES = {"involvements": ("incident_id", "person_id", "role")}


def asked(tables: Tables) -> list[Metric]:
    """The metrics of cases by which units are judged."""
    return [each for each in judged(tables) if each.table == "incidents"]


def marked(tables: Tables) -> Relation:
    """Return the incidents with ``supplied``: whether the police supplied what began the case.

    It began with a controlled purchase or delivery, or its informant is named as its supplier.
    """
    rows = tables["incidents"]
    rows = rows.mutate(supplied=rows.origin.isin(ORIGINS).fill_null(False))
    if tables.missing(ROLES) or not tables.holds("incidents", "incident_id"):
        return rows
    roles = tables["involvements"]
    roles = roles.filter(roles.role.isin(BOTH), roles.person_id.notnull())
    each = roles.group_by("incident_id", "person_id").aggregate(kinds=roles.role.nunique())
    own = each.filter(each.kinds == len(BOTH)).select("incident_id").distinct()
    own = own.mutate(is_own=ibis.literal(True)).rename(own_id="incident_id")
    rows = rows.left_join(own, rows.incident_id == own.own_id)
    supplied = rows.supplied | rows.is_own.fill_null(False)
    return rows.mutate(supplied=supplied).drop("own_id", "is_own")


def by_day(tables: Tables) -> Relation:
    """A row per metric, unit and day: records, solved cases and those supplied; and per level."""
    metrics, rows = asked(tables), marked(tables)
    rows = rows.filter(rows.occurred_at.notnull(), rows.unit_id.notnull())
    day = rows.occurred_at.date()
    sums = {}
    for number, metric in enumerate(metrics):
        wanted = keeps(rows, metric)
        solved = wanted & (rows.clearance == SOLVED)
        for name, kept in (
            ("made", wanted),
            ("solved", solved),
            ("supplied", solved & rows.supplied),
        ):
            sums[f"{name}_{number}"] = _counted(rows, kept)
    days = rows.group_by("unit_id", day=day).aggregate(**sums)
    parts = [
        days.select(
            "unit_id", metric=ibis.literal(metric.name), first=days.day, last=days.day,
            level=ibis.literal(0).cast("int64"),
            **{name: days[f"{name}_{number}"] for name in ("made", "solved", "supplied")},
        ).select(*COLUMNS)
        for number, metric in enumerate(metrics)
    ]  # fmt: skip
    known = levels(tables)
    known = known.filter(known.metric.isin([each.name for each in metrics]))
    none = ibis.literal(0).cast("int64")
    parts.append(
        known.select(
            "metric", "unit_id", "first", "last", made=none, solved=none, supplied=none,
            level=((known.level + MILLI - 1) // MILLI).cast("int64"),
        ).select(*COLUMNS)
    )  # fmt: skip
    return reduce(lambda a, b: a.union(b), parts)


def _counted(rows: Relation, kept: BooleanValue) -> ibis.expr.types.IntegerValue:
    return ibis.ifelse(kept.fill_null(False), rows["count"], 0).sum().fill_null(0).cast("int64")
