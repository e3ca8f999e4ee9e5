"""Up to what size is one machine with DuckDB the better choice than Spark?

Run ``python benchmarks/engines.py [--incidents 10000 100000 1000000] [--repeats 1]``; prints the
Markdown of docs/engines.md. For each size ``tallystick simulate`` makes examples/worlds/clean.toml
at the scale that gives about so many incidents; then ``tallystick audit`` runs every check on
each engine over the same Parquet files, named under ``[engine] tables``, as a process of its own.
Seconds are of the whole process; memory is the largest sum of resident sets of the process and
those that it starts (Java's included), read every 0.1 s. Linux only. It needs about 1 GB of disk
for a million incidents.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from tallystick import __version__

WORLD = Path(__file__).parents[1] / "examples" / "worlds" / "clean.toml"
INCIDENTS_AT_SCALE_1 = 246_000
ENGINES = ("duckdb", "spark")
MEBI = 2**20
PROGRAM = (sys.executable, "-m", "tallystick")


@dataclass(frozen=True)
class Run:
    """One audit: seconds of the process and of its checks, its memory, what it wrote."""

    seconds: float
    checks: float
    peak_mb: float
    rows: dict[str, int]
    results: bytes


def simulated(incidents: int, folder: Path) -> Path:
    """Make a world of about so many incidents and an engagement that reads it where it lies."""
    scale = f"{incidents / INCIDENTS_AT_SCALE_1:.3f}"
    command = [*PROGRAM, "simulate", str(WORLD), "--out", str(folder), "--scale", scale]
    subprocess.run(command, check=True, capture_output=True)
    blocks = re.split(r"(?m)^(?=\[)", (folder / "engagement.toml").read_text(encoding="utf-8"))
    kept = [block for block in blocks if not re.match(r"\[+tables", block)]
    path = folder / "where_they_lie.toml"
    path.write_text("".join(kept) + '\n[engine]\ntables = "tables"\n', encoding="utf-8")
    return path


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
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )
    except OSError:
        return 0


def audited(engagement: Path, engine: str, out: Path) -> Run:
    """Run one audit and watch it."""
    command = [*PROGRAM, "audit", str(engagement), "--engine", engine, "--out", str(out)]
    began, peak = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        while running.poll() is None:
            peak = max(peak, sum(resident(each) for each in family(running.pid)))
            time.sleep(0.1)
        seconds = time.perf_counter() - began
        if running.returncode:
            raise SystemExit(running.stderr.read().decode())
    (folder,) = out.iterdir()
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    checks = sum(check["seconds"] for check in record["checks"])
    results = (folder / "results.parquet").read_bytes()
    return Run(seconds, checks, peak / MEBI, record["rows"], results)


def row(incidents: int, repeats: int) -> str:
    """One line of the table: a size on both engines."""
    with TemporaryDirectory(prefix="engines-") as scratch:
        engagement = simulated(incidents, Path(scratch) / "world")
        runs = {
            engine: [
                audited(engagement, engine, Path(scratch) / f"{engine}-{number}")
                for number in range(repeats)
            ]
            for engine in ENGINES
        }
    cells = []
    for engine in ENGINES:
        seconds = statistics.median(run.seconds for run in runs[engine])
        checks = statistics.median(run.checks for run in runs[engine])
        cells.append(f"{seconds:.1f} | {checks:.1f} | {max(r.peak_mb for r in runs[engine]):,.0f}")
    held = runs["duckdb"][0].rows
    same = len({run.results for each in runs.values() for run in each}) == 1
    return (
        f"| {held['incidents']:,} | {sum(held.values()):,} | {' | '.join(cells)} | "
        f"{'yes' if same else 'NO'} |"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--incidents", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=1)
    asked = parser.parse_args(arguments)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    names = ("duckdb", "pyspark", "ibis-framework", "pyarrow")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    print(
        f"Tallystick {__version__}, {versions}, Python {platform.python_version()}, "
        f"{os.cpu_count()} processors, {memory:.0f} GiB, {time.strftime('%B %Y')}; "
        f"{asked.repeats} run{'s' if asked.repeats > 1 else ''} a size, medians.\n"
    )
    print(
        "| incidents | rows of all tables | DuckDB: seconds | of it checks | MB | "
        "Spark local[2]: seconds | of it checks | MB | same results.parquet |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for incidents in asked.incidents:
        print(row(incidents, asked.repeats), flush=True)


if __name__ == "__main__":
    main()
