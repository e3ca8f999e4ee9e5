"""May Parquet files be judged where they lie, without their cells becoming text first?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.engine.paths import EngineError, literal, parquet, pattern, quoted
from tallystick.load.csv_files import wanted_columns
from tallystick.load.marks import PLACE
from tallystick.load.places import Place
from tallystick.load.shapes import ColumnBlock, SourceBlock
from tallystick.load.wording import InputError
from tallystick.tables import Table

OTHERS = (
    duckdb.OutOfMemoryException,
    *(duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException),
    *(duckdb.SyntaxException, duckdb.InternalException, duckdb.InterruptException),
)
RESERVED = ("file_row_number", "file_index", "filename")
REWRITES = {"columns", "values", "otherwise", "empty", "strip_leading_zeros", "split"}
"""Keys of a mapping that make another text of a cell; words for an empty cell do so as well."""
TAKES = {
    "text": ("text", "code", "unit", "number", "integer", "instant", "date"),
    "whole": ("text", "code", "unit", "number", "integer", "instant", "date"),
    "number": ("number", "integer"),
    "time": ("instant", "date"),
}


@dataclass(frozen=True)
class Direct:
    """Parquet files of one source whose wanted columns are of one type in each.

    `names` are what the engagement calls the files, `rows` how many rows each holds; `columns`
    and `types` are the names and Arrow types of the wanted columns, as they stand in the files.
    """

    paths: tuple[Path, ...]
    names: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[str, ...]
    types: tuple[Any, ...]

    def query(self) -> str:
        """Return the SQL of the raw rows, as a Stage would have written them but typed."""
        names = ", ".join(literal(name) for name in self.names)
        name = f"([{names}])[file_index::BIGINT + 1]" if len(self.names) > 1 else names
        before = ", ".join(map(str, accumulate((0, *self.rows[:-1]))))
        cells = "".join(f", {quoted(column)} AS c{i}" for i, column in enumerate(self.columns))
        place = f"([{before}])[file_index::BIGINT + 1] + {PLACE}" if len(self.names) > 1 else PLACE
        taken = f"{place} AS {PLACE}, {name} AS source_file, file_row_number + 1 AS source_row"
        return f"SELECT {taken}{cells} FROM {parquet(self.paths)}"  # noqa: S608 - names are quoted


def lies_typed(
    table: Table, block: SourceBlock, places: Sequence[Place], wanted: tuple[str, ...]
) -> Direct | None:
    """Return how the files of a source are read where they lie; None when they cannot be.

    They can when each is Parquet without nested columns, the wanted columns have one type in all
    of them, and each mapping takes a column of that type as it is. Whatever is in doubt is read
    as text.
    """
    if block.as_text or not places or any(_unfit(place) for place in places):
        return None
    found = [_columns(place, wanted) for place in places]
    if None in found or len({each[:2] for each in found if each}) != 1:
        return None
    columns, types, _ = found[0] or ((), (), 0)
    kinds = dict(zip(wanted, map(kind_of, types), strict=True))
    if not all(_taken(table, name, block, kinds) for name in block.columns):
        return None
    if any(kinds[rule.column] not in ("text", "whole") for rule in block.leave_out):
        return None
    rows = tuple(each[2] for each in found if each)
    paths, names = tuple(p.path for p in places), tuple(p.name for p in places)
    return Direct(paths, names, rows, columns, types)


def _unfit(place: Place) -> bool:
    """Whether it is no Parquet file, or one that DuckDB cannot be told."""
    try:
        return place.format != "parquet" or not pattern(place.path)
    except EngineError:
        return True


def _columns(
    place: Place, wanted: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[Any, ...], int] | None:
    """Return the names and types of the wanted columns and how many rows there are."""
    try:
        with pq.ParquetFile(place.path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
            physical = [file.schema.column(i) for i in range(len(file.schema))]
        at = wanted_columns(place.name, list(schema.names), wanted)
    except (pa.ArrowException, OSError, UnicodeDecodeError, InputError):
        return None
    folded = [name.casefold() for name in schema.names]
    if len(set(folded)) != len(folded) or set(RESERVED) & set(folded):
        return None
    if [each.path for each in physical] != list(schema.names) or "" in schema.names:
        return None
    if any(kind_of(schema.types[i]) is None or not _plainly(physical[i]) for i in at):
        return None
    return tuple(schema.names[i] for i in at), tuple(schema.types[i] for i in at), rows


def _plainly(column: Any) -> bool:
    """Whether Parquet itself, not only a note of Arrow's beside it, says what a column holds."""
    kind = column.logical_type.type
    if column.max_repetition_level or column.max_definition_level > 1:
        return False
    if column.physical_type == "BYTE_ARRAY":
        return bool(kind == "STRING")
    return bool(
        column.physical_type in ("INT32", "INT64", "FLOAT", "DOUBLE")
        and kind in ("NONE", "INT", "DATE", "TIMESTAMP")
    )


def kind_of(arrow: Any) -> str | None:
    """Return ``text``, ``whole``, ``number`` or ``time``; None for what is read as text."""
    if pa.types.is_string(arrow) or pa.types.is_large_string(arrow):
        return "text"
    if pa.types.is_integer(arrow):
        return "whole"
    if pa.types.is_float32(arrow) or pa.types.is_float64(arrow):
        return "number"
    if pa.types.is_date32(arrow) or (pa.types.is_timestamp(arrow) and arrow.tz is None):
        return "time"
    return None


def rewrites(block: SourceBlock, mapping: ColumnBlock) -> bool:
    """Whether `mapping`, which stands in `block`, makes another text of the cells that it reads."""
    return bool(mapping.model_fields_set & REWRITES or block.nulls(mapping))


def _taken(table: Table, name: str, block: SourceBlock, kinds: dict[str, str | None]) -> bool:
    mapping = block.columns[name]
    read = [kinds[column] for column in mapping.reads]
    if mapping.unit_column is not None and kinds[mapping.unit_column] != "text":
        return False
    if rewrites(block, mapping):
        return all(kind in ("text", "whole") for kind in read)
    return all(table.column(name).kind in TAKES[kind] for kind in read if kind)


def is_of_the_files(error: duckdb.Error) -> bool:
    """Whether an error of DuckDB may lie in what the files hold, so that they are read as text."""
    if isinstance(error, OTHERS):
        return False
    return not any(words in str(error).lower() for words in ("no space", "write"))
