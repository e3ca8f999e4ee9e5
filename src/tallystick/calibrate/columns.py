"""What is a table with one of its columns made anew?"""

from __future__ import annotations

from typing import Any

import pyarrow as pa


def replaced(table: pa.Table, name: str, values: Any) -> pa.Table:
    """Return `table` with `values`, (R,), in the column `name`, of the type that it has."""
    place = table.schema.get_field_index(name)
    kind = table.schema.field(place).type
    made = values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)
    return table.set_column(place, name, made.cast(kind))
