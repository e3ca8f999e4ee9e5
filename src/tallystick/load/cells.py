"""What does a raw cell say, before it is read as a number, a date or a code?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from tallystick.load.cell_units import divided
from tallystick.load.duckdb_functions import is_one_of, join_texts, trim_text
from tallystick.load.formats import number_of
from tallystick.load.literals import canonical_text
from tallystick.load.marks import PLACE
from tallystick.load.shapes import ColumnBlock, SourceBlock
from tallystick.load.splitting import one_of
from tallystick.load.staging import SPACES

PASSED = (PLACE, "source_file", "source_row")
_TRUE_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00:00(\.0+)?)?$"
PAIR = 2
_MIDNIGHT = r"[ T]00:00:00(\.0+)?$"

Layer = Callable[[Any], Any]
"""Gives an expression a name in the engine, so that each of its columns is computed once."""


@dataclass(frozen=True)
class Cell:
    """Text expressions of one value.

    `raw` is what stands in the file, for examples; `text` is what is to be read, null when
    empty; `plain` is true where `text` is in canonical form: ISO dates, decimal points.

    `typed` is the column of a Parquet file that is judged where it lies, when the mapping takes
    it as it is. Where it holds numbers or times, `raw` and `text` are no texts: only whether
    they are null counts.
    """

    raw: Any
    text: Any
    plain: Any
    typed: Any = None


@dataclass(frozen=True)
class Cells:
    """The cells of a relation of raw rows, by name: canonical columns, or ``unit_column``."""

    relation: Any
    of: Mapping[str, Cell]
    left_out: Any


def read_cells(
    raw: Any, wanted: Sequence[str], block: SourceBlock, layer: Layer, *, typed: bool, direct: bool
) -> Cells:
    """Return what `block` takes from the rows of `raw`.

    `raw` has ``c<i>`` for the i-th of `wanted`, typed when its file is judged where it lies. As a
    Stage wrote them they are texts and, when `typed`, have ``t<i>``.
    """
    theirs = {
        name: typed_cell(raw[f"c{i}"])
        if direct
        else Cell(raw[f"c{i}"], raw[f"c{i}"], raw[f"t{i}"] if typed else ibis.literal(False))
        for i, name in enumerate(wanted)
    }
    cells: dict[str, Cell] = {}
    for name, mapping in block.columns.items():
        nulls = block.nulls(mapping)
        read = {each: _without(theirs[each], nulls) for each in mapping.reads}
        cells[name] = _numbered(raw) if mapping.row_number else _mapped(mapping, read)
    for mapping in block.columns.values():
        if mapping.unit_column is not None:
            unit = theirs[mapping.unit_column]
            cells["unit_column"] = _without(unit, block.nulls(mapping))
    for name, mapping in block.columns.items():
        if mapping.unit_in_cell:
            cell = cells[name]
            number, unit = divided(cell.text)
            cells[name] = Cell(cell.raw, number, cell.plain)
            cells["unit_column"] = Cell(cell.raw, unit, cell.plain)
    if block.period is not None:
        named = [_without(theirs[each], block.nulls()) for each in block.period.columns]
        cells["period"] = _joined(named)
    return _settled(raw, cells, _left_out(block, theirs), layer)


def _numbered(raw: Any) -> Cell:
    """Return the cell that names a row by its file, eight letters of a hash, and its number."""
    text = raw.source_file.hexdigest("md5").substr(0, 8) + "-" + raw.source_row.cast("string")
    return Cell(text, text, ibis.literal(False))


def _without(cell: Cell, nulls: Sequence[str]) -> Cell:
    """Return `cell` with no text where it holds one of the words `nulls`."""
    if not nulls:
        return cell
    named = is_one_of(cell.text, nulls).fill_null(False)
    return Cell(cell.raw, named.ifelse(ibis.null("string"), cell.text), cell.plain)


def typed_cell(value: Any) -> Cell:
    """Return the cell of a typed column: what a Stage would have made text of, so far as needed."""
    kind = value.type()
    if kind.is_string():
        text = trim_text(value, ibis.literal(SPACES)).nullif("")
        return Cell(text, text, ibis.literal(False), value)
    if kind.is_integer():
        text = value.cast("string")
    elif kind.is_floating():
        text = value.isnan().ifelse(ibis.null(kind), value)
    else:
        text = value
    return Cell(text, text, ibis.literal(True), value)


def _settled(rows: Any, cells: Mapping[str, Cell], left_out: Any, layer: Layer) -> Cells:
    columns: dict[str, Any] = {"left_out": left_out}
    for name, cell in cells.items():
        columns |= {f"raw_{name}": cell.raw, f"text_{name}": cell.text, f"plain_{name}": cell.plain}
        columns |= {} if cell.typed is None else {f"typed_{name}": cell.typed}
    whole = layer(rows.select(*PASSED, **columns))
    settled = {
        name: Cell(
            whole[f"raw_{name}"],
            whole[f"text_{name}"],
            whole[f"plain_{name}"],
            None if cell.typed is None else whole[f"typed_{name}"],
        )
        for name, cell in cells.items()
    }
    return Cells(whole, settled, whole.left_out)


def _left_out(block: SourceBlock, theirs: Mapping[str, Cell]) -> Any:
    found = [
        (
            is_one_of(
                theirs[rule.column].text.fill_null(""), [text.strip() for text in rule.equals]
            ),
            ibis.literal(f"left_out:{number}"),
        )
        for number, rule in enumerate(block.leave_out)
    ]
    return ibis.cases(*found, else_=ibis.null("string")) if found else ibis.null("string")


def _mapped(mapping: ColumnBlock, theirs: Mapping[str, Cell]) -> Cell:
    if mapping.constant is not None:
        text = ibis.literal(canonical_text(mapping.constant).strip())
        return Cell(text, text, ibis.literal(True))
    parts = [theirs[name] for name in mapping.reads]
    cell = _joined([*(_as_written(each, parts[-1], mapping) for each in parts[:-1]), parts[-1]])
    if mapping.split and mapping.take != "all":
        text = cell.plain.ifelse(cell.text, one_of(cell.text, mapping.split, mapping.take))
        cell = Cell(cell.raw, text, cell.plain)
    if mapping.values:
        cell = _renamed(cell, mapping)
    if mapping.empty is not None:
        text = cell.text.fill_null(mapping.empty.strip())
        cell = Cell(cell.raw, text, cell.text.isnull() | cell.plain)
    if mapping.strip_leading_zeros:
        cell = Cell(cell.raw, cell.text.re_replace("^0+(.)", r"\1"), cell.plain)
    return cell


def _as_written(day: Cell, last: Cell, mapping: ColumnBlock) -> Cell:
    """A true date as the first format of dates writes days, where a time as text is beside it."""
    form = re.split(r"[ T]?%[HI]", next(iter(_of_dates(mapping)), ""))
    if len(mapping.reads) != PAIR or len(form) != PAIR or not form[0]:
        return day
    true = day.plain & ~last.plain & last.text.notnull() & day.text.re_search(_TRUE_DAY)
    written = day.text.substr(0, 10).try_cast("date").strftime(form[0])
    return Cell(day.raw, true.ifelse(written, day.text), day.plain & ~true)


def _of_dates(mapping: ColumnBlock) -> list[str]:
    """The formats that do not begin with the number of a day."""
    return [form for form in mapping.format or () if not number_of(form)]


def _joined(cells: Sequence[Cell]) -> Cell:
    whole = cells[-1]
    for part in reversed(cells[:-1]):
        text = part.plain.ifelse(part.text.re_replace(_MIDNIGHT, ""), part.text)
        text = join_texts(" ", text, whole.text).nullif("")
        whole = Cell(text, text, part.plain & (whole.plain | whole.text.isnull()))
    return whole


def _renamed(cell: Cell, mapping: ColumnBlock) -> Cell:
    values = {read.strip(): value.strip() or None for read, value in mapping.values.items()}
    branches = [
        (read, ibis.literal(value, type="string") if value else ibis.null("string"))
        for read, value in values.items()
        if read
    ]
    other = cell.text if mapping.otherwise is None else ibis.literal(mapping.otherwise.strip())
    if mapping.otherwise == "":
        other = ibis.null("string")
    text = cell.text.cases(*branches, else_=other) if branches else other
    listed = is_one_of(cell.text, [read for read, _ in branches]).fill_null(False)
    plain = listed | cell.plain if mapping.otherwise is None else ibis.literal(True)
    return Cell(cell.raw, cell.text.notnull().ifelse(text, ibis.null("string")), plain)
