"""How does a world become a folder that can be audited, with its truth beside it?"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pyarrow as pa

from tallystick.simulate.engagement import engagement_of
from tallystick.simulate.figures import Ledger, targets
from tallystick.simulate.happened import happened_rows, scheme_table, summary, unit_table
from tallystick.simulate.standing import standing
from tallystick.simulate.stream import ALL, Prepared, chunks, prepare
from tallystick.simulate.world import World, WorldError
from tallystick.simulate.written.label_table import note_table
from tallystick.simulate.written.sinks import ParquetFiles

Tally = dict[str, np.ndarray[Any, np.dtype[np.float64]]]
BASIS = {"prior_year": "prior_year", "peer_median": "peer_median"}


def simulate(
    world: World,
    out: Path,
    seed: int | None = None,
    scale: float = 1.0,
    progress: Callable[[int, int], None] = lambda month, months: None,
) -> dict[str, Any]:
    """Make a world and write it into the new folder `out`; return the summary of its truth.

    Writes ``engagement.toml`` and ``tables/`` (what an auditor gets), and ``truth/``: labels of
    every touched record, what happened by officer and month, the schemes, the pressure and goal
    of each unit, and ``summary.json``. A table without rows is left out. The same world, seed
    and scale give the same bytes.

    Raises
    ------
    WorldError
        When `out` exists and holds something or cannot be made, an entry names what the world
        does not have, or not one case is in the export.
    """
    out = out.resolve()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WorldError(f"{out}: already holds something; choose another --out")
    try:
        prepared = prepare(world, seed, scale)
    except ValueError as error:
        raise WorldError(str(error)) from error
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise WorldError(
            f"{out}: cannot be made ({error.strerror}); choose another --out"
        ) from error
    try:
        told = _write(prepared, partial, scale, progress)
        if out.is_dir():
            out.rmdir()
        partial.rename(out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return told


def _write(
    prepared: Prepared, folder: Path, scale: float, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    world, calendar = prepared.world, prepared.calendar
    force = prepared.force
    ledger = Ledger.empty(len(force.unit_names), calendar.months)
    total: Tally = {}
    filled: dict[str, tuple[str, ...]] = {}
    with ParquetFiles(folder) as sink:

        def put(name: str, table: pa.Table) -> None:
            filled[name] = tuple(table.column_names)
            sink.put(f"tables/{name}", table)

        for made in chunks(prepared, ledger, ALL):
            for name, table in made.tables.items():
                put(name, table)
            sink.put("truth/labels", made.labels)
            sink.put("truth/happened", happened_rows(made, force, calendar))
            if made.meant is not None:
                sink.put("truth/identities", made.meant)
            for measure, counts in made.tally.items():
                total[measure] = total.get(measure, 0) + counts
            progress(made.month + 1, calendar.months)
        for name, table in standing(prepared, ledger):
            put(name, table)
        if len(goals := _goals(prepared)):
            put("targets", goals)
        oddities = tuple(entry.kind for entry in world.oddities)
        sink.put("truth/labels", note_table(force, calendar, oddities))
        sink.put("truth/schemes", scheme_table(prepared))
        sink.put("truth/units", unit_table(prepared, ledger))
        rows = sink.rows
    told = summary(prepared, ledger, total, rows, scale)
    (folder / "truth" / "summary.json").write_text(
        json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    text = engagement_of(world, _with_rows(filled, rows, folder))
    (folder / "engagement.toml").write_text(text, encoding="utf-8")
    return told


def _with_rows(
    filled: dict[str, tuple[str, ...]], rows: dict[str, int], folder: Path
) -> dict[str, tuple[str, ...]]:
    """Take away the tables without rows, which an audit does not read."""
    if not rows["tables/incidents"]:
        raise WorldError("no case happens in this world; give it more officers, cases or months")
    held = {name: columns for name, columns in filled.items() if rows[f"tables/{name}"]}
    for name in filled.keys() - held.keys():
        (folder / "tables" / f"{name}.parquet").unlink()
    return held


def _goals(prepared: Prepared) -> pa.Table:
    basis = BASIS.get(prepared.world.incentives.regime.kind, "plan")
    goal = prepared.plan.decision.goal
    return targets(goal, prepared.force, prepared.calendar, "cases", basis)
