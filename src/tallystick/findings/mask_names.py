"""Which names must masks cover, of all tables and not of results alone?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MASK_NAMES = "tables/names.parquet"
_SCHEMA = pa.schema([("kind", pa.string()), ("name", pa.string())])


def write_mask_names(folder: Path, names: Mapping[str, Collection[str]]) -> None:
    """Write every name by its kind, in an order of their own: ``kind`` and ``name``.

    Ready-made tables are not copied, so that masks could not ask them later.
    """
    rows = sorted((kind, name) for kind, held in names.items() for name in held)
    columns = [[row[at] for row in rows] for at in range(len(_SCHEMA))]
    path = folder / MASK_NAMES
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.table(columns, schema=_SCHEMA), path)


def read_mask_names(folder: Path) -> set[tuple[str, str]]:
    """Return every kind and name; none where an older run has no list of them."""
    path = folder / MASK_NAMES
    if not path.is_file():
        return set()
    table = pq.read_table(path, columns=_SCHEMA.names)
    return set(zip(table["kind"].to_pylist(), table["name"].to_pylist(), strict=True))
