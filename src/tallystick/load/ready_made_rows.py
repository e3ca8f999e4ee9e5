"""Which rows of a ready-made table are clean records of the period, and which rules break?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import Any

import ibis

from tallystick.engine import Engine
from tallystick.load.duckdb_functions import clock_in_zone, clock_on_spark
from tallystick.load.engagement import Engagement
from tallystick.load.judge import PERIOD_OF
from tallystick.load.literals import LARGEST
from tallystick.load.parse import MULTILINE, TYPES
from tallystick.load.rules import RULES
from tallystick.load.screening import (
    DOUBTFUL,
    FEW_ROWS,
    counted,
    doubtful_weights,
    doubts,
)
from tallystick.load.units import ANNOTATION, CODES
from tallystick.tables import Column, Table
from tallystick.tables.measurements import WEIGHTS

OUTSIDE = " outside"
FIRST_YEAR = 1700


def examined(
    table: Table, rows: Any, engine: Engine, engagement: Engagement, place: str, records: int
) -> tuple[Any, dict[str, int]]:
    """Return the canonical rows of a table, and how many of them break each rule.

    The counts are called ``rule:column``, beside ``records`` and ``outside``; rules that none
    breaks may be left out. `records` is how many rows there are, negative when unknown.
    """
    clocks = _clocks(table, rows, engine, engagement)
    conditions = {
        f"{what}:{name}": condition
        for name, value in clocks.items()
        for what, condition in doubts(table.column(name), value).items()
    }
    conditions |= doubtful_weights(table, rows)
    name, frame = PERIOD_OF.get(table.name, ""), engagement.frame
    if name in rows.columns and (frame.first_day or frame.last_day):
        value = _value(table.column(name), clocks[name], engine, guarded=False)
        conditions["outside"] = ~_inside(value, engagement)
    found = counted(rows, conditions, engine, many=records > FEW_ROWS)
    guarded = {key.partition(":")[2] for key in found if ":" in key}
    made = canonical_rows(table, rows, engine, engagement, place, guarded=guarded)
    if any(key.startswith(DOUBTFUL) for key in found) or guarded.intersection(table.never_empty):
        return made, engine.rows(made.aggregate(**broken_rules(table, made, set(clocks))))[0]
    total = records if records >= 0 else found.get("records", 0)
    return made, {"records": total, "outside": found.get("outside", 0)}


def canonical_rows(
    table: Table,
    rows: Any,
    engine: Engine,
    engagement: Engagement,
    place: str,
    *,
    guarded: Collection[str],
) -> Any:
    """Return `rows` with every canonical column, ``source_file``, ``source_row``, ``inside``.

    A moment becomes what the clock showed in the engagement's zone; in the columns `guarded` an
    empty text and a NaN become null, and an integer stays an int64. `inside` says that the record
    lies in the engagement's period, or is not dated.
    """
    clocks = _clocks(table, rows, engine, engagement)
    values = {
        column.name: _value(column, clocks[column.name], engine, guarded=column.name in guarded)
        if column.name in clocks
        else _absent(column)
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
    period = PERIOD_OF.get(table.name)
    return made.mutate(inside=_inside(made[period] if period else None, engagement))


def _is_whole(value: Any) -> Any:
    if value.type().is_integer() or value.type().is_null():
        return ibis.literal(True)
    number = value.cast("float64")
    return (number.isnan() | (number % 1 == 0)).fill_null(True)


def _clocks(table: Table, rows: Any, engine: Engine, engagement: Engagement) -> dict[str, Any]:
    """Return the columns that are there, moments as the clock showed them in the zone."""
    zone, moments = engagement.time_zone, engine.instants(rows)
    found = {name: rows[name] for name in table.names if name in rows.columns}
    for name in set(moments) & set(found):
        found[name] = (
            clock_in_zone(zone, found[name])
            if engine.name == "duckdb"
            else clock_on_spark(found[name], ibis.literal(zone))
        )
    return found


def _absent(column: Column) -> Any:
    return ibis.literal(1, "int64") if column.name == "count" else ibis.null(TYPES[column.kind])


def _value(column: Column, value: Any, engine: Engine, *, guarded: bool) -> Any:
    kind = value.type()
    if column.kind in ("text", "code", "unit"):
        text = value.cast("string")
        return text.nullif("") if guarded else text
    if kind.is_floating():
        value = value.cast("float64")
        value = value.isnan().ifelse(ibis.null("float64"), value) if guarded else value
    if column.kind == "integer" and not kind.is_signed_integer():
        value = value.cast("float64")
        # Beyond these ends a value breaks a rule, and beyond some it is no int64 to be counted.
        ends = ((value > LARGEST, LARGEST + 1.0), (value < -LARGEST, -LARGEST - 1.0))
        return (ibis.cases(*ends, else_=value) if guarded else value).floor().cast("int64")
    if column.kind == "instant" and kind.is_timestamp():
        return value if engine.name == "pyspark" else value.cast("timestamp(6)")
    return value.cast(TYPES[column.kind])


def _inside(value: Any, engagement: Engagement) -> Any:
    first, last = engagement.frame.first_day, engagement.frame.last_day
    if value is None or (first is None and last is None):
        return ibis.literal(True)
    parts = []
    if first is not None:
        parts.append(value >= ibis.literal(datetime.combine(first, time.min)))
    if last is not None:
        parts.append(value <= ibis.literal(datetime.combine(last, time.max)))
    return value.isnull() | ibis.and_(*parts)


def broken_rules(table: Table, rows: Any, given: Collection[str]) -> dict[str, Any]:
    """Return one aggregate per rule, ``rule:column``, with ``records`` and ``outside``.

    Only records of the period are held to the rules. `given` are the columns that are there.
    """
    counted = {
        key: (broken & rows.inside).fill_null(False).sum()
        for column in table.columns
        for key, broken in _problems(column, rows, given).items()
    }
    if table.name == "measurements":
        grams = (rows.unit == "g").fill_null(False)
        counted["unknown_unit:unit"] += (
            (rows.kind.isin(WEIGHTS) & rows.unit.notnull() & ~grams & rows.inside)
            .fill_null(False)
            .sum()
        )
    return {"records": rows.count(), "outside": (~rows.inside).sum(), **counted}


def _problems(column: Column, rows: Any, given: Collection[str]) -> dict[str, Any]:
    name, value = column.name, rows[column.name]
    problems: dict[str, Any] = {}
    if column.required or (column.whole and name in given):
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


def outside_cases(cases: Any, kept: Any) -> Any:
    """Return the identifiers of `cases` that lie outside the period and are not among `kept`."""
    gone = cases.filter(~cases.inside, cases.incident_id.notnull())
    return gone.select("incident_id").distinct().anti_join(kept, "incident_id")


def outside_rows(
    table: Table, rows: Any, before: Mapping[str, Any], engine: Engine, counts: Mapping[str, Any]
) -> tuple[Any, list[tuple[str, str, int]]]:
    """Return the rows of the period, and (rule, reason, how many) of those left out.

    `before` holds the tables that were read earlier, and the incidents that lie outside the
    period, when there are any: their records go with them.
    """
    kept, left_out = rows, []
    if counts["outside"]:
        rule = "outside_period"
        kept = rows.filter(rows.inside)
        left_out.append((rule, f"{PERIOD_OF[table.name]}: {RULES[rule]}", int(counts["outside"])))
    gone = before.get(f"incidents{OUTSIDE}")
    if gone is None or "incident_id" not in table.names:
        return kept, left_out
    with_them = kept.semi_join(gone, "incident_id")
    many = engine.rows(with_them.aggregate(n=with_them.count()))[0]["n"]
    if many:
        rule = "incident_outside_period"
        kept = kept.anti_join(gone, "incident_id")
        left_out.append((rule, f"incident_id: {RULES[rule]}", int(many)))
    return kept, left_out
