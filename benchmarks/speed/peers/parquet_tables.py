"""How does a check see Parquet files without the loader, so that its own counting is measured?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ibis

from tallystick.engine import Engine
from tallystick.tables import Frame, canonical
from tallystick.tables.store import Tables

TYPES = {
    "text": "string",
    "code": "string",
    "unit": "string",
    "number": "float64",
    "integer": "int64",
    "instant": "timestamp(6)",
    "date": "date",
}


def tables_in(folder: Path, names: Iterable[str], frame: Frame, engine: Engine) -> Tables:
    """The tables `names` in `folder`; a column that a file lacks is null, and a count 1."""
    relations, filled = {}, {}
    for name in names:
        rows = engine.read_parquet(folder / f"{name}.parquet", name)
        filled[name] = frozenset(rows.columns)
        relations[name] = rows.mutate(
            **{c.name: _missing(c) for c in canonical(name).columns if c.name not in rows.columns}
        )
    return Tables(relations, filled, frame)


def tables_of(engagement: Path, names: Iterable[str], engine: Engine) -> Tables:
    """The tables beside an engagement file, with the lines and metrics that it draws."""
    from tallystick.load import read_engagement

    frame = read_engagement(engagement, allow_outside=True).frame
    return tables_in(engagement.parent / "tables", names, frame, engine)


def _missing(column: Any) -> Any:
    return ibis.literal(1, "int64") if column.name == "count" else ibis.null(TYPES[column.kind])
