"""How long does a world take to make, and how much memory?

Run ``python -m benchmarks.world_speed [--cases 1000000] [--repeats 3]``; prints the Markdown of
docs/benchmarks.md. Each run is ``tallystick simulate`` as a process of its own, all tables to
Parquet; memory is the largest resident set of that process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from tallystick import __version__

WORLD = """
name = "Speed"
months = {months}
seed = 7

[[department.units]]
kind = "narcotics"
count = {narcotics}
officers = 20
cases_per_officer_month = 10.0

[[department.units]]
kind = "patrol"
count = {patrol}
officers = 25
cases_per_officer_month = 10.0

[[department.units]]
kind = "traffic"
count = {traffic}
officers = 20
cases_per_officer_month = 25.0

[[department.units]]
kind = "investigation"
count = {investigation}
officers = 20
cases_per_officer_month = 5.0

[[law]]
substance = "cannabis_herb"
possession = "A"
possession_months = [0, 12]
sale = "B"
sale_months = [12, 48]

[[law.lines]]
g = 6.0
name = "large"
possession = "C"
possession_months = [12, 36]
sale = "D"
sale_months = [48, 96]
citation = "an invented act"

[incentives.regime]
kind = "prior_year"

[[behaviours]]
kind = "easy_arrests"
dose = 0.5

[[behaviours]]
kind = "threshold"
dose = 0.5

[[behaviours]]
kind = "copied_narratives"
dose = 0.5

[[oddities]]
kind = "lab_backlog"
dose = 0.5

[[oddities]]
kind = "packs"
dose = 0.3
"""
UNITS = {"narcotics": 20, "patrol": 28, "traffic": 8, "investigation": 10}
MONTHS, CASES = 60, 1_000_000  # about what these units have in so many months


@dataclass(frozen=True)
class Run:
    """Cases made, seconds of the wall, largest resident set and size on disk in megabytes."""

    cases: int
    seconds: float
    resident: float
    disk: float


def run(cases: int, folder: Path, months: int = MONTHS) -> Run:
    """Make a world of about so many cases in `folder`, which is new, and measure it."""
    share = cases / CASES * MONTHS / months
    world = folder.with_suffix(".toml")
    units = {kind: max(1, round(share * n)) for kind, n in UNITS.items()}
    world.write_text(WORLD.format(months=months, **units))
    command = [sys.executable, "-m", "tallystick", "simulate", str(world), "--out", str(folder)]
    quiet = os.open(os.devnull, os.O_WRONLY)
    begun = time.perf_counter()
    child = os.posix_spawn(
        sys.executable, command, os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)],
    )  # fmt: skip
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - begun
    os.close(quiet)
    if status:
        raise RuntimeError(f"tallystick simulate {world} ended with status {status}")
    told = json.loads((folder / "truth" / "summary.json").read_text())
    disk = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    return Run(told["rows"]["tables/incidents"], seconds, used.ru_maxrss / 1024, disk / 1024 / 1024)


def markdown(runs: Sequence[Sequence[Run]]) -> str:
    """One row for each size: the median of its runs, and their range."""
    lines = [
        "| cases | seconds, median (least to most) | largest resident set, MB | Parquet, MB |",
        "|---|---|---|---|",
    ]
    for each in runs:
        seconds = [one.seconds for one in each]
        lines.append(
            f"| {each[0].cases:,} | {statistics.median(seconds):.1f} "
            f"({min(seconds):.1f} to {max(seconds):.1f}) "
            f"| {max(one.resident for one in each):,.0f} | {each[0].disk:,.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[100_000, 1_000_000, 4_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    runs = []
    for cases in options.cases:
        with TemporaryDirectory() as folder:
            runs.append([run(cases, Path(folder) / f"{n}") for n in range(options.repeats)])
    print(markdown(runs))
    print(
        f"\nTallystick {__version__}, Python {platform.python_version()}, "
        f"NumPy {version('numpy')}, PyArrow {version('pyarrow')}; {os.cpu_count()} cores; "
        f"{options.repeats} runs of each size."
    )


if __name__ == "__main__":
    main()
