"""How is a small table looked up in a query, on every engine, at once?

Its cells stand in one text, all of one width, and a cell is cut out by its place. A list of values
for each answer would become a join for each on DuckDB.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue

from tallystick.tables import Law

NOTHING = "-"


def cell(
    cells: Sequence[Sequence[int | None]], row: IntegerValue, column: IntegerValue, width: int
) -> IntegerValue:
    """The cell at the places `row` and `column`; null where it is None, or a place is negative."""
    wide = max((len(each) for each in cells), default=0)
    written = "".join(_written(each, width) for line in cells for each in line)
    inside = (row >= 0) & (column >= 0) & (row < len(cells)) & (column < wide)
    place = ibis.ifelse(inside, (row * wide + column) * width, len(written))
    text: StringValue = ibis.literal(written + NOTHING * width).substr(place, width)
    return text.nullif(NOTHING * width).cast("int64")


def _written(value: int | None, width: int) -> str:
    return NOTHING * width if value is None else f"{value:0{width}d}"


def one_of(column: StringValue, texts: Sequence[str]) -> BooleanValue:
    """Whether `column` is one of some few texts."""
    return reduce(or_, (column == text for text in texts), ibis.literal(False))


def substance_of(law: Law, code: StringValue) -> IntegerValue:
    """The place of the substance that `code` names among those of the law; -1 for none."""
    found = [
        (one_of(code, codes), ibis.literal(place))
        for place, (_, codes) in enumerate(substances(law))
        if codes
    ]
    return ibis.cases(*found, else_=-1).cast("int64") if found else ibis.literal(-1, "int64")


def substances(law: Law) -> list[tuple[str, tuple[str, ...]]]:
    """The substances of the law, each with all that records may call it."""
    names: dict[str, dict[str, None]] = {}
    for each in law.amounts:
        names.setdefault(each.substance, {}).update(dict.fromkeys(each.codes))
    return [(name, tuple(codes)) for name, codes in names.items()]
