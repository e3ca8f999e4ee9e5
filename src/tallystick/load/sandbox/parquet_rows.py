"""Read the first rows of a Parquet file as texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tallystick.load.sandbox.limits import RefusedError

_AT_ONCE = 200


def answers(request: dict[str, Any], files: Iterator[IO[bytes]]) -> Iterator[dict[str, Any]]:
    """Yield the header, then rows, at most ``most``, then whether there are more."""
    most, total, taken = request["most"], 0, 0
    try:
        with pq.ParquetFile(next(files)) as file:
            yield {"header": file.schema_arrow.names}
            for row in _rows(file):
                size = sum(map(len, row)) + len(row)
                if taken >= most or total + size > request["limits"]["LOOK_CHARACTERS"]:
                    break
                taken, total = taken + 1, total + size
                yield {"row": row}
            yield {"more": file.metadata.num_rows > taken}
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise RefusedError(
            f"it cannot be read as Parquet: {str(error)[:200]}; copy it again, or export it again"
        ) from None


def _rows(file: Any) -> Iterator[tuple[str, ...]]:
    for batch in file.iter_batches(batch_size=_AT_ONCE, use_threads=False):
        yield from zip(*map(_texts, batch.columns), strict=True)


def _texts(column: Any) -> Iterator[str]:
    """The cells of a column as texts; times of a zone in UTC, as no file of zones may be read."""
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        cells = _without_nanoseconds(column.view(pa.timestamp(column.type.unit))).to_pylist()
        return ("" if cell is None else f"{cell}+00:00" for cell in cells)
    return map(cell_text, _without_nanoseconds(column).to_pylist())


def _without_nanoseconds(column: Any) -> Any:
    """The same in microseconds, or as texts where a part of one would be lost.

    As Python values nanoseconds need pandas, which opens files, as none may be opened here.
    """
    kind = column.type
    if getattr(kind, "unit", "") != "ns":
        return column
    coarser = {pa.types.is_timestamp: pa.timestamp("us"), pa.types.is_duration: pa.duration("us")}
    target = next((to for is_of, to in coarser.items() if is_of(kind)), pa.time64("us"))
    try:
        return pc.cast(column, target)
    except pa.ArrowInvalid:
        return pc.cast(column, pa.string())


def cell_text(cell: Any) -> str:
    """Return a cell as a text to be looked at; "" where it is null."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
