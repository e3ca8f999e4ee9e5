"""The second process's own DuckDB, on which the queries of a heavy check run there.

Only over tables that lie in the run folder, each as one Parquet file, and only for a check that
shares no relation with another check of the audit.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import ibis.expr.operations as ops

from tallystick.audit.evidence import TABLES
from tallystick.audit.execution import keep, needed, results_of
from tallystick.audit.selection import AnyCheck
from tallystick.engine import Engine, connect, users_own
from tallystick.engine.translations import PROCESS, Translations
from tallystick.findings import Result
from tallystick.tables.store import Tables

HEAVY = frozenset({"records.copied_narratives"})
"""Checks that take a third of the queries of a small audit."""
MEMORY = "1GiB"
"""That its DuckDB may hold; the tables of a small audit take a tenth."""


@dataclass(frozen=True)
class TableFiles:
    """Tables without their relations, and the Parquet file of each; `spill` is where rows may go.

    With `remembered` the translations of earlier audits in the user's folder are used.
    """

    tables: Tables
    files: Mapping[str, Path]
    spill: Path | None
    remembered: bool


def heavy_checks(checks: Iterable[AnyCheck]) -> set[str]:
    """Return the names of the heavy checks that share nothing with the other `checks`."""
    shares = {check.name: {shared.name for shared in needed(check)} for check in checks}
    return {
        name
        for name in HEAVY & shares.keys()
        if not any(shares[name] & each for other, each in shares.items() if other != name)
    }


def table_files(folder: Path, tables: Tables, engine: Engine) -> TableFiles | None:
    """Return where the tables lie; None where another process cannot read them as they are."""
    files = {name: folder.resolve() / TABLES / f"{name}.parquet" for name in tables.relations}
    plain = engine.name == "duckdb" and not tables.views and tables.unsettled is None
    plain = plain and all(path.exists() for path in files.values()) and all(
        isinstance(rows.op(), ops.DatabaseTable) and rows.op().name == name
        for name, rows in tables.relations.items()
    )  # fmt: skip
    if not plain:
        return None
    bare = replace(tables, relations={}, kept={}, steps={}, held={}, told={}, names=None)
    translations: Translations = engine.backend.translations
    return TableFiles(bare, files, engine.spilled.parent, translations.folder is not None)


def results_there(check: AnyCheck, given: TableFiles) -> list[Result]:
    """Ask the tables on an engine of this process; return the results of the check."""
    engine = connect(
        memory_limit=MEMORY,
        threads=1,
        spill_folder=given.spill,
        translations=users_own(os.environ) if given.remembered else PROCESS,
    )
    try:
        relations = {name: engine.read_parquet(path, name) for name, path in given.files.items()}
        tables = keep(check, replace(given.tables, relations=relations), engine)
        return results_of(check, tables, engine)[0]
    finally:
        engine.close()
