"""How are expressions run in this process, on DuckDB?

DuckDB's pin, with its reason and the command that shows that it can go, is in docs/engines.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.engine import memory
from tallystick.engine.duckdb_backend import Backend, written
from tallystick.engine.paths import literal, parquet, pattern, quoted
from tallystick.engine.spilled import Spilled
from tallystick.engine.sql_text import sql_text
from tallystick.engine.translations import PROCESS, Translations
from tallystick.engine.usage import Usage

ROWS_AT_ONCE = 1_000_000
HELD, HELD_OF_TEXT = 524_288, 65_536
"""How many rows a thread holds before it writes them to the files of several parts: as DuckDB has
it, and where texts are among them."""


@dataclass(frozen=True)
class Engine:
    """A connection that counts: expressions go in, small tables come out."""

    backend: Any
    name: str = "duckdb"
    spilled: Spilled = field(default_factory=Spilled)
    usage: Usage = field(default_factory=Usage)

    @property
    def local(self) -> Engine:
        """The DuckDB of this process, which parses and writes files for every engine."""
        return self

    @property
    def threads(self) -> int:
        """How many threads the DuckDB of this process may use."""
        (told,) = self.local.backend.con.execute("SELECT current_setting('threads')").fetchone()
        return int(told)

    def read_parquet(self, paths: Path | Sequence[Path], name: str) -> Relation:
        """Return one Parquet file, or several, one after the other, as a relation `name`."""
        files = [paths] if isinstance(paths, Path) else paths
        return self.named_query(self.query_of(files), name)

    def named_query(self, sql: str, name: str) -> Relation:
        """Return a relation called `name` that stands for a query of this engine."""
        self.backend.con.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS {sql}")
        return self.backend.table(name)

    def query_of(self, paths: Sequence[Path]) -> str:
        """Return the query that gives the rows of Parquet files, for who runs it in this engine."""
        return f"FROM {parquet(paths)}"

    def opened(self, paths: Sequence[Path]) -> list[tuple[str, int]]:
        """Return the Parquet files that DuckDB opens for `paths`, and the rows of each."""
        listed = ", ".join(literal(pattern(path)) for path in paths)
        query = f"SELECT file_name, num_rows FROM parquet_file_metadata([{listed}])"  # noqa: S608
        found: list[tuple[str, int]] = self.backend.con.execute(query).fetchall()
        return found

    def view(self, expression: Relation, name: str) -> Relation:
        """Return a relation called `name` that stands for `expression`."""
        return self.backend.create_view(name, expression, overwrite=True)

    def instants(self, relation: Relation) -> tuple[str, ...]:
        """The columns of the named `relation` that hold moments rather than wall-clock times."""
        kinds = relation.schema().items()
        return tuple(name for name, kind in kinds if kind.is_timestamp() and kind.timezone)

    def hold(self, table: Any, name: str) -> Relation:
        """Return an Arrow table as the relation called `name`, and let go of one held before.

        A memtable would be kept until the process ends.
        """
        self.backend.con.register(name, table)
        return self.backend.table(name)

    def keep(self, expression: Relation, name: str) -> Relation:
        """Set the rows of `expression` by under `name`, until the engine is closed."""
        self.backend._run_pre_execute_hooks(expression)
        schema = expression.schema()
        columns = ", ".join(f"{quoted(each)} {written(kind)}" for each, kind in schema.items())
        table = f"temp.main.{quoted(name)}"
        self.backend.con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
        query = f"INSERT INTO {table} {self.backend.compile(expression)}"
        (rows,) = self.backend.con.execute(query).fetchone()
        self.usage.add(rows, kept=name)
        return self.backend.table(name, database=("temp", "main"))

    def keep_step(self, expression: Relation, name: str) -> Relation:
        """As `keep`."""
        return self.keep(expression, name)

    def keep_parts(
        self, whole: Relation, parts: Sequence[Relation], name: str, laid: str | None = None
    ) -> Relation:
        """Set the rows of `whole` by under `name`, on disk, one of its `parts` after the other.

        Each part is a Parquet file in the spill folder, until it is let go of or the engine is
        closed, so that no more is held than the making of one part needs. With `laid`, a column of
        the parts, it is a file for each value of that, and who asks for one reads no other's.
        """
        folder, making = self.spilled.folder(name), f"{name}_making"
        self.usage.kept.append((name, None))
        for number, part in enumerate(parts):
            # DuckDB sums integers in 128 bits, which Ibis does not know and Parquet does not hold.
            rows = self.view(part, making).cast(part.schema())
            if laid is None:
                self.write_parquet(rows, folder / f"{number:06}.parquet")
            else:
                self._lay(rows, folder, number, laid)
            self.let_go(making, view=True)
        files = sorted(folder.rglob("*.parquet"))
        if laid is None:
            return self.read_parquet(files, name)
        codes = _codes(parts[0].columns, folder)
        names = ", ".join(f"{code} AS {quoted(column)}" for column, code in codes.items())
        return self.named_query(f"SELECT {names} FROM {parquet(files, divided=True)}", name)  # noqa: S608

    def _lay(self, rows: Relation, folder: Path, number: int, laid: str) -> None:
        """Write the rows of part `number` in a file for each value of the column `laid`."""
        codes = _codes(rows.columns, folder)
        rows = rows.rename({code: column for column, code in codes.items()})
        if not number:
            # Of no rows at all no file is written.
            none = folder / f"{codes[laid]}=-1"
            none.mkdir()
            self.write_parquet(rows.drop(codes[laid]).limit(0), none / "none.parquet")
        texts = any(kind.is_string() for kind in rows.schema().types)
        held = HELD_OF_TEXT if texts else HELD
        self.backend.con.execute(f"SET partitioned_write_flush_threshold = {held}")
        self._copy(
            rows,
            folder,
            f"FORMAT parquet, PARTITION_BY ({codes[laid]}), FILENAME_PATTERN '{number:06}_{{i}}', "
            f"OVERWRITE_OR_IGNORE{', ROW_GROUP_SIZE 16384' * texts}",
        )

    def let_go(self, name: str, *, view: bool = False) -> None:
        """Let go of what is kept under `name`, rows or (`view`) the query of a view."""
        on_disk = self.spilled.remove(name)
        if view or on_disk:
            self.backend.drop_view(name)
        else:
            self.backend.drop_table(name)

    def withhold(self, name: str, text: str) -> Any:
        """Hold `text` under `name`; return an expression of it whose SQL does not spell it.

        It is held as a macro, which every cursor of the connection knows, as it knows no variable.
        """
        macro, quoted = f"tallystick_{name}", text.replace("'", "''")
        self.backend.con.execute(f"CREATE OR REPLACE MACRO {macro}() AS '{quoted}'")
        given = self.backend.con.execute(f"SELECT {macro}()").fetchone()
        assert given == (text,), f"DuckDB does not hold {macro}"

        def held() -> str:
            raise NotImplementedError

        return ibis.udf.scalar.builtin(name=macro)(held)()

    def columns(self, expression: Relation) -> dict[str, np.ndarray]:
        """Run `expression` and return its columns as NumPy arrays, in the order of its rows.

        A text column comes back as an object array of ``str``; a null in it becomes ``""``.
        A null in a number column becomes NaN. Rows are taken over part by part, and each part is
        let go of, so that millions of them are not held twice.
        """
        parts: list[list[np.ndarray]] = [[] for _ in expression.columns]
        waiting = self._in_parts(expression)
        while waiting:
            for part, column in zip(parts, waiting.pop().columns, strict=True):
                part.append(_array(column))
        return {name: np.concatenate(parts.pop(0)) for name in expression.columns}

    def _in_parts(self, expression: Relation) -> list[Any]:
        """The answer in Arrow tables, the first rows last; one at least.

        It is all there: read while DuckDB still works on it, an answer may never come to its end.
        """
        answer = self.arrow(expression)
        tables = [answer.from_batches([part]) for part in answer.to_batches(ROWS_AT_ONCE)]
        return tables[::-1] or [answer]

    def rows(self, expression: Relation) -> list[dict[str, Any]]:
        """Run `expression` and return its rows as dictionaries; for small answers only."""
        answer: list[dict[str, Any]] = self.arrow(expression).to_pylist()
        return answer

    def arrow(self, expression: Relation) -> Any:
        """Run `expression` and return its rows as an Arrow table of the types that it has."""
        answer = self.backend.to_pyarrow(expression)
        self.usage.add(answer.num_rows)
        return answer

    def sql(self, expression: Relation, dialect: str = "duckdb") -> str:
        """Return the SQL of `expression`, formatted for a reader who runs it in `dialect`."""
        translations: Translations = self.local.backend.translations
        return translations.text(
            expression, f"read in {dialect}", lambda: sql_text(expression, dialect)
        )

    def write_parquet(self, expression: Relation, path: Path) -> None:
        """Write the rows of `expression` to one Parquet file."""
        self._copy(expression, path, "FORMAT parquet")

    def write_csv(self, expression: Relation, path: Path) -> None:
        """Write the rows of `expression` to one UTF-8 CSV file with a header."""
        self._copy(expression, path, "FORMAT csv, HEADER")

    def _copy(self, expression: Relation, path: Path, how: str) -> None:
        """Write rows to a path as it stands; Ibis would write it with the escapes of Python."""
        self.backend._run_pre_execute_hooks(expression)
        query, where = self.backend.compile(expression), literal(str(path.absolute()))
        self.usage.add(*self.backend.con.execute(f"COPY ({query}) TO {where} ({how})").fetchone())

    def close(self) -> None:
        """Let go of the connection, and of what it kept on disk."""
        self.backend.disconnect()
        self.spilled.clear()


def _codes(columns: Sequence[str], folder: Path) -> dict[str, str]:
    """Return a name for each column under which no folder above `folder` gives a value to it."""
    start = "c"
    while any(part.casefold().startswith(start) for part in folder.resolve().parts):
        start += "c"
    return {column: f"{start}{number}" for number, column in enumerate(columns)}


def _array(column: Any) -> np.ndarray:
    import pyarrow as pa

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        coded = column.fill_null("").combine_chunks().dictionary_encode()
        words = np.array([*coded.dictionary.to_pylist(), None], dtype=object)[:-1]
        texts: np.ndarray = words[coded.indices.to_numpy()]
        return texts
    # A copy: a view would hold all columns of its part.
    return np.array(column.to_numpy())


def connect(
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    spill_folder: Path | None = None,
    translations: Translations = PROCESS,
) -> Engine:
    """Open an in-memory DuckDB that never reaches for the network.

    Parameters
    ----------
    memory_limit
        As DuckDB writes it (``"4GB"``); beyond it DuckDB spills to `spill_folder`. None takes
        what the machine, its control group or the shell's limits allow this process.
    threads
        How many threads it may use; None takes as many as there are processors and memory for.
    spill_folder
        Where it may spill; None lets DuckDB choose.
    translations
        Those that it need not make again.
    """
    room = memory.for_duckdb()
    settings: Mapping[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": memory_limit or f"{room // memory.MEBI}MiB",
        "threads": threads or memory.threads(room),
        "temp_directory": None if spill_folder is None else str(spill_folder),
    }
    given = {key: value for key, value in settings.items() if value is not None}
    backend = Backend().connect(**given)
    backend.translations = translations
    return Engine(backend, spilled=Spilled(spill_folder))
