"""Do the Ibis calls that newer DuckDB and sqlglot releases broke work under these versions?

    python benchmarks/pin_canary.py

Exits 0 when every call works, 1 when one does not. docs/engines.md gives the commands that run it
under a newer release of each pinned package: when they exit 0, the bound can go.
"""

from __future__ import annotations

import gc
import importlib.metadata
import sys
from collections.abc import Callable
from typing import Any

import ibis

PINNED = ("ibis-framework", "duckdb", "sqlglot")


def _connection() -> Any:
    connection = ibis.duckdb.connect()
    connection.create_table("cases", ibis.memtable({"unit": ["a", "b", "b"], "n": [1, 2, 3]}))
    return connection


def list_tables() -> None:
    """List the tables of a connection; also that the call leaves no open result behind."""
    connection = _connection()
    assert "cases" in connection.list_tables()
    assert connection.table("cases").count().to_pyarrow().as_py() == 3


def raw_sql() -> None:
    """Make a relation of a query written in SQL."""
    answer = _connection().sql("SELECT sum(n) AS total FROM cases").to_pyarrow()
    assert answer.to_pylist() == [{"total": 6}]


def pyarrow_batches() -> None:
    """Read an expression in batches."""
    batches = _connection().table("cases").to_pyarrow_batches(chunk_size=2)
    assert sum(batch.num_rows for batch in batches) == 3


def drop_table() -> None:
    """Drop a table by its name."""
    connection = _connection()
    connection.drop_table("cases")
    left = connection.con.execute("SELECT count(*) FROM duckdb_tables()").fetchone()
    assert left == (0,)


def cache_finaliser() -> None:
    """Let go of a cached memtable: its finaliser drops the table behind it, out of sight."""
    ignored: list[Any] = []
    before, sys.unraisablehook = sys.unraisablehook, ignored.append
    try:
        held = ibis.memtable({"n": [1, 2]}).mutate(twice=ibis._.n * 2).cache()
        assert held.twice.sum().to_pyarrow().as_py() == 6
        del held
        gc.collect()
    finally:
        sys.unraisablehook = before
    if ignored:
        raise RuntimeError(f"exception ignored in a finaliser: {ignored[0].exc_value}")


CALLS: tuple[Callable[[], None], ...] = (
    list_tables,
    raw_sql,
    pyarrow_batches,
    drop_table,
    cache_finaliser,
)


def main() -> int:
    """Try every call and print what became of it."""
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in PINNED))
    broken = 0
    for call in CALLS:
        try:
            call()
        except Exception as error:
            broken += 1
            first = (str(error).splitlines() or [""])[0]
            print(f"{call.__name__}: {type(error).__name__}: {first}")
        else:
            print(f"{call.__name__}: works")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
