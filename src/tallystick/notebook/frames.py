"""Data frames as Parquet files, refused in words of frames where they do not fit a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds

from tallystick.load import InputError
from tallystick.load.about import zone_fault
from tallystick.load.value_shape import without_values
from tallystick.load.wording import first_line, meant, shown
from tallystick.notebook.frame_faults import column_faults, zone_faults
from tallystick.tables import CANONICAL, canonical

NAMES = tuple(table.name for table in CANONICAL)
UNREAD = (pa.ArrowException, duckdb.Error, TypeError, ValueError)
"""What reading a frame raises, in this process or as its batches come."""
INDEX = re.compile(r"__index_level_\d+__")
OF_FILES = (
    (re.compile(r"^engagement\.toml: (engagement\.)?"), ""),
    (re.compile(r"\bengagement\.toml: "), ""),
    (re.compile(r"(?:\btables/)?\b(\w+)\.parquet\b"), r"\1"),
    (re.compile(r", or load (it|the table) as a source with.*"), ""),
    (re.compile(r"(?<!\w)--allow-exclusions\b"), "allow_exclusions=True"),
)
"""How a message of the loader names what a caller gave as frames and arguments."""


@contextmanager
def in_words_of_frames() -> Iterator[None]:
    """Raise an InputError within as one whose messages name frames and arguments, not files."""
    try:
        yield
    except InputError as error:
        raise InputError(map(_of_frames, error.messages)) from None


def _of_frames(message: str) -> str:
    for pattern, instead in OF_FILES:
        message = pattern.sub(instead, message)
    return message


def write_tables(
    given: Mapping[str, Any],
    folder: Path,
    *,
    zone: str | None,
    constants: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, tuple[str, ...]]:
    """Write frames of canonical columns as ``<table>.parquet``; return the columns of each.

    `zone` is that of the agency's clocks, None where nobody said. `constants` holds, by table,
    columns of one value for a frame that lacks them.

    Raises
    ------
    InputError
        When a name is no table, or a column is unknown, lacking, or of a type that does not fit,
        or has times of some zone and `zone` is None; one message for each.
    """
    columns: dict[str, tuple[str, ...]] = {}
    faults: list[str] = []
    for name, frame in given.items():
        if name not in NAMES:
            faults.append(f"{shown(name)}: there is no such table; {meant(str(name), NAMES)}")
            continue
        # DuckDB ends a stream when its connection begins another, so that each is written at once.
        stream = with_constants(stream_of(name, frame), (constants or {}).get(name, {}))
        found = [*column_faults(canonical(name), stream.schema, frame)]
        found += zone_faults(name, stream.schema) if zone is None else ()
        if not found:
            _write(name, stream, folder / f"{name}.parquet")
        faults += found
        columns[name] = tuple(n for n in canonical(name).names if n in stream.schema.names)
    if faults:
        raise InputError(faults)
    return columns


def write_frame(name: str, frame: Any, path: Path, *, zone: str | None) -> None:
    """Write a frame with whatever columns to a Parquet file, its times as clocks in `zone` show.

    InputError where it is no data frame, has two columns of one name, or has no row, or has times
    of some zone and `zone` is None.
    """
    if zone and (wrong := zone_fault(zone)):
        raise InputError(wrong)
    stream = stream_of(name, frame)
    if zone is None and (faults := list(zone_faults(name, stream.schema))):
        raise InputError(faults)
    _write(name, _on_clocks(stream, zone), path)


def write_start(name: str, frame: Any, path: Path, most: int) -> None:
    """Write the first `most` rows of a frame to be looked at; InputError as by `write_frame`.

    Times of some zone are written as clocks there show them.
    """
    _write(name, _on_clocks(stream_of(name, frame), None), path, most)


def stream_of(name: str, frame: Any) -> pa.RecordBatchReader:
    """Return the rows of a frame as Arrow batches; the frame itself is left as it is.

    A pandas index without a name is no column. InputError, with `name` for the frame, where it
    cannot be read as one.
    """
    if not (hasattr(frame, "__arrow_c_stream__") or isinstance(frame, Mapping) or _is_old(frame)):
        move = "collect() it first" if hasattr(frame, "collect") else (
            "give a pandas or polars DataFrame, an Arrow table or a DuckDB relation")  # fmt: skip
        raise InputError(
            f"{name}: read a value of the type {type(frame).__name__}, which is no data frame; "
            f"{move}"
        )
    try:
        with_stream = hasattr(frame, "__arrow_c_stream__")
        whole = frame if with_stream else pa.table(frame)
        stream = pa.RecordBatchReader.from_stream(whole)
    except UNREAD as error:
        raise InputError(f"{name}: {_unread(error)}") from None
    names = stream.schema.names
    if twice := sorted({each for each in names if names.count(each) > 1}):
        raise InputError(f"{name}: two columns are called {shown(twice[0])}; rename one of them")
    return _plain(_without(stream, [each for each in names if INDEX.fullmatch(each)]))


def _is_old(frame: Any) -> bool:
    """Whether it is a pandas DataFrame of a version without Arrow's interface."""
    return type(frame).__name__ == "DataFrame" and hasattr(frame, "dtypes")


def _unread(error: Exception) -> str:
    """Why a frame could not be read, by its column where pyarrow names one."""
    said = str(error)
    if column := re.search(r"Conversion failed for column (.+?) with type", said):
        return (
            f"column {shown(column[1])} holds values of several types; make it one, such as by "
            f'frame[{shown(column[1])}].astype("string") in pandas'
        )
    if said.startswith("Duplicate column names"):
        return "two columns have one name; rename one of them"
    return f"the frame cannot be read as a table: {without_values(first_line(error))}"


def _mapped(
    stream: pa.RecordBatchReader, schema: pa.Schema, made: Callable[[pa.RecordBatch], list[Any]]
) -> pa.RecordBatchReader:
    batches = (pa.RecordBatch.from_arrays(made(batch), schema=schema) for batch in stream)
    return pa.RecordBatchReader.from_batches(schema, batches)


def _without(stream: pa.RecordBatchReader, names: list[str]) -> pa.RecordBatchReader:
    if not names:
        return stream
    kept = [each for each in stream.schema.names if each not in names]
    schema = pa.schema([stream.schema.field(each) for each in kept])
    return _mapped(stream, schema, lambda batch: [batch.column(each) for each in kept])


def _plain(stream: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """Return the stream with the texts and categories of polars as the loader knows texts."""
    names = stream.schema.names
    at = {i for i, name in enumerate(names) if _is_view(stream.schema.field(name).type)}
    fields = [pa.field(f.name, pa.large_string()) if i in at else f
              for i, f in enumerate(stream.schema)]  # fmt: skip

    def columns(batch: pa.RecordBatch) -> list[Any]:
        return [_as_text(column) if i in at else column for i, column in enumerate(batch.columns)]

    return _mapped(stream, pa.schema(fields), columns) if at else stream


def _is_view(kind: pa.DataType) -> bool:
    return bool(kinds.is_string_view(kind.value_type if kinds.is_dictionary(kind) else kind))


def _as_text(column: pa.Array) -> pa.Array:
    if kinds.is_dictionary(column.type):
        return column.dictionary.cast(pa.large_string()).take(column.indices)
    return column.cast(pa.large_string())


def _on_clocks(stream: pa.RecordBatchReader, zone: str | None) -> pa.RecordBatchReader:
    at = {i: pa.timestamp(field.type.unit, zone or field.type.tz)
          for i, field in enumerate(stream.schema)
          if kinds.is_timestamp(field.type) and field.type.tz}  # fmt: skip
    schema = stream.schema
    for i, kind in at.items():
        schema = schema.set(i, pa.field(schema.field(i).name, pa.timestamp(kind.unit)))

    def columns(batch: pa.RecordBatch) -> list[Any]:
        return [pc.local_timestamp(column.cast(at[i])) if i in at else column
                for i, column in enumerate(batch.columns)]  # fmt: skip

    return _mapped(stream, schema, columns) if at else stream


def with_constants(stream: pa.RecordBatchReader, more: Mapping[str, str]) -> pa.RecordBatchReader:
    """Return the stream with a column of one text for each name in `more` that it lacks."""
    new = {name: text for name, text in more.items() if name not in stream.schema.names}
    if not new:
        return stream
    schema = pa.schema([*stream.schema, *(pa.field(name, pa.string()) for name in new)])
    return _mapped(
        stream,
        schema,
        lambda batch: [*batch.columns, *(pa.array([v] * len(batch)) for v in new.values())],
    )


def _write(name: str, stream: pa.RecordBatchReader, path: Path, most: int | None = None) -> None:
    rows = 0
    try:
        with pq.ParquetWriter(path, stream.schema) as writer:
            for batch in stream:
                taken = batch if most is None else batch.slice(0, most - rows)
                writer.write_batch(taken)
                rows += len(taken)
                if rows == most:
                    break
    except UNREAD as error:
        raise InputError(f"{name}: {_unread(error)}") from None
    if not rows:
        raise InputError(f"{name}: the frame has no row; leave it out")
