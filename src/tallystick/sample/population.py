"""Which records of a run can be drawn?

Those in the case list of a finding, or those of a table that hold given values. A record is a case
once, in however many rows it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallystick.findings.bounded import regular
from tallystick.findings.store import as_named, read_findings, read_run
from tallystick.tables import CANONICAL

KEYS = (
    ("incident_id",),
    ("id",),
    ("exhibit_id",),
    ("record_id",),
    ("source_file", "source_row"),
)
TABLES = "tables"
UNIT = "unit_id"


class PopulationError(Exception):
    """Nothing can be drawn from this run folder by what was asked; one sentence says why."""


@dataclass(frozen=True)
class Population:
    """Records that can be drawn, each once: columns of equal length, told apart by `key`."""

    run: str
    words: str
    key: tuple[str, ...]
    columns: Mapping[str, Sequence[Any]]

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.columns[self.key[0]])


def of_finding(run: Path, finding: str) -> Population:
    """Return the records behind a finding of a run folder."""
    found = {each.id: each for each in _findings(run)}
    if finding not in found:
        known = ", ".join(found) or "it has none"
        raise PopulationError(f"{run} has no finding {finding}; its findings: {known}")
    evidence = found[finding].evidence
    if evidence is None:
        raise PopulationError(f"{finding} has no case list to draw from")
    path = (run / evidence.parquet).resolve()
    if not path.is_relative_to(run.resolve()):
        raise PopulationError(
            f"{evidence.parquet} lies outside {run}; its findings.json is not ours"
        )
    # A title may name an officer.
    title = "" if read_run(run).is_proposed else f": {found[finding].title}"
    return _read(run, path, f"the case list of {finding}{title}", {})


def of_table(run: Path, table: str, where: Mapping[str, Sequence[str]]) -> Population:
    """Return the records of `table` whose columns hold one of the values given."""
    known = {each.name: each.names for each in CANONICAL}
    if table not in known:
        raise PopulationError(f"{table} is no table; tables are {', '.join(known)}")
    for column in where:
        if column not in known[table]:
            raise PopulationError(f"{table} has no column {column}; {', '.join(known[table])}")
    kept = "; ".join(f"{name} is {' or '.join(values)}" for name, values in where.items())
    words = f"the records of {table}" + (f" whose {kept}" if kept else "")
    _findings(run)
    return _read(run, as_named(run) / TABLES / f"{table}.parquet", words, where)


def _findings(run: Path) -> tuple[Any, ...]:
    try:
        read_run(run)
        return read_findings(run)
    except (OSError, ValueError):
        raise PopulationError(
            f"{run} is not a run folder; give the folder that `tallystick audit` named"
        ) from None


def _read(run: Path, path: Path, words: str, where: Mapping[str, Sequence[str]]) -> Population:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(regular(path))
    except (OSError, pa.ArrowInvalid):
        raise PopulationError(
            f"{path.name} is not in {run}: tables that were read where they lie are not copied; "
            "draw from a finding"
        ) from None
    for column, values in where.items():
        held = pc.is_in(pc.cast(rows[column], pa.string()), pa.array(values, pa.string()))
        rows = rows.filter(held)
    if not len(rows):
        raise PopulationError(f"there is no record in {words}")
    key = next((each for each in KEYS if _tells_apart(rows, each)), None)
    if key is None:
        raise PopulationError(f"{words} has no column that names a record")
    first = _first_of_each(list(zip(*(rows[name].to_pylist() for name in key), strict=True)))
    rows = rows.take(pa.array(first, pa.int64()))
    return Population(
        run.resolve().name, words, key, {name: rows[name].to_pylist() for name in rows.column_names}
    )


def _tells_apart(rows: Any, key: tuple[str, ...]) -> bool:
    return set(key) <= set(rows.column_names) and not any(rows[name].null_count for name in key)


def _first_of_each(keys: list[tuple[Any, ...]]) -> list[int]:
    first: dict[tuple[Any, ...], int] = {}
    for place, each in enumerate(keys):
        first.setdefault(each, place)
    return list(first.values())
