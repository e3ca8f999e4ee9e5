"""Which gates that need only counts do the worlds pass?

``python -m benchmarks.gates.counts --seeds 40`` prints a Markdown table and writes its rows as
JSON, with the day, the seeds and the versions. F gates may be used to set defaults; V gates are
looked at once, afterwards.

Gates that need records are not here: G1 (innocent rates), G6 and G7 by the density of exhibits,
G8 within the month, G9 by offence, G15 by the gaps between events, G21 (public data). They
are in `benchmarks/gates/records.py`, with the same rows.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from benchmarks.gates import figures, responses, run_file
from benchmarks.gates.drawn import World
from benchmarks.gates.table import GATES


def measure(world: World) -> dict[str, float]:
    """Every gate in the worlds of one seed."""
    found: dict[str, float] = {}
    for part in (*figures.PARTS, *responses.PARTS):
        found |= part(world)
    return found


def rows(seeds: int, first: int = 1) -> list[dict[str, object]]:
    """Each gate with the mean and standard error over worlds, and whether it is met."""
    drawn: dict[str, list[float]] = {gate.name: [] for gate in GATES}
    for seed in range(first, first + seeds):
        for name, value in measure(World(seed)).items():
            drawn[name].append(value)
    return [run_file.row(gate, drawn[gate.name]) for gate in GATES]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--first", type=int, default=1, help="first seed")
    parser.add_argument("--role", choices=("F", "V"), help="show only gates of this role")
    parser.add_argument("--json", type=Path, default=Path("gates-counts.json"))
    options = parser.parse_args()
    begun = time.perf_counter()
    table = [
        row for row in rows(options.seeds, options.first) if options.role in (None, row["role"])
    ]
    print(run_file.markdown(table))
    print(f"\n{options.seeds} seeds, {time.perf_counter() - begun:.0f} s")
    run_file.write(options.json, table, options.first, options.seeds, shown={"role": options.role})


if __name__ == "__main__":
    main()
