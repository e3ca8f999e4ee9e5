"""Where do the tables of a world go, a chunk at a time?"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq


class InMemory:
    """Keeps all tables in memory, for worlds that are audited at once and thrown away."""

    def __init__(self) -> None:
        self._parts: dict[str, list[pa.Table]] = {}

    def put(self, name: str, table: pa.Table) -> None:
        """Take the next rows of a table."""
        self._parts.setdefault(name, []).append(table)

    def tables(self) -> dict[str, pa.Table]:
        """Return every table whole, by name."""
        return {name: pa.concat_tables(parts) for name, parts in self._parts.items()}


class ParquetFiles:
    """Writes each table to one Parquet file, a row group per chunk, beside the making.

    The same tables in the same order give the same bytes. Use as a context manager: a file is
    whole only when the block ends.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._pending: list[Future[None]] = []
        self.rows: dict[str, int] = {}

    def put(self, name: str, table: pa.Table) -> None:
        """Hand the next rows of a table to the writing thread; waits when it is two behind."""
        while len(self._pending) >= 2 * max(1, len(self._writers)):
            self._pending.pop(0).result()
        self.rows[name] = self.rows.get(name, 0) + len(table)
        self._pending.append(self._pool.submit(self._write, name, table))

    def _write(self, name: str, table: pa.Table) -> None:
        if name not in self._writers:
            path = self._folder / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd")
        self._writers[name].write_table(table, row_group_size=max(1, len(table)))

    def __enter__(self) -> ParquetFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            for pending in self._pending:
                if error is None:
                    pending.result()
        finally:
            self._pool.shutdown(cancel_futures=True)
            for writer in self._writers.values():
                writer.close()
