"""Which rules may a record break, and what is to be done about it?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tallystick.load.formats import formats_that_fit
from tallystick.load.periods import READS
from tallystick.load.shapes import SourceBlock
from tallystick.load.units import near_unit
from tallystick.load.value_shape import shape
from tallystick.load.wording import meant, shown
from tallystick.tables import Column, Table

RULES: Mapping[str, str] = {
    "ragged": "the record has more or fewer cells than the header",
    "not_an_object": "it is no JSON object",
    "left_out": "the engagement leaves it out",
    "missing": "the column is required and empty",
    "not_a_number": "the cell is no number of the stated form, or is beyond 10^15",
    "not_an_integer": "a count is a whole number",
    "below_minimum": "the number is smaller than the column allows",
    "not_a_date": "the cell is no day or time of the stated form from 1700 on",
    "not_a_period": "the cell names no period of the stated rule from 1700 on",
    "unknown_code": "the value is none that the column knows",
    "unknown_unit": "the unit is not known, or is no unit of mass for a weight",
    "line_break": "an identifier holds a line break: a quote is likely left open",
    "outside_period": "the record lies outside the engagement's first and last day",
    "incident_outside_period": "its incident lies outside the engagement's first and last day",
    "copy": "it equals an earlier record with the same key in every column",
    "same_record": "an earlier row is of the same record, by one_row_per",
}
STATED = ("left_out", "outside_period", "incident_outside_period", "same_record")


def reason(table: Table, block: SourceBlock, failed: str, seen: Sequence[str]) -> str:
    """Return why records that broke `failed` (``rule:column``) are set aside, and what to do.

    `seen` are a few of the cells, from which the likely mistake is read; none is quoted.
    """
    rule, _, name = failed.partition(":")
    if rule == "left_out":
        return block.leave_out[int(name)].reason
    column = table.column(name) if name in table.names else None
    if column is None:
        return f"{RULES[rule]}; {MOVES.get(rule, '')}".rstrip("; ")
    return f"{name}: {_rule(rule, column)}; {_move(rule, column, block, seen)}"


MOVES = {
    "ragged": "quote cells that hold the delimiter, or correct those rows",
    "not_an_object": "write one object in braces to a line, or to an element of the list",
    "missing": "correct the file, or leave such rows out with a reason",
    "not_an_integer": "map another column, or correct the file",
    "below_minimum": "correct the file, or leave such rows out with a reason",
    "line_break": "close the quote in a copy of the file",
    "outside_period": "nothing is to be done if the period is meant",
    "incident_outside_period": "nothing is to be done if the period is meant",
    "copy": "export each record once",
    "same_record": "nothing is to be done if a row is a part of a record",
}


def _rule(rule: str, column: Column) -> str:
    if rule == "below_minimum" and column.minimum is not None:
        what = "a weight" if "weight" in column.name else f"a {column.name}"
        return f"{what} is >= {column.minimum:g}"
    if rule == "not_an_integer":
        return f"a {column.name} is a whole number"
    return RULES[rule]


def _move(rule: str, column: Column, block: SourceBlock, seen: Sequence[str]) -> str:
    mapping = block.columns.get(column.name)
    if rule == "not_a_number":
        hint = _decimal_hint(seen) if mapping is None or mapping.decimal is None else ""
        return hint or "state decimal and thousands, or say what such cells mean with values"
    if rule == "not_a_date":
        fits = formats_that_fit(seen)
        if fits:
            return "did you mean format = " + " or ".join(f'"{form}"' for form in fits) + "?"
        if mapping is not None and mapping.format:
            return f"the stated form is {shown(mapping.format[0])}{_joined(mapping.columns)}"
        return 'state format, such as format = "%d/%m/%Y"'
    if rule == "not_a_period" and block.period is not None:
        return f'rule = "{block.period.rule}" reads {READS[block.period.rule]}; or state its format'
    if rule == "unknown_code":
        near = meant(seen[0] if seen else "", column.codes)
        return f"correct the file, or map the value with values = {{...}}; {near}"
    if rule == "unknown_unit":
        alone = any(each.unit_in_cell and not each.unit for each in block.columns.values())
        also = ", or state the unit of numbers without one" if alone else ""
        return f"say what it stands for with units{also}; {near_unit(seen[0] if seen else '')}"
    return MOVES[rule]


def _joined(columns: Sequence[str] | None) -> str:
    """Name the columns of which a time is put together: one of them may be empty."""
    return f", of {' + '.join(map(shown, columns))} together" if columns else ""


def _decimal_hint(seen: Sequence[str]) -> str:
    if seen and all(re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+", text) for text in seen):
        return 'did you mean decimal = "," and thousands = "."?'
    if seen and all(re.fullmatch(r"[+-]?[\d.]*,\d+|[+-]?\d{1,3}(\.\d{3})+", text) for text in seen):
        dotted = any("." in text for text in seen)
        return 'did you mean decimal = ","' + (' and thousands = "."?' if dotted else "?")
    if seen and all(re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", text) for text in seen):
        return 'did you mean thousands = ","?'
    return ""


def example(failed: str, row: int, seen: str | None, *, identify: bool = False) -> str:
    """Return one record as an example: its row, and the shape of the cell that broke the rule.

    With `identify` it is the cell itself.
    """
    rule, _, name = failed.partition(":")
    if rule in ("left_out", "copy", "same_record", "incident_outside_period"):
        return f"row {row}"
    if seen is None:
        return f"row {row}: {name} is empty"
    if identify:
        return f"row {row}: {name} is {shown(seen)}"
    return f"row {row}: {name} looks like {shown(shape(seen))}"


def too_many(table: str, blamed: int, rows: int, limit: float, reasons: Sequence[str]) -> str:
    """Return the message when more than the share `limit` of a table's rows is set aside."""
    return (
        f"{table}: {blamed:,} of {rows:,} rows ({blamed / rows:.1%}) are set aside, more than "
        f"max_set_aside = {limit:g}: {' | '.join(reasons)}. Correct these, leave rows out with a "
        "reason, or run with --allow-exclusions"
    )
