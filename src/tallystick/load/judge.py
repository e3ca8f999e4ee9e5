"""Which raw rows are records of a canonical table, and which are set aside for which rule?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import ibis

from tallystick.load.cells import PASSED, Cells, Layer
from tallystick.load.duckdb_functions import is_one_of
from tallystick.load.formats import tells_to_the
from tallystick.load.literals import LARGEST
from tallystick.load.mapping import measured
from tallystick.load.parse import MULTILINE, TYPES, in_grams, problem_of, stated_unit, value_of
from tallystick.load.periods import STATED, both_days, first_day
from tallystick.load.shapes import SourceBlock
from tallystick.load.typed import as_it_stands
from tallystick.tables import Column, Table
from tallystick.tables.frame import Frame
from tallystick.tables.measurements import WEIGHTS

MOST_SHOWN = 60
PERIOD_OF = {
    "incidents": "occurred_at",
    "measurements": "measured_at",
    "counterparts": "occurred_at",
    "earlier_incidents": "occurred_at",
}


def wanted(block: SourceBlock) -> tuple[str, ...]:
    """Return the columns of theirs that `block` reads, each once."""
    names: list[str] = []
    for mapping in block.columns.values():
        names += mapping.reads
        names += [mapping.unit_column] if mapping.unit_column else []
    names += [rule.column for rule in block.leave_out]
    names += block.period.columns if block.period is not None else ()
    names += block.wide.columns if block.wide is not None else ()
    return tuple(name for name in dict.fromkeys(names) if name not in block.apart)


def filled(table: Table, block: SourceBlock) -> frozenset[str]:
    """Return the canonical columns that `block` fills."""
    names = set(block.columns)
    value = block.columns.get("value")
    if table.name == "measurements" and value and value.has_unit:
        names.add("unit")
    if "count" in table.names:
        names.add("count")
    names |= set(STATED) if block.period is not None else set()
    return frozenset(names & set(table.names))


def coarse(table: Table, block: SourceBlock) -> dict[str, str]:
    """Return the columns of times that `block` fills to the ``month`` or ``year`` alone."""
    found = {}
    for name, mapping in block.columns.items():
        forms = [mapping.format] if isinstance(mapping.format, str) else mapping.format or ()
        told = {tells_to_the(form) for form in forms}
        if table.column(name).kind == "instant" and (rough := told - {"day"}):
            found[name] = max(rough)
    return found


@dataclass(frozen=True)
class Judged:
    """The raw rows of a source with their canonical columns, as a relation.

    Beside the columns of the table stand ``source_file``, ``source_row``, ``file_row_number``
    (from 0, over all files of the source), ``failed`` (``rule:column`` of the first rule that a
    row breaks, null for a record) and ``seen`` (the cell that broke it, as text); for a cell that
    is no text ``typed_<column>`` in its place. With `clean`, no row breaks a rule.
    """

    rows: Any
    clean: bool
    typed: tuple[str, ...] = ()


def judged(
    table: Table,
    block: SourceBlock,
    cells: Cells,
    frame: Frame,
    zone: str,
    layer: Layer,
    *,
    sure: Collection[str] = (),
    quoted: bool = True,
) -> Judged:
    """Hold the rows of `cells` to the rules of `table`.

    Unless `quoted`, no open quote can join lines, and those of an identifier are read as one.
    `sure` names the columns whose typed cells are taken as they stand, since no row of them
    raises a doubt; ``period`` and ``weights`` in it say the same of the period and of units.
    """
    read = layer(_values(table, block, cells, zone, sure))
    read = read if quoted else layer(read.mutate(**_one_line(table, read)))
    values, problems = _canonical(table, block, read, sure)
    problems += [] if "period" in sure else _outside(table, values, frame)
    problems = [*([read.left_out] if block.leave_out else []), *problems]
    told = layer(
        read.select(
            **values,
            **{name: read[name] for name in PASSED},
            failed=ibis.coalesce(*problems) if problems else ibis.null("string"),
            **{name: read[name] for name in read.columns if name.startswith("raw_")},
        )
    )
    blamed = {n: (told.failed.endswith(f":{n}"), told[f"raw_{n}"])
              for n in table.names if f"raw_{n}" in told.columns}  # fmt: skip
    texts = [each for each in blamed.values() if each[1].type().is_string()]
    cell = ibis.cases((told.failed.isnull(), ibis.null("string")), *texts, else_=None)
    typed = {f"typed_{name}": found.ifelse(raw, ibis.null(raw.type()))
             for name, (found, raw) in blamed.items() if not raw.type().is_string()}  # fmt: skip
    rows = told.select(*table.names, *PASSED, "failed", seen=cell.substr(0, MOST_SHOWN), **typed)
    return Judged(rows, not problems, tuple(typed))


def _values(
    table: Table, block: SourceBlock, cells: Cells, zone: str, sure: Collection[str]
) -> Any:
    """Return the rows with ``value_``, ``text_`` and ``raw_`` of each column of `block`."""
    source_zone = block.time_zone or zone
    columns: dict[str, Any] = {"left_out": cells.left_out}
    for name, mapping in block.columns.items():
        cell, column = cells.of[name], table.column(name)
        if name in sure:
            columns |= {f"value_{name}": as_it_stands(column, cell.typed), f"raw_{name}": cell.raw}
            continue
        value = value_of(column, mapping, cell, zone, source_zone)
        columns |= {f"value_{name}": value, f"text_{name}": cell.text, f"raw_{name}": cell.raw}
    if block.period is not None:
        cell = cells.of["period"]
        day = first_day(cell, block.period, zone, source_zone)
        for name in STATED:
            columns |= {f"value_{name}": day, f"text_{name}": cell.text, f"raw_{name}": cell.raw}
    number = block.columns.get(measured(table) or "")
    if number is not None and number.has_unit:
        written = cells.of.get("unit_column")
        if "unit" in sure and written is not None:
            columns |= {"value_unit": written.typed, "raw_unit": written.raw}
        else:
            unit = stated_unit(number, written.text if written else None)
            text = written.raw if written else unit
            columns |= {"value_unit": unit, "text_unit": text, "raw_unit": text}
    return cells.relation.select(*PASSED, **columns)


def _one_line(table: Table, read: Any) -> dict[str, Any]:
    """The identifiers of `read` with the lines of a cell as one."""
    names = [f"value_{each.name}" for each in table.columns
             if each.kind == "text" and each.name not in MULTILINE]  # fmt: skip
    return {name: read[name].re_replace(r"[ \t]*[\r\n]+[ \t]*", " ")
            for name in names if name in read.columns}  # fmt: skip


def _canonical(
    table: Table, block: SourceBlock, read: Any, sure: Collection[str]
) -> tuple[dict[str, Any], list[Any]]:
    """Return the canonical value of each column, and the problems in the order of columns."""
    values: dict[str, Any] = {}
    problems: list[Any] = []
    for column in table.columns:
        name = column.name
        if f"value_{name}" not in read.columns:
            values[name] = _nothing(column)
            continue
        values[name] = read[f"value_{name}"]
        if block.period is not None and name in STATED:
            values[name] = both_days(values[name], block.period)[STATED.index(name)]
        if name in sure:
            continue
        unread = "not_a_period" if block.period and name in STATED else "not_a_date"
        problems.append(problem_of(column, values[name], read[f"text_{name}"], undated=unread))
        if column.kind == "integer":
            whole = values[name] == values[name].floor()
            values[name] = whole.ifelse(values[name], ibis.null("float64")).cast("int64")
    problems += [] if "weights" in sure else _weighed(table, read, values)
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
        weight = is_one_of(values["kind"], WEIGHTS).fill_null(False)
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
    rule = ibis.literal(f"outside_period:{name}")
    return [outside_period(values[name], frame).ifelse(rule, ibis.null("string"))]


def outside_period(value: Any, frame: Frame) -> Any:
    """Return the condition that an instant lies outside the period."""
    ends = []
    if frame.first_day is not None:
        ends.append(value < ibis.literal(datetime.combine(frame.first_day, time.min)))
    if frame.last_day is not None:
        ends.append(value > ibis.literal(datetime.combine(frame.last_day, time.max)))
    return ibis.or_(*ends)
