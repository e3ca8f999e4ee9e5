"""Does a source's mapping make sense for the canonical table that it fills?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tallystick.load.formats import format_fault
from tallystick.load.literals import literal_fault
from tallystick.load.periods import STATED, period_faults
from tallystick.load.reaching import reaching
from tallystick.load.reshaping_faults import reshaping_faults
from tallystick.load.shapes import ColumnBlock, SourceBlock
from tallystick.load.units import is_weight, near_unit, ucum
from tallystick.load.wording import meant, shown
from tallystick.tables import Column, Table
from tallystick.tables.measurements import WEIGHTS

Faults = Iterator[tuple[str, str]]
ORIGINS = ("column", "columns", "constant", "row_number")
UNIT_KEYS = ("unit", "unit_column", "unit_in_cell", "units")
DECIMALS = (".", ",", "\u066b")
THOUSANDS = (".", ",", " ", "'", "\u2019", "_", "\u00a0", "\u202f", "\u066c")


def measured(table: Table) -> str | None:
    """Return the column of `table` whose numbers have a unit of measurement, if it has one."""
    return {"measurements": "value", "custody": "net_weight_g"}.get(table.name)


def check_mapping(table: Table, block: SourceBlock, key: str, fault: Callable[[str], None]) -> None:
    """Call `fault` once for each thing that `block` says and `table` cannot take."""
    for name, mapping in block.columns.items():
        path = f"{key}.columns.{name}" if name.isidentifier() else f"{key}.columns.{shown(name)}"
        if name not in table.names:
            fault(f"{path}: {table.name} has no such column; {meant(name, table.names)}")
            continue
        for at, words in _column(table, table.column(name), mapping):
            fault(f"{path}{'.' + at if at else ''}: {words}")
    given = STATED if block.period is not None else ()
    for name in table.required:
        if name not in block.columns and name not in given:
            near = [other for other in block.columns if other not in table.names]
            hint = f" (perhaps it is {shown(near[0])})" if len(near) == 1 else ""
            meaning = table.column(name).meaning
            fault(
                f"{key}.columns.{name}: it is missing{hint}; every {table.name} record needs it "
                f'({meaning}); write {name} = "their column"'
            )
    stated = [name for name in STATED if name in block.columns]
    if table.name == "reported_figures" and not given and len(stated) == 1:
        (other,) = set(STATED) - set(stated)
        fault(
            f"{key}.columns.{other}: it is missing, though {stated[0]} is mapped; a figure has "
            f'both days of its period or none; write {other} = "their column", or, where a column '
            f'names the period, period = {{columns = "Month", rule = "month"}} in place of '
            f"{stated[0]}, or leave {stated[0]} out"
        )
    for words in _units(table, block):
        fault(f"{key}.columns.{words}")
    for words in (*period_faults(table, block), *reshaping_faults(table, block)):
        fault(f"{key}.{words}")
    if block.or_table is not None and table.name != "incidents":
        fault(f"{key}.or_table: a doubt whether cases count twice stands at incidents alone; take "
              "it out")  # fmt: skip
    mapped = tuple(block.columns)
    for name in block.one_row_per:
        if name not in mapped:
            fault(f"{key}.one_row_per: {shown(name)} is not mapped; {meant(name, mapped)}")


def _column(table: Table, column: Column, mapping: ColumnBlock) -> Faults:
    yield from _origin(mapping)
    yield from _for_kind(table, column, mapping)
    if mapping.constant is not None and (wrong := literal_fault(column, mapping.constant)):
        yield "constant", wrong
    if mapping.empty is not None and (wrong := literal_fault(column, mapping.empty)):
        yield "empty", wrong
    for read, value in mapping.values.items():
        if value and (wrong := literal_fault(column, value)):
            yield f"values.{shown(read)}", wrong
    if mapping.otherwise and (wrong := literal_fault(column, mapping.otherwise)):
        yield "otherwise", wrong
    if mapping.otherwise is not None and not mapping.values:
        yield "otherwise", "it needs values to be other than; add values, or write constant"


def _origin(mapping: ColumnBlock) -> Faults:
    given = [name for name in ORIGINS if getattr(mapping, name) not in (None, False)]
    if len(given) != 1:
        read = " and ".join(given) or "none of them"
        rule = "a mapping has exactly one of column, columns, constant and row_number"
        yield "", f"read {read}; {rule}; keep that one"
    elif given[0] in ("constant", "row_number"):
        extra = sorted(mapping.model_fields_set - {*ORIGINS, "unit"})
        if extra:
            yield extra[0], f"it has no meaning beside {given[0]}; leave one of the two out"


def _for_kind(table: Table, column: Column, mapping: ColumnBlock) -> Faults:
    takes = {
        **dict.fromkeys(("format", "or_format"), column.kind in ("instant", "date")),
        "calendar": column.kind in ("instant", "date"),
        "decimal": column.kind in ("number", "integer"),
        "thousands": column.kind in ("number", "integer"),
        "strip_leading_zeros": column.kind == "text",
        "row_number": column.kind == "text",
        **dict.fromkeys(UNIT_KEYS, column.name == measured(table)),
    }
    for name, fits in takes.items():
        if name in mapping.model_fields_set and not fits:
            yield name, f"{column.name} is {_a(column.kind)}, which does not take it; leave it out"
    for text in mapping.format or ():
        if wrong := format_fault(text, mapping.calendar):
            yield "format", wrong
    if mapping.calendar is not None and not mapping.format:
        yield "calendar", 'it needs a format; write, for example, format = "%Y%m%d" beside it'
    if mapping.or_format is not None and (wrong := _or_format(mapping, mapping.or_format)):
        yield "or_format", wrong
    if mapping.decimal is not None and mapping.decimal not in DECIMALS:
        yield "decimal", f'read {shown(mapping.decimal)}; write decimal = "," or "."'
    if mapping.thousands is not None and mapping.thousands not in THOUSANDS:
        yield "thousands", f"read {shown(mapping.thousands)}; write one of . , ' or a space"
    if mapping.thousands == (mapping.decimal or "."):
        yield "thousands", "it is the same as decimal; the two must differ; write another"


def _or_format(mapping: ColumnBlock, other: str) -> str | None:
    """What is wrong with the format that may be meant in place of the one that is stated."""
    if mapping.format is None or len(mapping.format) != 1:
        return 'it needs one format beside it, the one that is taken; write format = "%d/%m/%Y"'
    if mapping.format == (other,):
        return "it is the same as format, so that nothing is open; leave it out"
    return format_fault(other)


def _a(kind: str) -> str:
    return {"integer": "an integer", "instant": "an instant"}.get(kind, f"a {kind}")


def _units(table: Table, block: SourceBlock) -> Iterator[str]:
    name = measured(table)
    mapping = block.columns.get(name) if name else None
    if mapping is None or name is None:
        return
    for at, text in (
        ("unit", mapping.unit),
        *((f"units.{shown(k)}", v) for k, v in mapping.units.items()),
    ):
        if text is not None and (wrong := _unit_fault(table, text)):
            yield f"{name}.{at}: {wrong}"
    stated = [at for at in ("unit", "unit_column") if getattr(mapping, at) is not None]
    if mapping.unit_in_cell:
        stated = ["unit_in_cell", *(at for at in stated if at != "unit")]
    if table.name == "measurements" and "unit" in block.columns:
        stated.append("the column unit")
    if len(stated) > 1:
        yield f"{name}: its unit is given by {' and by '.join(stated)}; keep one of them"
    if mapping.units and mapping.unit_column is None and not mapping.unit_in_cell:
        yield f'{name}.units: it needs a column to read; write unit_column = "UOM" beside it'
    kind = block.columns.get("kind")
    if not stated and table.name == "measurements":
        constant = kind.constant if kind is not None else None
        if constant is None or constant in WEIGHTS:
            yield f'{name}: it has no unit; write unit = "g", or unit_column = "UOM" with units'


def _unit_fault(table: Table, text: str) -> str | None:
    code = ucum(text)
    if code is None:
        return f"read {shown(text)}; it is no UCUM code that is known here; {near_unit(text)}"
    if table.name == "custody" and not is_weight(code):
        return f"read {shown(text)}; a weight has a unit of mass, such as 'g' or '[oz_av]'"
    return None


def _check_query(query: str, url: str, key: str, fault: Callable[[str], None]) -> None:
    if not re.match(r"\s*(select|with)\b", query, re.I):
        fault(f"{key}: read {shown(query)}; it must begin with select or with; write one that does")
    if not url.startswith("sqlite:") and (name := reaching(query)):
        fault(
            f"{key}: read {shown(name)}, which may reach out of a read-only transaction; leave it "
            "out, or let who keeps the database make a view to select from"
        )


def check_source(block: SourceBlock, key: str, fault: Callable[[str], None]) -> None:
    """Call `fault` once for each contradiction in where `block` says the rows come from."""
    if (block.source is None) == (block.url is None):
        move = 'write either source = "file.csv" or url = "..." with query = "..."'
        fault(f"{key}: it needs one source; {move}")
    if (block.url is None) != (block.query is None):
        fault(f'{key}: url and query go together; write url = "sqlite:///cases.db" and query')
    if block.url is not None:
        for name in ("format", "encoding", "delimiter", "sheet"):
            if getattr(block, name) is not None:
                fault(f"{key}.{name}: a database does not take it; leave it out")
        if not re.match(r"(sqlite|postgresql|postgres)://", block.url):
            fault(
                f'{key}.url: it must begin with sqlite:/// or postgresql://; write url = "sqlite:///cases.db"'
            )
    for text in block.source or ():
        if any(not letter.isprintable() for letter in text):
            fault(f"{key}.source: read {shown(text)}; it holds control characters; take them out")
    if block.query is not None:
        _check_query(block.query, block.url or "", f"{key}.query", fault)
    mark = block.delimiter
    if mark is not None and (not mark.isascii() or mark.isalnum() or mark in '"\r\n '):
        fault(f'{key}.delimiter: read {shown(mark)}; write one ASCII sign, such as ";"')
    if not block.columns:
        fault(f'{key}.columns: it is empty; write at least one, such as incident_id = "Case No"')
