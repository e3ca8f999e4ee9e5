"""Of which types are the columns of the flat tables, whatever a run puts into them?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tallystick.report.exports.flat import TYPES, Row


def arrow_table(name: str, rows: Sequence[Row]) -> Any:
    """Return a flat table as a `pyarrow.Table`.

    Its columns are of the same types without a row, and where no row has a value, so that the
    tables of two runs can be read as one.
    """
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows), schema=schema_of(name))


def schema_of(name: str) -> Any:
    """Return the `pyarrow.Schema` of the flat table called `name`."""
    import pyarrow as pa

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(),
             date: pa.date32()}  # fmt: skip
    return pa.schema([(column, kinds[kind]) for column, kind in TYPES[name].items()])
