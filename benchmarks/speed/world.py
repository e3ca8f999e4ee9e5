"""Which world is measured, and how is one made?

One substance with a line, four kinds of units over five years, three behaviours, two oddities and
all tables; so many units that it has about as many incidents as asked. A small one has one unit of
each kind, with fewer officers.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.measured import MEGABYTE, measured

WORLD = """
name = "Speed"
months = {months}
seed = 7

[[department.units]]
kind = "narcotics"
count = {narcotics}
officers = {narcotics_officers}
cases_per_officer_month = 10.0

[[department.units]]
kind = "patrol"
count = {patrol}
officers = {patrol_officers}
cases_per_officer_month = 10.0

[[department.units]]
kind = "traffic"
count = {traffic}
officers = {traffic_officers}
cases_per_officer_month = 25.0

[[department.units]]
kind = "investigation"
count = {investigation}
officers = {investigation_officers}
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
OFFICERS = {"narcotics": 20, "patrol": 25, "traffic": 20, "investigation": 20}
MONTHS, CASES = 60, 1_000_000  # about what these units have in so many months
SMALLEST = 68_000  # what one unit of each kind has in so many months
FEWEST_OFFICERS = 2


@dataclass(frozen=True)
class Made:
    """Cases made, seconds of the wall and of the processor, MB of memory and MB on disk."""

    cases: int
    seconds: float
    user: float
    peak_mb: float
    disk_mb: float


def make(cases: int, folder: Path, months: int = MONTHS) -> Made:
    """Make a world of about so many cases in `folder`, which is new, and measure it."""
    share = cases / CASES * MONTHS / months
    small = min(1.0, cases / SMALLEST * MONTHS / months)
    units = {kind: max(1, round(share * n)) for kind, n in UNITS.items()}
    officers = {
        f"{kind}_officers": max(FEWEST_OFFICERS, round(small * n)) for kind, n in OFFICERS.items()
    }
    world = folder.with_suffix(".toml")
    world.write_text(WORLD.format(months=months, **units, **officers), encoding="utf-8")
    program = [sys.executable, "-m", "tallystick", "simulate", world, "--out", folder]
    run = measured(program)
    disk = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / MEGABYTE
    return Made(incidents(folder), run.wall, run.user + run.system, run.peak_mb, disk)


def incidents(world: Path) -> int:
    """How many incidents the world in a folder has."""
    told = json.loads((world / "truth" / "summary.json").read_text(encoding="utf-8"))
    return int(told["rows"]["tables/incidents"])
