"""Columns of a data frame that do not fit a canonical table, in words of frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.types as kinds

from tallystick.load.wording import nearest, shown
from tallystick.tables import PROVENANCE, Table

LEFT_OUT: Mapping[str, str] = {
    "pandas": "frame.drop(columns={})",
    "polars": "frame.drop({})",
    "pyarrow": "frame.drop_columns({})",
}
MOVES: Mapping[str, str] = {
    "text": 'make it text, such as by frame["{}"].astype("Int64").astype("string") in pandas',
    "number": 'make it numbers, such as by pandas.to_numeric(frame["{}"])',
    "instant": 'make it times, such as by pandas.to_datetime(frame["{}"], format=...)',
}


def column_faults(table: Table, schema: pa.Schema, frame: Any) -> Iterator[str]:
    """Yield a message for each column of `frame` that is unknown, lacking, or of another type.

    `schema` is that of the frame as Arrow reads it.
    """
    for column in schema.names:
        if column not in (*table.names, *PROVENANCE):
            yield _unknown(table, column, schema, frame)
    unit = ("unit",) if table.name == "measurements" else ()
    for column in (*table.required, *unit):
        if column not in schema.names:
            yield (
                f"{table.name}: the frame has no column {column}; every {table.name} record needs "
                f"it ({table.column(column).meaning}); rename or add one"
            )
    for field in schema:
        kind = table.column(field.name).kind if field.name in table.names else None
        if kind is not None and not _fits(kind, field.type):
            yield (
                f"{table.name}: column {field.name} is of the type {_kind_name(field.type)}; it "
                f"takes {_takes(table, field.name)}; {_move(kind, field.name)}"
            )


def zone_faults(name: str, schema: pa.Schema) -> Iterator[str]:
    """Yield a message for each column with times of some zone, where nobody said whose clocks."""
    for field in schema:
        if kinds.is_timestamp(field.type) and field.type.tz:
            yield (
                f"{name}: column {shown(field.name)} has times of the zone {shown(field.type.tz)}; "
                "say in which zone the clocks of the agency are, such as "
                'time_zone="America/New_York"'
            )


def _unknown(table: Table, column: str, schema: pa.Schema, frame: Any) -> str:
    free = [each for each in table.names if each not in schema.names]
    near = nearest(column, free, 1)
    hint = f"did you mean {near[0]}?" if near else f"its columns are {', '.join(table.names)}."
    return (
        f"{table.name}: the frame has the column {shown(column)}, which is no column of "
        f"{table.name}; {hint} Rename it, or leave it out: {_left_out(column, frame)}"
    )


def _left_out(column: str, frame: Any) -> str:
    quoted = shown(column)
    module = type(frame).__module__.partition(".")[0]
    if module in LEFT_OUT:
        return LEFT_OUT[module].format(quoted if module == "polars" else f"[{quoted}]")
    if "duckdb" in module:
        return f"frame.select('* exclude (\"{quoted[1:-1]}\")')"
    return "take it from what you give"


def _fits(kind: str, found: pa.DataType) -> bool:
    if kinds.is_dictionary(found):
        found = found.value_type
    if kinds.is_null(found):
        return True
    text = kinds.is_string(found) or kinds.is_large_string(found) or kinds.is_string_view(found)
    if kind in ("text", "code", "unit"):
        return bool(text or (kind == "text" and kinds.is_integer(found)))
    if kind in ("number", "integer"):
        return bool(kinds.is_integer(found) or kinds.is_floating(found) or kinds.is_decimal(found))
    return bool(kinds.is_timestamp(found) or kinds.is_date(found))


def _kind_name(found: pa.DataType) -> str:
    return shown(str(found), 40).strip("'")


def _takes(table: Table, name: str) -> str:
    column = table.column(name)
    if column.codes:
        return f"one of the texts {', '.join(column.codes)}"
    told = {"instant": "times", "date": "days", "integer": "whole numbers", "number": "numbers"}
    return told.get(column.kind, "text")


def _move(kind: str, name: str) -> str:
    like = {"integer": "number", "date": "instant"}.get(kind, kind)
    return MOVES.get(like, MOVES["text"] if like == "unit" else "map its values to them").format(
        name
    )
