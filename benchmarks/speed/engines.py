"""Up to what size is one machine with DuckDB the better choice than Spark?

For each size ``tallystick simulate`` makes examples/worlds/clean.toml at the scale that gives about
so many incidents; then ``tallystick audit`` runs every check on each engine over the same Parquet
files, named under ``[engine] tables``, as a process of its own. Seconds are of the whole process;
memory is the largest sum of resident sets of the process and those that it starts (Java's
included), read every 0.1 s from /proc. It needs about 1 GB of disk for a million incidents.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.speed import world
from benchmarks.speed.asked import Asked
from benchmarks.speed.book import Sitting
from benchmarks.speed.measured import (
    MEGABYTE,
    FailedError,
    environment,
    measured,
    said_last,
    tallystick,
)
from benchmarks.speed.workshop import Workshop, label, warmed, without_sources

CLEAN = Path(__file__).parents[2] / "examples" / "worlds" / "clean.toml"
INCIDENTS_AT_SCALE_1 = 246_000
SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (1_000,)
REPEATS = 3
ENGINES = {"duckdb": None, "spark": "pyspark"}  # and the package that each needs beyond ours
EVERY = 0.1


def run(asked: Asked, shop: Workshop, sitting: Sitting) -> None:
    """Note each audit; the engines take turns."""
    for size in asked.sizes_or(QUICK_SIZES if asked.quick else SIZES):
        engagement = simulated(size, shop.scratch / f"clean-{label(size)}")
        warmed(engagement.parent / "tables")
        record = {"size": size, "incidents": world.incidents(engagement.parent)}
        for repeat in range(1, asked.repeats_or(REPEATS) + 1):
            for engine in ENGINES if repeat % 2 else reversed(ENGINES):
                asked.tell(f"audit of {size:,} on {engine}, run {repeat}")
                missing = ENGINES[engine]
                if missing is not None and find_spec(missing) is None:
                    told = {"absent": f"not installed: {missing}"}
                else:
                    told = _audited(engagement, engine, shop.scratch / "engine-run")
                sitting.note(**record, engine=engine, repeat=repeat, **told)


def simulated(incidents: int, folder: Path) -> Path:
    """Make a world of about so many incidents and an engagement that reads it where it lies."""
    scale = f"{incidents / INCIDENTS_AT_SCALE_1:.3f}"
    measured([*tallystick(), "simulate", CLEAN, "--out", folder, "--scale", scale])
    text = without_sources((folder / "engagement.toml").read_text(encoding="utf-8"))
    path = folder / "where_they_lie.toml"
    path.write_text(text + '\n[engine]\ntables = "tables"\n', encoding="utf-8")
    return path


def _audited(engagement: Path, engine: str, out: Path) -> dict[str, Any]:
    try:
        return audited(engagement, engine, out)
    except FailedError as error:
        return {"failed": str(error)}
    finally:
        shutil.rmtree(out, ignore_errors=True)


def audited(engagement: Path, engine: str, out: Path) -> dict[str, Any]:
    """Run one audit and watch it."""
    command = [*tallystick(), "audit", str(engagement), "--engine", engine, "--out", str(out)]
    errors = out.with_suffix(".err")
    began, peak = time.perf_counter(), 0
    with errors.open("wb") as stderr:
        running = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=stderr, env=environment()
        )
        while running.poll() is None:
            peak = max(peak, sum(resident(each) for each in family(running.pid)))
            time.sleep(EVERY)
    seconds = time.perf_counter() - began
    if running.returncode:
        raise FailedError(said_last(running.returncode, errors.read_text(errors="replace")))
    (folder,) = out.iterdir()
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return {
        "wall": round(seconds, 1),
        "in_checks": round(sum(check["seconds"] for check in told["checks"]), 1),
        "peak_mb": round(peak / MEGABYTE, 1),
        "checks": len(told["checks"]),
        "rows": sum(told["rows"].values()),
        "answers": hashlib.sha256((folder / "results.parquet").read_bytes()).hexdigest()[:12],
    }


def family(root: int) -> list[int]:
    """The process `root` and all that it started."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def resident(process: int) -> int:
    """Bytes of the process that lie in memory; 0 when it has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
