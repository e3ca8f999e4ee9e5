"""How is a small canonical world made by hand, for tests?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import ibis
import numpy as np
import pyarrow as pa

from tallystick.tables import Frame, canonical
from tallystick.tables.store import Tables

TYPES = {
    "text": pa.string(), "code": pa.string(), "unit": pa.string(), "integer": pa.int64(),
    "number": pa.float64(), "instant": pa.timestamp("us"), "date": pa.date32(),
}  # fmt: skip


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    return date.fromisoformat(text)


def monthly_figures(values, unit="A", metric="stops", kind=None, start="2020-01") -> list[dict]:
    """Published figures of one unit, a month after the other."""
    months = [np.datetime64(start, "M") + np.timedelta64(k, "M") for k in range(len(values))]
    return [
        {"unit_id": unit, "metric": metric, "value": float(value), "unit": kind,
         "period_start": month.astype("datetime64[D]").item(),
         "period_end": (month + np.timedelta64(1, "M")).astype("datetime64[D]").item()
         - timedelta(days=1)}
        for month, value in zip(months, values, strict=True)
    ]  # fmt: skip


def tables_of(
    rows: Mapping[str, Sequence[Mapping[str, object]]], frame: Frame | None = None
) -> Tables:
    """Return Tables over in-memory rows; a column is filled when any row gives it."""
    relations, filled = {}, {}
    for name, records in rows.items():
        table = canonical(name)
        given = {key for record in records for key in record}
        assert given <= set(table.names), given - set(table.names)
        columns = {
            column.name: pa.array(
                [
                    record.get(column.name, 1 if column.name == "count" else None)
                    for record in records
                ],
                TYPES[column.kind],
            )
            if column.name in given or column.name == "count"
            else pa.nulls(len(records), TYPES[column.kind])
            for column in table.columns
        }
        columns["source_file"] = pa.array([f"{name}.csv"] * len(records), pa.string())
        columns["source_row"] = pa.array(range(2, len(records) + 2), pa.int64())
        relations[name] = ibis.memtable(pa.table(columns))
        filled[name] = frozenset(given | {"count"} & set(table.names))
    return Tables(relations, filled, frame or Frame())
