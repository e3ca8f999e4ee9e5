"""Which columns of a table need a second look before they are taken as they stand?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import ibis
from ibis import _

from tallystick.engine import Engine
from tallystick.load.duckdb_functions import sign_at
from tallystick.load.literals import LARGEST
from tallystick.load.parse import MULTILINE
from tallystick.load.staging import SPACES
from tallystick.load.units import ANNOTATION, CODES
from tallystick.tables import Column, Table
from tallystick.tables.measurements import WEIGHTS

FIRST_DAY = date(1700, 1, 1)
LAST_MOMENT = datetime(9999, 12, 31, 23, 59, 59, 999_999)
FIRST_SIGN = "!"
FEW_ROWS = 200_000
BLANK, DOUBTFUL = "blank", "doubtful"


def doubts(column: Column, value: Any) -> dict[str, Any]:
    """Return conditions, by name, of which a row meets one when `value` needs a second look.

    ``blank`` is met by a NaN and by a text that is empty or begins with a space, ``doubtful`` by
    what may break a rule. A row that meets neither is taken as it stands: both may be met by
    more rows than break a rule, and never by fewer.
    """
    kind, found = value.type(), {}
    if kind.is_string():
        found[BLANK] = value < FIRST_SIGN
    elif kind.is_floating():
        found[BLANK] = value.isnan()
    parts = [value.isnull()] if column.never_empty else []
    if column.kind in ("number", "integer") and not kind.is_null():
        least = -LARGEST if column.minimum is None else column.minimum
        parts += [value < least, value > LARGEST]
        if column.kind == "integer" and not kind.is_integer():
            parts.append(value.cast("float64") % 1 != 0)
    elif kind.is_timestamp() or kind.is_date():
        parts.append(value < ibis.literal(FIRST_DAY).cast(kind))
    elif kind.is_string():
        parts += _of_text(column, value)
    if parts:
        found[DOUBTFUL] = ibis.or_(*parts)
    return found


def _of_text(column: Column, value: Any) -> list[Any]:
    if column.kind == "code":
        return [~value.isin(column.codes) & (value != "")]
    if column.kind == "unit":
        return [~value.isin(CODES) & (value != "") & ~value.re_search(ANNOTATION)]
    if column.name in MULTILINE:
        return []
    return [value.contains("\n"), value.contains("\r")]


def doubts_of_source(column: Column, value: Any) -> dict[str, Any]:
    """Return the conditions of `doubts`, and that of a cell whose ends would be trimmed."""
    kind, found = value.type(), doubts(column, value)
    if kind.is_string():
        wide = "".join(sign for sign in SPACES if not sign.isascii())
        begins = (value >= "\x80") & ibis.literal(wide).contains(sign_at(value, 1))
        ends = ibis.literal(SPACES).contains(sign_at(value, -1))
        known = [found[DOUBTFUL]] if DOUBTFUL in found else []
        found[DOUBTFUL] = ibis.or_(*known, ends, begins)
    elif kind.is_date() or (kind.is_timestamp() and kind.scale != 9):
        found[DOUBTFUL] = found[DOUBTFUL] | (value > ibis.literal(LAST_MOMENT).cast(kind))
    return found


def doubtful_weights(table: Table, rows: Any) -> dict[str, Any]:
    """Return the condition that a weight is in another unit than grams, where `rows` can tell."""
    if table.name != "measurements" or not {"kind", "unit"} <= set(rows.columns):
        return {}
    if not (rows.kind.type().is_string() and rows.unit.type().is_string()):
        return {}
    return {f"{DOUBTFUL}:unit of a weight": rows.kind.isin(WEIGHTS) & (rows.unit != "g")}


def counted(
    rows: Any, conditions: Mapping[str, Any], engine: Engine, *, many: bool
) -> dict[str, int]:
    """Return how many of `rows` meet each condition, those that none meets left out.

    With `many` rows DuckDB is asked for each by itself: it then passes over the parts of a file
    of which the file's own statistics say that none can meet it. Spark, and DuckDB with few
    rows, counts all of them in one pass, and the ``records`` as well.
    """
    if many and engine.name == "duckdb":
        each = [
            rows.filter(condition).aggregate(n=_.count()).mutate(name=ibis.literal(name))
            for name, condition in conditions.items()
        ]
        answer = {row["name"]: row["n"] for row in engine.rows(ibis.union(*each))} if each else {}
    else:
        sums = {name: each.fill_null(False).sum() for name, each in conditions.items()}
        answer = engine.rows(rows.aggregate(records=rows.count(), **sums))[0]
    return {name: int(n) for name, n in answer.items() if n}
