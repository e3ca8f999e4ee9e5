"""The records of the headline figure that no independent record supports, as a case list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from tallystick.audit.evidence import told_columns, write_evidence
from tallystick.audit.execution import cases, in_steps
from tallystick.audit.selection import AnyCheck
from tallystick.checks import Check
from tallystick.checks.records.supported_figure import CHECK
from tallystick.engine import Engine
from tallystick.findings import Result
from tallystick.tables.store import Tables

NAME, LISTED = "unsupported_records", "listed"


def with_unsupported(
    folder: Path,
    check: AnyCheck,
    results: Callable[[], list[Result]],
    tables: Tables,
    engine: Engine,
) -> Callable[[], list[Result]]:
    """Return `results`, that of the headline figure with its list in ``evidence/``.

    `tables` still keep what the check reads. What was reported beyond the records that there are,
    and further rows of a number, have no record to list.
    """
    if check.name != CHECK.name or not isinstance(check, Check):
        return results
    listed = [
        _with_list(folder, check, each, in_steps(tables), engine)
        if each.detail.get("headline")
        else each
        for each in results()
    ]
    return lambda: listed


def _with_list(
    folder: Path, check: Check, result: Result, tables: Tables, engine: Engine
) -> Result:
    needed = {column for columns in check.needs.values() for column in columns}
    rows = told_columns(cases(check, result, tables), needed)
    evidence = write_evidence(folder, NAME, rows, tables, engine)
    return replace(result, detail={**result.detail, LISTED: asdict(evidence)})
