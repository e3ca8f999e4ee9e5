"""Are two tables of counts the same, row by row, whichever tool made them?"""

from __future__ import annotations

import hashlib
from typing import Any

KINDS = {
    **dict.fromkeys(("unit_id", "officer_id", "metric", "line"), "string"),
    **dict.fromkeys(("bin", "n", "n_exact"), "int64"),
    "day": "date32",
}


def in_order(answer: Any) -> Any:
    """What a tool answered, with fixed types and names in order, sorted by all columns.

    `answer` is a frame of pandas or polars, or a mapping of names to arrays.
    """
    import pyarrow as pa

    columns = answer.to_dict(as_series=True) if hasattr(answer, "lazy") else dict(answer.items())
    names = sorted(columns)
    arrays = [_array(columns[name]).cast(KINDS[name]) for name in names]
    return pa.table(arrays, names=names).sort_by([(name, "ascending") for name in names])


def _array(column: Any) -> Any:
    import pyarrow as pa

    made = column.to_arrow() if hasattr(column, "to_arrow") else pa.array(column)
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def told(answer: Any) -> str:
    """How many rows, and the start of the SHA-256 of their values in order."""
    table = in_order(answer)
    digest = hashlib.sha256(str([column.to_pylist() for column in table.columns]).encode())
    return f"{table.num_rows:,} rows, sha256 {digest.hexdigest()[:12]}"
