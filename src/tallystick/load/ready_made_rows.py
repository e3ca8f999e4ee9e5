"""Which rows of a ready-made table are clean records of the period, and which rules break?"""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from typing import Any

import ibis

from tallystick.engine import Engine
from tallystick.load.duckdb_functions import clock_in_zone, clock_on_spark
from tallystick.load.engagement import Engagement
from tallystick.load.judge import PERIOD_OF
from tallystick.load.literals import LARGEST
from tallystick.load.parse import MULTILINE, TYPES
from tallystick.load.rules import RULES
from tallystick.load.units import CODES
from tallystick.tables import Column, Table
from tallystick.tables.measurements import WEIGHTS

INSIDE = " with outside"
ANNOTATION = r"^\{[^{} ]+\}$"
FIRST_YEAR = 1700


def canonical_rows(
    table: Table, rows: Any, engine: Engine, engagement: Engagement, place: str
) -> Any:
    """Return `rows` with every canonical column, ``source_file``, ``source_row``, ``outside``.

    A moment becomes what the clock showed in the engagement's zone; an empty text and a NaN
    become null. `outside` says that the record lies outside the engagement's period.
    """
    moments = engine.instants(rows)
    values = {
        column.name: _value(column, rows, moments, engine, engagement.time_zone)
        for column in table.columns
    }
    file = rows.source_file if "source_file" in rows.columns else ibis.literal(place)
    row = rows.source_row if "source_row" in rows.columns else ibis.null("int64")
    whole = {
        f"whole_{c.name}": _is_whole(rows[c.name])
        for c in table.columns
        if c.kind == "integer" and c.name in rows.columns
    }
    made = rows.select(
        **values, source_file=file.cast("string"), source_row=row.cast("int64"), **whole
    )
    return made.mutate(outside=_outside(table, made, engagement))


def _is_whole(value: Any) -> Any:
    if value.type().is_integer() or value.type().is_null():
        return ibis.literal(True)
    return (value.cast("float64") == value.cast("float64").floor()).fill_null(True)


def _value(column: Column, rows: Any, moments: tuple[str, ...], engine: Engine, zone: str) -> Any:
    name = column.name
    if name not in rows.columns:
        return ibis.literal(1, "int64") if name == "count" else ibis.null(TYPES[column.kind])
    value, kind = rows[name], rows[name].type()
    if name in moments:
        on_duckdb = engine.name == "duckdb"
        value = (
            clock_in_zone(zone, value) if on_duckdb else clock_on_spark(value, ibis.literal(zone))
        )
    if column.kind in ("text", "code", "unit"):
        return value.cast("string").nullif("")
    if column.kind == "integer" and not kind.is_integer():
        return value.cast("float64").floor().cast("int64")
    if column.kind == "number" and kind.is_floating():
        value = value.cast("float64")
        return value.isnan().ifelse(ibis.null("float64"), value)
    if column.kind == "instant" and kind.is_timestamp():
        return value if engine.name == "pyspark" else value.cast("timestamp(6)")
    return value.cast(TYPES[column.kind])


def _outside(table: Table, rows: Any, engagement: Engagement) -> Any:
    name, frame = PERIOD_OF.get(table.name), engagement.frame
    if name is None:
        return ibis.literal(False)
    day, parts = rows[name].cast("date"), [ibis.literal(False)]
    if frame.first_day is not None:
        parts.append(day < ibis.literal(frame.first_day))
    if frame.last_day is not None:
        parts.append(day > ibis.literal(frame.last_day))
    return functools.reduce(operator.or_, parts).fill_null(False)


def broken_rules(table: Table, rows: Any) -> dict[str, Any]:
    """Return one aggregate per rule, ``rule:column``, with ``records`` and ``outside``.

    Only records of the period are held to the rules.
    """
    counted = {
        key: (broken & ~rows.outside).fill_null(False).sum()
        for column in table.columns
        for key, broken in _problems(column, rows).items()
    }
    if table.name == "measurements":
        grams = (rows.unit == "g").fill_null(False)
        counted["unknown_unit:unit"] += (
            (rows.kind.isin(WEIGHTS) & rows.unit.notnull() & ~grams & ~rows.outside)
            .fill_null(False)
            .sum()
        )
    return {"records": rows.count(), "outside": rows.outside.sum(), **counted}


def _problems(column: Column, rows: Any) -> dict[str, Any]:
    name, value = column.name, rows[column.name]
    problems: dict[str, Any] = {}
    if column.required or name == "count":
        problems[f"missing:{name}"] = value.isnull()
    if column.kind in ("number", "integer"):
        problems[f"not_a_number:{name}"] = value.abs() > LARGEST
    if f"whole_{name}" in rows.columns:
        problems[f"not_an_integer:{name}"] = ~rows[f"whole_{name}"]
    if column.minimum is not None:
        problems[f"below_minimum:{name}"] = value < column.minimum
    if column.codes:
        problems[f"unknown_code:{name}"] = ~value.isin(column.codes)
    if column.kind == "unit":
        problems[f"unknown_unit:{name}"] = ~(value.isin(CODES) | value.re_search(ANNOTATION))
    if column.kind in ("instant", "date"):
        problems[f"not_a_date:{name}"] = value.year() < FIRST_YEAR
    if column.kind == "text" and name not in MULTILINE:
        problems[f"line_break:{name}"] = value.contains("\n") | value.contains("\r")
    return problems


def outside_rows(
    table: Table, rows: Any, before: Mapping[str, Any], engine: Engine, counts: Mapping[str, Any]
) -> tuple[Any, list[tuple[str, str, int]]]:
    """Return the rows of the period, and (rule, reason, how many) of those left out.

    `before` holds the tables that were read earlier: records of an incident that lies outside
    the period go with it.
    """
    kept, left_out = rows, []
    if counts["outside"]:
        rule = "outside_period"
        kept = rows.filter(~rows.outside)
        left_out.append((rule, f"{PERIOD_OF[table.name]}: {RULES[rule]}", int(counts["outside"])))
    cases = before.get(f"incidents{INSIDE}")
    if cases is None or "incident_id" not in table.names:
        return kept, left_out
    gone = cases.filter(cases.outside, cases.incident_id.notnull()).select("incident_id").distinct()
    gone = gone.anti_join(before["incidents"], "incident_id")
    with_them = kept.semi_join(gone, "incident_id")
    many = engine.rows(with_them.aggregate(n=with_them.count()))[0]["n"]
    if many:
        rule = "incident_outside_period"
        kept = kept.anti_join(gone, "incident_id")
        left_out.append((rule, f"incident_id: {RULES[rule]}", int(many)))
    return kept, left_out
