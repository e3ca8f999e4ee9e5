"""The checks of an audit, asked in turn, with what they share made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from tallystick.audit.execution import keep, let_go
from tallystick.audit.second_engine import heavy_checks, table_files
from tallystick.audit.second_process import SecondProcess, are_small, threads_for
from tallystick.audit.selection import AnyCheck, naming_its_package
from tallystick.audit.unsupported import with_unsupported
from tallystick.engine import Engine
from tallystick.findings import Result
from tallystick.tables.store import Tables

Awaited = Callable[[], list[Result]]


def results_in_turn(
    folder: Path,
    checks: Sequence[AnyCheck],
    tables: Tables,
    rows: dict[str, int],
    engine: Engine,
    progress: Callable[[str], None],
    second: SecondProcess,
) -> tuple[list[Result], dict[str, float], Tables]:
    """Return the results of all checks, the seconds of each, and the tables with what is held.

    `rows` are those of each table. The `second` process is ended.
    """
    awaited: list[Awaited] = []
    seconds: dict[str, float] = {}
    with second, threads_for(rows.values(), engine):
        small = are_small(rows.values())
        beside = _beside(folder, checks, tables, engine, second) if small else {}
        for number, check in enumerate(checks, start=1):
            progress(f"check {check.name}")
            asked = perf_counter()
            with naming_its_package(check):
                answer = beside.get(check.name)
                if answer is None:
                    tables = keep(check, tables, engine)
                    answer = second.results_of(check, tables, engine)
                awaited.append(with_unsupported(folder, check, answer, tables, engine))
            seconds[check.name] = perf_counter() - asked
            tables = let_go(tables, checks[number:], engine)
        found = [result for answer in awaited for result in answer()]
    seconds |= {name: seconds[name] + took for name, took in second.seconds.items()}
    return found, seconds, tables


def _beside(
    folder: Path,
    checks: Sequence[AnyCheck],
    tables: Tables,
    engine: Engine,
    second: SecondProcess,
) -> dict[str, Awaited | None]:
    """Hand the heavy checks to the second process; return what waits for each."""
    names, given = heavy_checks(checks), table_files(folder, tables, engine)
    return {
        check.name: second.whole(check, given, tables, engine)
        for check in checks
        if check.name in names
    }
