"""Which records stand behind a finding, and which query selects them?"""

from __future__ import annotations

from pathlib import Path

import ibis
from ibis.expr.types import Table as Relation

from tallystick.engine import Engine
from tallystick.findings import Evidence
from tallystick.tables.store import Tables

TABLES, EVIDENCE = "tables", "evidence"
FORMULA = r"^[=+\-@\t\r\n]"

PREFACE = """\
-- The records behind {finding}. Run it in DuckDB from the folder of the run:
--     duckdb < {path}
"""
WHERE_THEY_LIE = """\
-- The records behind {finding}. Run it in {engine}, where the tables lie that were audited.
"""
ENGINES = {"duckdb": "DuckDB", "pyspark": "Spark SQL"}


def write_evidence(
    folder: Path, finding: str, cases: Relation, tables: Tables, engine: Engine
) -> Evidence:
    """Write the query of `cases` and its rows as Parquet and CSV; return where they lie.

    In the CSV a text that a spreadsheet would run as a formula is preceded by an apostrophe;
    the Parquet file holds it as it was recorded.
    """
    (folder / EVIDENCE).mkdir(exist_ok=True)
    paths = {kind: f"{EVIDENCE}/{finding}.{kind}" for kind in ("sql", "parquet", "csv")}
    (folder / paths["sql"]).write_text(
        _preface(finding, paths["sql"], tables)
        + _views(tables)
        + engine.sql(cases, tables.dialect)
        + ";\n",
        encoding="utf-8",
    )
    engine.write_parquet(cases, folder / paths["parquet"])
    written = engine.local.read_parquet(folder / paths["parquet"], f"evidence_{finding}")
    engine.local.write_csv(disarmed(written), folder / paths["csv"])
    rows = engine.local.rows(written.aggregate(n=written.count()))[0]["n"]
    return Evidence(paths["sql"], paths["parquet"], paths["csv"], int(rows))


def _preface(finding: str, path: str, tables: Tables) -> str:
    if tables.views:
        place = WHERE_THEY_LIE.format(finding=finding, engine=ENGINES[tables.dialect])
        return place + tables.before_views
    return PREFACE.format(finding=finding, path=path)


def _views(tables: Tables) -> str:
    if tables.views:
        return "".join(
            f"CREATE OR REPLACE TEMP VIEW {name} AS\n{query};\n"
            for name, query in tables.views.items()
        )
    return "".join(
        f"CREATE OR REPLACE TEMP VIEW {name} AS FROM read_parquet('{TABLES}/{name}.parquet');\n"
        for name in tables.relations
    )


def disarmed(rows: Relation) -> Relation:
    """Return `rows` with no text that a spreadsheet would take for a formula."""
    guarded = {
        name: ibis.ifelse(rows[name].re_search(FORMULA), ibis.literal("'") + rows[name], rows[name])
        for name, kind in rows.schema().items()
        if kind.is_string()
    }
    return rows.mutate(**guarded) if guarded else rows
