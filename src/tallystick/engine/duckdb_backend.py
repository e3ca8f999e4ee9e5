"""Ibis on DuckDB, spared what it would do again for each query: translations, types of columns."""

from __future__ import annotations

from functools import cache
from typing import Any

import duckdb
import ibis.backends.duckdb
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
from ibis.backends.sql.datatypes import DuckDBType
from ibis.expr.schema import Schema

from tallystick.engine.paths import quoted
from tallystick.engine.translations import PROCESS, Translations


class Backend(ibis.backends.duckdb.Backend):  # type: ignore[misc]
    """A connection of Ibis to DuckDB, whose `translations` are those of the process or given."""

    translations: Translations = PROCESS

    def compile(self, expr: Any, /, *, limit: Any = None, params: Any = None, **how: Any) -> str:
        """Return the SQL of an expression, made anew only where its like was not made before."""

        def make() -> str:
            text: str = super(Backend, self).compile(expr, limit=limit, params=params, **how)
            return text

        if params:
            return make()
        return self.translations.text(expr, f"duckdb {limit} {how}", make)

    def _run_pre_execute_hooks(self, expr: Any) -> None:
        # Ibis goes through the expression once for each of four things, and here are two of them.
        if expr.op().find((ops.InMemoryTable, ops.ScalarUDF)):
            super()._run_pre_execute_hooks(expr)

    def _to_duckdb_relation(self, expr: Any, **how: Any) -> Any:
        # A relation, which Ibis takes, is bound once when it is made and again when it is read.
        self._run_pre_execute_hooks(expr)
        return self.con.execute(self.compile(expr.as_table(), **how))

    def get_schema(
        self, table_name: str, *, catalog: str | None = None, database: str | None = None
    ) -> Any:
        """Return the names and types of a table's columns; TableNotFound where there is none."""
        place = ".".join(quoted(part) for part in (catalog, database, table_name) if part)
        try:
            told = self.con.execute(f"DESCRIBE {place}").fetchall()
        except duckdb.CatalogException:
            return super().get_schema(table_name, catalog=catalog, database=database)
        return Schema({name: _type_of(kind, null == "YES") for name, kind, null, *_ in told})


@cache
def _type_of(text: str, nullable: bool) -> dt.DataType:
    """The type of a column as DuckDB writes it, which Ibis parses anew for each column."""
    return DuckDBType.from_string(text, nullable=nullable)


@cache
def written(kind: dt.DataType) -> str:
    """Return a type as DuckDB writes it, without whether it may be null."""
    text: str = DuckDBType.from_ibis(kind).sql("duckdb")
    return text
