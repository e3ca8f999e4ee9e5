"""Make a case of many patterns and measure the workbench against its bars.

Run ``PYTHONPATH=src:. python -m benchmarks.workbench FOLDER [--quick] [--patterns N]``. The whole
takes about twenty minutes on a quiet machine. A case that lies in FOLDER already is used as it is.
With DATABASE_URL, as for the workbench itself, it is PostgreSQL that is measured; its database is
empty where FOLDER is. Exit code 1 where a bar is missed, but with --quick, whose bars say nothing
of a small case.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.workbench.case import Size, opened

from tallystick.review.case_folder import is_case, open_case
from tallystick.review.office import open_office

HEAD = "| what | bar | measured | met |\n|---|---|---|---|"
QUICK = Size(40, 150, 10)


def main() -> None:
    """Make the case, measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=float, default=300, help="of the list; others a tenth")
    parser.add_argument("--patterns", type=int, default=5_000, help="with ten entries each")
    parser.add_argument("--soak", type=float, default=0, help="hours of mixed use, and no more")
    asked = parser.parse_args()
    n = asked.patterns
    size = QUICK if asked.quick else Size(n, 10 * n, n // 5)
    asked.folder.mkdir(parents=True, exist_ok=True)
    at = asked.folder / "CASE"
    if is_case(at):
        open_office(open_case(at))
    else:
        opened(at, size)
    print(f"load before: {_load()}, {os.cpu_count()} processors")
    seconds = 2.0 if asked.quick else asked.seconds
    missed = (
        soaked(asked.folder, size, asked.soak)
        if asked.soak
        else measure(asked.folder, size, seconds, quick=asked.quick)
    )
    print(f"load after: {_load()}")
    if missed and not asked.quick:
        raise SystemExit(1)


def measure(folder: Path, size: Size, seconds: float, *, quick: bool) -> int:
    """Measure and print each line as it is known; return how many bars were missed."""
    from benchmarks.workbench import measures
    from benchmarks.workbench.served import serving

    from tallystick.review.log.entries import last
    from tallystick.review.models import Pattern, Run, Sighting

    newest = last()
    assert newest
    print(f"{Run.objects.count()} runs, {Pattern.objects.count():,} patterns, "
          f"{Sighting.objects.count():,} sightings, {newest.seq:,} entries")  # fmt: skip
    print(HEAD)
    missed = 0

    def say(line: measures.Measure) -> None:
        nonlocal missed
        missed += not line.is_met
        print(line.row(), flush=True)

    with serving(folder / "CASE") as office:
        say(measures.pages_of_the_list(office, size, seconds))
        say(measures.finding_page(office, seconds / 10))
        say(measures.evidence(office, folder, 2_000 if quick else 343_727, seconds / 10))
        say(measures.decisions(office, 3 if quick else 100))
        say(measures.entries_of_eight(folder / "CASE", 2 if quick else 250))
        say(measures.an_import(office, folder, size, 10 if quick else 1_000))
        say(measures.memory(office))
    for line in measures.verification(folder / "CASE", 200 if quick else 2 * size.entries):
        say(line)
    return missed


def soaked(folder: Path, size: Size, hours: float) -> int:
    """Use the office for hours, print what was measured, and return how many bars were missed."""
    from benchmarks.workbench.served import serving
    from benchmarks.workbench.soak import soak

    with serving(folder / "CASE") as office:
        lines = soak(office, size, hours)
    print("\n".join([HEAD, *(line.row() for line in lines)]))
    return sum(not line.is_met for line in lines)


def _load() -> str:
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


if __name__ == "__main__":
    main()
