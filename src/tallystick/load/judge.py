"""Which raw rows are records of a canonical table, and which are set aside for which rule?"""

from __future__ import annotations

from typing import Any

import ibis

from tallystick.load.cells import PASSED, Cells, Layer
from tallystick.load.literals import LARGEST
from tallystick.load.mapping import measured
from tallystick.load.parse import TYPES, in_grams, problem_of, stated_unit, value_of
from tallystick.load.shapes import SourceBlock
from tallystick.tables import Column, Table
from tallystick.tables.frame import Frame
from tallystick.tables.measurements import WEIGHTS

PERIOD_OF = {
    "incidents": "occurred_at",
    "measurements": "measured_at",
    "counterparts": "occurred_at",
}


def wanted(block: SourceBlock) -> tuple[str, ...]:
    """Return the columns of theirs that `block` reads, each once."""
    names: list[str] = []
    for mapping in block.columns.values():
        names += mapping.reads
        names += [mapping.unit_column] if mapping.unit_column else []
    names += [rule.column for rule in block.leave_out]
    return tuple(dict.fromkeys(names))


def filled(table: Table, block: SourceBlock) -> frozenset[str]:
    """Return the canonical columns that `block` fills."""
    names = set(block.columns)
    value = block.columns.get("value")
    if table.name == "measurements" and value and (value.unit or value.unit_column):
        names.add("unit")
    if "count" in table.names:
        names.add("count")
    return frozenset(names & set(table.names))


def judged(
    table: Table,
    block: SourceBlock,
    cells: Cells,
    frame: Frame,
    zone: str,
    layer: Layer,
    *,
    spec: int,
) -> Any:
    """Return the raw rows with their canonical columns and the first rule that each breaks.

    Columns: those of `table`, then ``source_file``, ``source_row``, ``file``, ``spec`` (the
    number of the source), ``failed`` (``rule:column``, null for a record) and ``seen`` (the
    cell that broke it).
    """
    read = layer(_values(table, block, cells, zone))
    values, problems = _canonical(table, block, read)
    problems = [read.left_out, *problems, *_outside(table, values, frame)]
    told = layer(
        read.select(
            **values,
            **{name: read[name] for name in PASSED},
            spec=ibis.literal(spec, type="int32"),
            failed=ibis.coalesce(*problems),
            **{name: read[name] for name in read.columns if name.startswith("raw_")},
        )
    )
    shown = [name for name in table.names if f"raw_{name}" in told.columns]
    seen = [(told.failed.endswith(f":{name}"), told[f"raw_{name}"]) for name in shown]
    cell = ibis.cases((told.failed.isnull(), ibis.null("string")), *seen, else_=None)
    return told.select(*table.names, *PASSED, "spec", "failed", seen=cell.substr(0, 60))


def _values(table: Table, block: SourceBlock, cells: Cells, zone: str) -> Any:
    """Return the rows with ``value_``, ``text_`` and ``raw_`` of each column of `block`."""
    source_zone = block.time_zone or zone
    columns: dict[str, Any] = {"left_out": cells.left_out}
    for name, mapping in block.columns.items():
        cell = cells.of[name]
        value = value_of(table.column(name), mapping, cell, zone, source_zone)
        columns |= {f"value_{name}": value, f"text_{name}": cell.text, f"raw_{name}": cell.raw}
    number = block.columns.get(measured(table) or "")
    if number is not None and (number.unit or number.unit_column):
        written = cells.of.get("unit_column")
        unit = stated_unit(number, written.text if written else None)
        text = written.raw if written else unit
        columns |= {"value_unit": unit, "text_unit": text, "raw_unit": text}
    return cells.relation.select(*PASSED, **columns)


def _canonical(table: Table, block: SourceBlock, read: Any) -> tuple[dict[str, Any], list[Any]]:
    """Return the canonical value of each column, and the problems in the order of columns."""
    values: dict[str, Any] = {}
    problems: list[Any] = []
    for column in table.columns:
        name = column.name
        if f"value_{name}" not in read.columns:
            values[name] = _nothing(column)
            continue
        values[name] = read[f"value_{name}"]
        problems.append(problem_of(column, values[name], read[f"text_{name}"]))
        if column.kind == "integer":
            whole = values[name] == values[name].floor()
            values[name] = whole.ifelse(values[name], ibis.null("float64")).cast("int64")
    problems += _weighed(table, read, values)
    return values, problems


def _nothing(column: Column) -> Any:
    if column.name == "count":
        return ibis.literal(1, type="int64")
    return ibis.null(TYPES[column.kind])


def _weighed(table: Table, read: Any, values: dict[str, Any]) -> list[Any]:
    """Bring weights to grams in `values`; return the problem of a unit that cannot be."""
    name = measured(table)
    if name is None or f"value_{name}" not in read.columns:
        return []
    if table.name == "custody":
        if "value_unit" not in read.columns:
            return []
        number, unit, weight = values[name], read.value_unit, ibis.literal(True)
        values[name] = in_grams(number, unit)
    else:
        number, unit = values[name], values["unit"]
        weight = values["kind"].isin(WEIGHTS).fill_null(False)
        values[name] = weight.ifelse(in_grams(number, unit), number)
        values["unit"] = weight.ifelse(ibis.literal("g"), unit)
    lost = weight & number.notnull() & in_grams(number, unit).isnull()
    too_large = weight & (in_grams(number, unit).abs() > LARGEST)
    return [
        lost.ifelse(ibis.literal("unknown_unit:unit"), ibis.null("string")),
        too_large.ifelse(ibis.literal(f"not_a_number:{name}"), ibis.null("string")),
    ]


def _outside(table: Table, values: dict[str, Any], frame: Frame) -> list[Any]:
    name = PERIOD_OF.get(table.name)
    if name is None or (frame.first_day is None and frame.last_day is None):
        return []
    day = values[name].cast("date")
    outside = ibis.literal(False)
    if frame.first_day is not None:
        outside = outside | (day < ibis.literal(frame.first_day))
    if frame.last_day is not None:
        outside = outside | (day > ibis.literal(frame.last_day))
    return [outside.ifelse(ibis.literal(f"outside_period:{name}"), ibis.null("string"))]
