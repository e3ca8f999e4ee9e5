"""Columns of whole tables: read as arrays, compared, and made anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]
Instants = NDArray[np.datetime64]


def texts(table: pa.Table, name: str) -> Texts:
    """The texts of a column, (R,); None where there is none."""
    return np.array(table[name].to_pylist(), dtype=object)


def among(column: pa.ChunkedArray, values: Iterable[str]) -> Flags:
    """Which rows of a column of texts hold one of `values`, (R,)."""
    found = pc.is_in(column, value_set=pa.array(list(values), column.type))
    return np.asarray(found.to_numpy(), dtype=bool)


def places(table: pa.Table, cases: pa.Table) -> Ints:
    """The row of the case of each row, (R,); -1 for a case that is not there."""
    ids = cases["incident_id"].combine_chunks()
    found = pc.fill_null(pc.index_in(table["incident_id"], value_set=ids), -1)
    return np.asarray(found.to_numpy(), dtype=np.int64)


def busiest(names: NDArray[Any], number: int) -> NDArray[Any]:
    """The `number` of `names` that occur most often; of equal ones the first in order."""
    found, times = np.unique(names, return_counts=True)
    return np.asarray(found[np.argsort(-times, kind="stable")][:number])


def replaced(table: pa.Table, name: str, values: Any) -> pa.Table:
    """Return `table` with `values`, (R,), in the column `name`, of the type that it has."""
    place = table.schema.get_field_index(name)
    kind = table.schema.field(place).type
    made = values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)
    return table.set_column(place, name, made.cast(kind))


def with_texts(table: pa.Table, name: str, values: NDArray[Any]) -> pa.Table:
    """Return `table` with a column of texts that it did not have, (R,); None is null."""
    return table.append_column(name, pa.array(values.tolist(), pa.string()))
