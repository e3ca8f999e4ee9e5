"""Which records stand behind a finding, and which query selects them?"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import ibis.expr.operations as ops
from ibis.expr.types import Table as Relation

from tallystick.engine import Engine
from tallystick.findings import Evidence
from tallystick.findings.spreadsheet import REPLACED
from tallystick.tables.store import Tables

TABLES, EVIDENCE = "tables", "evidence"

PREFACE = """\
-- The records behind {finding}. Run it in DuckDB from the folder of the run:
--     duckdb < {path}
"""
WHERE_THEY_LIE = """\
-- The records behind {finding}. Run it in {engine}, where the tables lie that were audited.
"""
BADGE, FREE_TEXT = re.compile(r"(^|_)badge$"), re.compile(r"(^|_)(text|aggravating|remark)$")
ENGINES = {"duckdb": "DuckDB", "pyspark": "Spark SQL"}


def told_columns(cases: Relation, needed: Collection[str]) -> Relation:
    """Return `cases` without badges, and without free text that the check does not ask about."""
    told = [
        name
        for name in cases.columns
        if not BADGE.search(name) and (name in needed or not FREE_TEXT.search(name))
    ]
    return cases if len(told) == len(cases.columns) else cases.select(told)


def write_evidence(
    folder: Path, finding: str, cases: Relation, tables: Tables, engine: Engine
) -> Evidence:
    """Write the query of `cases` and its rows as Parquet and CSV; return where they lie.

    In the CSV no text is a formula to a spreadsheet, and none steers a terminal; the Parquet file
    holds it as it was recorded.
    """
    (folder / EVIDENCE).mkdir(exist_ok=True)
    paths = {kind: f"{EVIDENCE}/{finding}.{kind}" for kind in ("sql", "parquet", "csv")}
    (folder / paths["sql"]).write_text(
        _preface(finding, paths["sql"], tables)
        + _views(tables)
        + _steps(cases, tables, engine)
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


def _steps(cases: Relation, tables: Tables, engine: Engine) -> str:
    """The queries of the relations that `cases` is made from, in the order in which they are."""
    named, wanted = dict(tables.steps), _read_by(cases)
    for name in reversed(named):
        if name in wanted:
            wanted |= _read_by(named[name][1])
    told = {name: named[name] for name in named if name in wanted}
    kept = "TABLE" if tables.dialect == "duckdb" else "VIEW"
    return "".join(
        f"CREATE OR REPLACE TEMP {'VIEW' if view else kept} {name} AS\n"
        f"{engine.sql(rows, tables.dialect)};\n"
        for name, (view, rows) in told.items()
    )


def _read_by(rows: Relation) -> set[str]:
    """The names of the tables and views of the engine that an expression reads."""
    return {each.name for each in rows.op().find(ops.DatabaseTable)}


def disarmed(rows: Relation) -> Relation:
    """Return `rows` with each text as `findings.spreadsheet` lets it stand in a CSV file."""
    texts = [name for name, kind in rows.schema().items() if kind.is_string()]
    guarded = {name: rows[name] for name in texts}
    for pattern, instead in REPLACED:
        guarded = {name: text.re_replace(pattern, instead) for name, text in guarded.items()}
    return rows.mutate(**guarded) if guarded else rows
