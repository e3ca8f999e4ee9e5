"""Which gates that need records do the worlds pass?

``python -m benchmarks.gates.records --seeds 10`` prints a Markdown table and writes its rows as
JSON, in the form of `benchmarks/gates/counts.py`. F gates may be used to set defaults; V gates
are looked at once, afterwards. A gate that is stated and not measured has no value. Worlds are
the presets of ``examples/worlds`` at ``--scale``, each against the same department without a
regime; one seed takes about a minute on one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.gates import record_games, record_rates, run_file
from benchmarks.gates.made import Shelf
from benchmarks.gates.recorded import GAMES, RATES, STATED
from benchmarks.gates.table import Gate

Measure = Callable[[Shelf], dict[str, float]]
PARTS: dict[str, tuple[tuple[Gate, ...], Measure]] = {
    "rates": (RATES, record_rates.measure),
    "games": (GAMES, record_games.measure),
}


def rows(seeds: int, scale: float, first: int = 1, only: str = "") -> list[dict[str, object]]:
    """Every gate, then those that are stated and not measured."""
    table: list[dict[str, object]] = []
    wanted = {name: part for name, part in PARTS.items() if only in ("", name)}
    drawn: dict[str, list[float]] = {}
    for seed in range(first, first + seeds):
        for _, measure in wanted.values():
            for name, value in measure(Shelf(seed, scale)).items():
                drawn.setdefault(name, []).append(value)
    for gates, _ in wanted.values():
        table += [run_file.row(gate, drawn[gate.name]) for gate in gates]
    return table + [run_file.row(gate, []) for gate in STATED]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=1, help="first seed")
    parser.add_argument("--scale", type=float, default=0.5)
    parser.add_argument("--only", choices=sorted(PARTS), default="")
    parser.add_argument("--role", choices=("F", "V"), help="show only gates of this role")
    parser.add_argument("--json", type=Path, default=Path("gates-records.json"))
    options = parser.parse_args()
    begun = time.perf_counter()
    table = rows(options.seeds, options.scale, options.first, options.only)
    table = [each for each in table if options.role in (None, each["role"])]
    print(run_file.markdown(table))
    print(f"\n{options.seeds} seeds, {time.perf_counter() - begun:.0f} s")
    shown = {"only": options.only, "role": options.role}
    run_file.write(options.json, table, options.first, options.seeds, options.scale, shown)


if __name__ == "__main__":
    main()
