"""How are the worlds of a plan audited, one after the other, so that a stop loses none?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from tallystick.findings.bounded import read_bounded
from tallystick.findings.whole_file import write_whole
from tallystick.lab.detect.doses import doses
from tallystick.lab.detect.rows import COLUMNS, Named, Seen, World, rows_of
from tallystick.lab.detect.truth import read_truth
from tallystick.lab.detect.worlds import spans, stage_of, window, world_of
from tallystick.lab.levels import LabError
from tallystick.lab.plan import Plan
from tallystick.lab.runs import begin, clear, read_identity
from tallystick.lab.stages import places
from tallystick.lab.tables import write_table
from tallystick.simulate.folder import simulate
from tallystick.simulate.side_by_side import nothing, side_by_side
from tallystick.simulate.stream import prepare
from tallystick.simulate.world import WorldError

AUDITED, DETECT, MOST_BYTES = "audited", "detect.parquet", 1 << 26
Audit = Callable[[Path, date, date], Sequence[Seen]]
"""Audits the world in a folder from a first to a last day."""
TYPES = pa.schema(
    [
        *((name, pa.int32()) for name in ("cell", "seed")),
        *((name, pa.string()) for name in ("unit", "act", "check")),
        *((name, pa.int32()) for name in ("months", "done")),
        *((name, pa.float64()) for name in ("dose", "fast")),
        *((name, pa.bool_()) for name in ("finding", "lead")),
        *((name, pa.int32()) for name in ("charged", "touched")),
    ]
)


def detect(
    plan: Plan,
    folder: Path,
    jobs: int,
    audit: Audit,
    named: Named,
    progress: Callable[[int, int], None] = lambda *_: None,
    prepared: Callable[[], object] = nothing,
) -> None:
    """Make and audit each world of the plan that is not there yet, and the table when all are.

    `audit` and `named` come from the room that audits; each process calls `prepared` first.
    LabError where a world cannot be written out.
    """
    begin(plan, folder)
    if not plan.lab.detect or (folder / DETECT).exists():
        clear(folder / AUDITED)
        return
    total = stage_of(plan).worlds
    (folder / AUDITED).mkdir(exist_ok=True)
    lacking = [each for each in range(total) if not _file(folder, each).exists()]
    done = total - len(lacking)
    work = partial(_make, str(folder), audit, {act: tuple(named[act]) for act in named})
    for _ in side_by_side(work, lacking, jobs, prepared):
        done += 1
        progress(done, total)
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for each in range(total):
        held = json.loads(read_bounded(_file(folder, each), MOST_BYTES))
        for name in COLUMNS:
            columns[name] += held[name]
    write_table(folder / DETECT, pa.table(columns, TYPES))
    clear(folder / AUDITED)


def _file(folder: Path, number: int) -> Path:
    return folder / AUDITED / f"{number:06}.json"


def _make(folder: str, audit: Audit, named: Named, number: int) -> None:
    """Write one world out, audit its spans, and keep its rows."""
    plan = read_identity(Path(folder))
    place = next(islice(places((stage_of(plan),)), number, None))
    world, seed, scale = world_of(plan, place)
    ends = spans(world.months, plan.quick)
    with TemporaryDirectory(prefix="tallystick-") as scratch:
        made = Path(scratch) / "world"
        try:
            simulate(world, made, seed, scale)
        except WorldError as error:
            raise LabError(f"detect: {error}") from None
        prepared = prepare(world, seed, scale)
        months = [prepared.calendar.text(each) for each in range(world.months)]
        truth = read_truth(made, prepared.force.unit_names, months)
        audits = {each: audit(made, *window(world, each)) for each in ends}
    kept = World(place.cell, place.seed, truth, doses(prepared, ends), audits)
    rows = list(rows_of(kept, named))
    held = {name: [row[name] for row in rows] for name in COLUMNS}
    write_whole(_file(Path(folder), number), json.dumps(held, allow_nan=False).encode())
