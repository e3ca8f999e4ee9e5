"""Where do raw cells wait, as text, until they are judged?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FULL_GROUP = 100_000
FULL_BYTES = 64 << 20
MOST_EXAMPLES = 5
SPACES = " \t\r\n\v\f\u00a0\u2007\u202f\u3000\ufeff"


@dataclass
class Account:
    """What reading one file came to.

    `rows` counts its records, those set aside as ragged included and blank ones not.
    """

    rows: int = 0
    blank: int = 0
    ragged: int = 0
    examples: list[str] = field(default_factory=list)
    sha256: str = ""
    size_bytes: int = 0
    encoding: str | None = None
    notes: list[str] = field(default_factory=list)

    def set_ragged(self, row: int, words: str) -> None:
        """Count a record that cannot be divided into cells."""
        self.rows += 1
        self.ragged += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(f"row {row}: {words}")


class Stage:
    """A Parquet file of raw rows, each cell as text: ``c0``, ``c1``, ... as `wanted` lists them.

    Before them stand ``source_file`` and ``source_row``. With `typed`, each cell has a flag
    ``t0``, ``t1``, ...: whether its text was written by us from a number or a date, and so
    follows ISO 8601 and has a decimal point.
    """

    def __init__(self, path: Path, wanted: Sequence[str], *, typed: bool) -> None:
        self.path = path
        self.wanted = wanted if isinstance(wanted, tuple) else tuple(wanted)
        self.typed = typed
        self.name = ""
        count = range(len(self.wanted))
        fields = [("source_file", pa.string()), ("source_row", pa.int64())]
        fields += [(f"c{i}", pa.string()) for i in count]
        fields += [(f"t{i}", pa.bool_()) for i in count] if typed else []
        self._schema = pa.schema(fields)
        self._writer = pq.ParquetWriter(
            path, self._schema, compression="snappy", use_dictionary=["source_file"]
        )
        self._waiting: list[pa.RecordBatch] = []

    def __enter__(self) -> Stage:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what waits and close the file."""
        self._flush()
        self._writer.close()

    def add(self, rows: np.ndarray, cells: Sequence[Any], typed: Sequence[Any] | bool) -> None:
        """Add raw rows of the present file: ends trimmed, a cell without content null.

        Parameters
        ----------
        rows
            The number of each row in its source, int64, shape (n,).
        cells
            One Arrow text array per wanted column, each of length n.
        typed
            One Arrow boolean array per wanted column, or one answer for all.
        """
        arrays: list[Any] = [
            pa.repeat(pa.scalar(self.name, pa.string()), len(rows)),
            pa.array(rows, type=pa.int64()),
            *map(trimmed, cells),
        ]
        if self.typed:
            whole = isinstance(typed, bool)
            same = pa.array(np.full(len(rows), bool(typed) if whole else False))
            arrays += [same] * len(self.wanted) if isinstance(typed, bool) else list(typed)
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        held = sum(batch.num_rows for batch in self._waiting)
        if held >= FULL_GROUP or sum(batch.nbytes for batch in self._waiting) >= FULL_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            table = pa.Table.from_batches(self._waiting, schema=self._schema)
            self._writer.write_table(table)
            self._waiting = []


def trimmed(cell: Any) -> Any:
    """Return an Arrow array of texts without the spaces at their ends; null when none is left."""
    text = pc.utf8_trim(cell, characters=SPACES)
    return pc.if_else(pc.equal(pc.binary_length(text), 0), pa.scalar(None, pa.string()), text)
