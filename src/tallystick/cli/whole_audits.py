"""Whole audits of made worlds, each from its folder to a finished run, and what they come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from tallystick.audit import chosen
from tallystick.calibrate.table import in_terminal
from tallystick.calibrate.whole import SEES, SPECIAL, kinds, nature_of, whole_world
from tallystick.calibrate.whole_measures import (
    Kept,
    Whole,
    kept_of,
    read_kept,
    table,
    whole_of,
    write_kept,
    write_wholes,
)
from tallystick.cli.calibration import console
from tallystick.cli.libraries import prepare_libraries
from tallystick.cli.progress import progress
from tallystick.cli.session import Choices, audit_to_folder
from tallystick.simulate.folder import simulate
from tallystick.simulate.side_by_side import side_by_side

AUDITS, FILE = "whole", "whole.parquet"


@dataclass(frozen=True)
class Task:
    """One world to make and to audit."""

    kind: str
    size: int
    seed: int

    @property
    def name(self) -> str:
        """What the file of its audit is called."""
        return f"{self.kind}-{self.size}-{self.seed}.parquet"


def run_whole(
    only: tuple[str, ...], sizes: Sequence[int], worlds: int, jobs: int, seed: int,
    out: Path | None,
) -> None:  # fmt: skip
    """Audit `worlds` worlds of each kind and size, and print what they come to.

    With `out` each audit is kept there when it is done, a later call goes on where an earlier one
    ended, and ``whole.parquet`` has the numbers. UnknownCheckError for a name that no check has;
    OSError when `out` cannot be written to.
    """
    chosen(only)
    tasks = [
        Task(kind, size, seed + place)
        for size in sizes
        for kind in kinds(only)
        for place in range(worlds)
    ]
    folder = None if out is None else out / AUDITS
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    audits = side_by_side(partial(_done, folder), tasks, jobs, prepare_libraries)
    done: list[list[Kept]] = []
    with progress(len(tasks)) as step:
        for task, kept in zip(tasks, audits, strict=True):
            step(f"{task.kind}, {task.size:,}")
            done.append(kept)
    wholes = _wholes(tasks, done)
    console().print(in_terminal(table(wholes)))
    if out is not None:
        write_wholes(wholes, out / FILE)


def _wholes(tasks: Sequence[Task], done: Sequence[list[Kept]]) -> list[Whole]:
    pairs = zip(tasks, done, strict=True)
    return [
        whole_of(kind, size, held[0][0].seed, [kept for _, kept in held], SEES.get(kind, ()))
        for (kind, size), group in groupby(pairs, lambda pair: (pair[0].kind, pair[0].size))
        for held in [list(group)]
    ]


def _done(folder: Path | None, task: Task) -> list[Kept]:
    """The audit of a task, from its file where there is one."""
    file = None if folder is None else folder / task.name
    if file is not None and file.exists():
        return read_kept(file)
    with TemporaryDirectory(prefix="tallystick-") as scratch:
        made = Path(scratch) / "world"
        simulate(whole_world(task.kind, task.size, task.seed), made)
        special = SPECIAL if nature_of(task.kind) != "clean" else ()
        kept = audited(made, special)
    if file is not None:
        partial_file = file.with_suffix(".part")
        write_kept(kept, partial_file)
        partial_file.rename(file)
    return kept


def audited(
    made: Path, special: Collection[str], window: tuple[date, date] | None = None
) -> list[Kept]:
    """Audit the world in the folder `made`, and return what is kept of it.

    `special` are its units and officers in which something was planted, or is odd; `window` the
    days that are examined, all of them where there is none.
    """
    choices = Choices(
        made / "engagement.toml", made / "runs", 0.05, (), "bh", True, True, quiet=True,
        window=window,
    )  # fmt: skip
    outcome, _ = audit_to_folder(choices)
    posted = pq.read_table(made / "tables" / "postings.parquet").to_pylist()
    unit_of = {row["officer_id"]: row["unit_id"] for row in posted}
    return kept_of(outcome.results, outcome.findings, outcome.leads, unit_of, special)
