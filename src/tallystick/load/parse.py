"""Which canonical value does a cell hold, and which rule does it break?"""

from __future__ import annotations

import re
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from tallystick.load.cell_units import worded
from tallystick.load.cells import Cell
from tallystick.load.duckdb_functions import is_one_of
from tallystick.load.instants import wall_clock
from tallystick.load.literals import LARGEST, NUMBER
from tallystick.load.shapes import ColumnBlock
from tallystick.load.typed import is_read_as_text, typed_value
from tallystick.load.units import ANNOTATION, CODES, GRAMS, SPELLED, ucum
from tallystick.tables import Column

TYPES: dict[str, Any] = {
    "text": dt.string,
    "code": dt.string,
    "unit": dt.string,
    "integer": dt.int64,
    "number": dt.float64,
    "instant": dt.timestamp,
    "date": dt.date,
}
MULTILINE = ("text", "aggravating")
_SPACES = "[ \u00a0\u202f]"
_APOSTROPHES = "['\u2019]"


def value_of(column: Column, mapping: ColumnBlock, cell: Cell, zone: str, source_zone: str) -> Any:
    """Return the value that `cell` holds for `column`; null where it is empty or unreadable.

    An integer is still a number here, so that its fraction can be seen. Times become wall-clock
    times in `zone`.
    """
    if cell.typed is not None and not is_read_as_text(column, cell.typed.type()):
        return typed_value(column, cell.typed, zone, source_zone)
    if column.kind in ("number", "integer"):
        return _number(cell, mapping)
    if column.kind in ("instant", "date"):
        time = wall_clock(cell, mapping.format, zone, source_zone, mapping.calendar)
        return time.cast("date") if column.kind == "date" else time
    return unit_code(cell.text) if column.kind == "unit" else cell.text


def problem_of(column: Column, value: Any, text: Any, *, undated: str = "not_a_date") -> Any:
    """Return the rule that a row breaks in `column`, as ``rule:column``; null when none.

    `text` is what the cell held, and `value` what `value_of` made of it; `undated` is the rule of
    a day that cannot be read.
    """
    unread = text.notnull() & value.isnull()
    problems = [(text.isnull(), "missing")] if column.never_empty else []
    if column.kind in ("number", "integer"):
        problems.append((unread, "not_a_number"))
        if column.minimum is not None:
            problems.append((value < column.minimum, "below_minimum"))
        if column.kind == "integer":
            problems.append((value != value.floor(), "not_an_integer"))
    elif column.kind in ("instant", "date"):
        problems.append((unread, undated))
    elif column.kind == "unit":
        problems.append((unread, "unknown_unit"))
    elif column.kind == "code":
        problems.append((~is_one_of(value, column.codes), "unknown_code"))
    elif column.name not in MULTILINE:
        problems.append((value.contains("\n") | value.contains("\r"), "line_break"))
    if not problems:
        return ibis.null("string")
    branches = [(broken, ibis.literal(f"{rule}:{column.name}")) for broken, rule in problems]
    return ibis.cases(*branches, else_=ibis.null("string"))


def unit_code(text: Any) -> Any:
    """Return the UCUM code that each `text` is; null where it is none that is known."""
    spelled = text.cases(*SPELLED.items(), else_=text)
    known = is_one_of(spelled, CODES) | spelled.re_search(ANNOTATION)
    return known.ifelse(spelled, ibis.null("string"))


def stated_unit(mapping: ColumnBlock, text: Any) -> Any:
    """Return the unit in which `mapping` says that its numbers are, as a UCUM code.

    `text` is the cell of its unit_column, or the unit in the cell itself, when it has one.
    """
    code = ucum(mapping.unit) if mapping.unit else None
    stated = ibis.literal(code, type="string") if code else ibis.null("string")
    if mapping.unit_column is None and not mapping.unit_in_cell:
        return stated
    branches = [(read.strip(), ucum(code) or code) for read, code in mapping.units.items()]
    read = unit_code(text.cases(*branches, else_=text) if branches else text)
    if mapping.unit_in_cell:
        return text.isnull().ifelse(stated, ibis.coalesce(read, worded(text)))
    return read


def in_grams(number: Any, unit: Any) -> Any:
    """Return `number` of `unit` in grams, to 12 decimals; null when `unit` is none of mass."""
    branches = [
        (
            code,
            number
            if grams == 1
            else (number * float(grams.numerator) / float(grams.denominator)).round(12),
        )
        for code, grams in GRAMS.items()
    ]
    return unit.cases(*branches, else_=ibis.null("float64"))


def _number(cell: Cell, mapping: ColumnBlock) -> Any:
    number = _plain_number(cell.text)
    if mapping.thousands is not None or mapping.decimal not in (None, "."):
        number = cell.plain.ifelse(number, _regional_number(cell.text, mapping))
    return (number.abs() <= LARGEST).ifelse(number, ibis.null("float64"))


def _plain_number(text: Any) -> Any:
    good = text.re_search(f"^{NUMBER}$")
    return good.ifelse(text, ibis.null("string")).try_cast("float64")


def _regional_number(text: Any, mapping: ColumnBlock) -> Any:
    point = mapping.decimal or "."
    whole = "[0-9]+"
    marks = ""
    if mapping.thousands is not None:
        marks = {" ": _SPACES, "'": _APOSTROPHES}.get(mapping.thousands, "")
        marks = marks or f"[{re.escape(mapping.thousands)}]"
        whole = f"([0-9]{{1,3}}({marks}[0-9]{{2,3}})*{marks}[0-9]{{3}}|[0-9]+)"
    mark = f"[{re.escape(point)}]"
    good = text.re_search(f"^[+-]?({whole}({mark}[0-9]*)?|{mark}[0-9]+)$")
    digits = text.re_replace(marks, "") if marks else text
    return good.ifelse(digits.replace(point, "."), ibis.null("string")).try_cast("float64")
