"""How are some rows of a file left out, and the others kept in their order?"""

from __future__ import annotations

from typing import Any

from tallystick.engine import Engine
from tallystick.load.duckdb_functions import bit_at, variable

PLACE = "file_row_number"


def mark(places: Any, rows: int, name: str, engine: Engine) -> bool:
    """Remember the rows of a file that stand in `places`; False when there are none.

    A join with them would be simpler, but behind a join DuckDB no longer keeps the order of rows.
    A bit for each of the file's `rows` is held as the variable `name` of the engine.
    """
    connection = engine.backend.con
    bits = f"SELECT bitstring_agg({PLACE}, 0, {max(rows - 1, 0)}) FROM ({engine.sql(places)})"  # noqa: S608
    connection.execute(f"SET VARIABLE {name} = ({bits})")
    answer = connection.execute(f"SELECT getvariable('{name}') IS NOT NULL").fetchone()
    return bool(answer and answer[0])


def is_marked(rows: Any, name: str) -> Any:
    """Whether each of `rows`, by its place in the file, is remembered under `name`."""
    return bit_at(variable(name), rows[PLACE].cast("int32")) == 1
