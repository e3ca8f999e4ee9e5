"""How long does a whole audit take, beside one scan of the same files?

At each size, by each path, ``tallystick audit`` as a process of its own, report included; and in
between, on the same files, DuckDB's scan and count of every column, with the same threads. Rounds
go through all sizes, every second one backwards, so that a drift of the machine hits all alike.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed import world
from benchmarks.speed.asked import Asked
from benchmarks.speed.book import Sitting
from benchmarks.speed.measured import FailedError, Measured, measured
from benchmarks.speed.steps import can_follow, followed
from benchmarks.speed.workshop import CSV, READY, SOURCES, Workshop, audit_command, warmed

SIZES = (100_000, 1_000_000, 10_000_000, 50_000_000)
QUICK_SIZES = (10_000,)
REPEATS, REPEATS_OF_LARGEST = 3, 1
LARGEST, LARGEST_CSV = 50_000_000, 1_000_000
NARRATIVES = "narratives.text"
SCANS = {"all columns": (), f"without {NARRATIVES}": ("--without", NARRATIVES)}


@dataclass(frozen=True)
class Job:
    """One thing to run once: an audit by a path, or a scan of columns."""

    size: int
    kind: str
    of: str
    repeat: int


def jobs(asked: Asked) -> Iterator[Job]:
    """All runs, in the order in which they are made."""
    sizes = asked.sizes_or(QUICK_SIZES if asked.quick else SIZES)
    repeats = {
        size: asked.repeats_or(REPEATS if size < LARGEST else REPEATS_OF_LARGEST) for size in sizes
    }
    for repeat in range(1, max(repeats.values(), default=0) + 1):
        each = [
            Job(size, kind, of, repeat)
            for size in sizes
            if repeat <= repeats[size]
            for kind, of in _of_size(size)
        ]
        yield from each if repeat % 2 else reversed(each)


def _of_size(size: int) -> list[tuple[str, str]]:
    paths = [SOURCES, READY, *([CSV] if size <= LARGEST_CSV else [])]
    return [*(("audit", path) for path in paths), *(("scan", columns) for columns in SCANS)]


def run(asked: Asked, shop: Workshop, sitting: Sitting) -> None:
    """Make all runs and note each; one that fails is noted with what it said."""
    warm = 0
    for job in jobs(asked):
        tables = shop.world(job.size) / "tables"
        if job.size != warm:
            warmed(tables)
            warm = job.size
        if job.of == CSV:
            warmed(shop.engagement(job.size, CSV).parent / "csv")
        asked.tell(f"{job.kind} of {job.size:,}, {job.of}, run {job.repeat}")
        record = {
            "size": job.size,
            "incidents": world.incidents(tables.parent),
            "kind": job.kind,
            "of": job.of,
            "repeat": job.repeat,
        }
        try:
            if job.kind == "audit":
                sitting.note(**record, **audited(shop, job.size, job.of))
            else:
                sitting.note(**record, **scan(tables, job.of))
        except FailedError as error:
            sitting.note(**record, failed=str(error))


def audited(
    shop: Workshop,
    size: int,
    path: str,
    first_path: Path | None = None,
    group: Path | None = None,
    only: Sequence[str] = (),
) -> dict[str, Any]:
    """Audit once, `only` some checks or all; the seconds of each come from the run's record.

    ``steps`` are the seconds of the processor and the MB of each step, where they can be had.
    """
    out = shop.scratch / "run"
    engagement = shop.engagement(size, path)
    try:
        words = [word for name in only for word in ("--only", name)]
        command = [*audit_command(engagement, out), *words]
        if can_follow():
            taken, steps = followed(command, first_path, group)
        else:
            taken, steps = measured(command, first_path, group), {}
        (folder,) = out.iterdir()
        told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        answers = hashlib.sha256((folder / "results.parquet").read_bytes()).hexdigest()
    finally:
        shutil.rmtree(out, ignore_errors=True)
    return {
        **rounded(taken),
        "rows": sum(told["rows"].values()),
        "checks": {check["name"]: check["seconds"] for check in told["checks"]},
        "steps": steps,
        "answers": answers[:12],
    }


def scan(tables: Path, columns: str) -> dict[str, Any]:
    """Scan once."""
    program = [sys.executable, "-m", "benchmarks.speed.scan", tables, *SCANS[columns]]
    taken = measured(program)
    told = json.loads(taken.output)
    return {**rounded(taken), "queries": told["seconds"], "values": told["values"]}


def rounded(taken: Measured) -> dict[str, float]:
    """Seconds and memory as they are kept."""
    return {
        "wall": round(taken.wall, 2),
        "cpu": round(taken.user + taken.system, 2),
        "peak_mb": round(taken.peak_mb, 1),
    }
