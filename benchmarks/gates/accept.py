"""How many drawn parameter sets of the policy lab pass its gates, and which gates do they miss?

``python -m benchmarks.gates.accept --out FOLDER`` goes on where it was stopped. At the end the
folder holds ``accepted.parquet``, the sets that a plan may name, and ``acceptance.json``: how many
passed by which rule, how often each gate is missed, and the V gates of the accepted sets.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.gates import accepting
from benchmarks.gates.accepting import RULES, SEEDS
from benchmarks.gates.lab_table import GATES
from benchmarks.gates.run_file import described

import tallystick
from tallystick.findings.whole_file import write_whole
from tallystick.lab.identity import program_hash
from tallystick.lab.levels import inputs
from tallystick.simulate.side_by_side import side_by_side

AT_ONCE, ENOUGH = 16, 20
"""Sets in a part; how many must pass by a rule before it is the one that is used."""
Row = dict[str, object]
drawn = cache(accepting.drawn)


def begin(folder: Path) -> None:
    """Bind the folder to the gates and the program; SystemExit where it has others.

    Fewer draws are the first of more: a folder can be gone on with.
    """
    (folder / "parts").mkdir(parents=True, exist_ok=True)
    told = {
        "gates": [[gate.name, gate.role, gate.low, gate.high] for gate in GATES],
        "inputs": [each.model_dump() for each in inputs()],
        "program": program_hash(),
    }
    path = folder / "begun.json"
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != told:
        raise SystemExit(
            f"{folder}: begun with other gates or another source; choose another --out"
        )
    write_whole(path, json.dumps(told).encode())


def part(folder: str, draws: int, kind: str, numbers: tuple[int, ...]) -> list[Row]:
    """The rows of some sets, read where they were made before."""
    path = Path(folder) / "parts" / f"{kind}{numbers[0]:06}.json"
    if path.exists():
        held: list[Row] = json.loads(path.read_text(encoding="utf-8"))
        if [row["number"] for row in held] == list(numbers):
            return held
    make: Callable[[int, np.ndarray], Row] = getattr(accepting, kind)
    rows = [make(number, drawn(draws)[number]) for number in numbers]
    write_whole(path, json.dumps(rows).encode())
    return rows


def rows_of(folder: Path, draws: int, kind: str, numbers: Iterable[int], jobs: int) -> list[Row]:
    """Make the rows of these sets, some at once, and say how far it is."""
    all_of = list(numbers)
    parts = [tuple(all_of[at : at + AT_ONCE]) for at in range(0, len(all_of), AT_ONCE)]
    rows: list[Row] = []
    for done, each in enumerate(
        side_by_side(partial(part, str(folder), draws, kind), parts, jobs), 1
    ):
        rows += each
        if done % 16 == 0 or done == len(parts):
            print(f"{kind}: {len(rows):,} of {len(all_of):,} sets", flush=True)
    return rows


def passed(rows: list[Row]) -> dict[str, list[int]]:
    """The numbers of the sets that pass by each rule."""
    found: dict[str, list[int]] = {rule: [] for rule in RULES}
    for row in rows:
        means = row["means"]
        if isinstance(means, dict):
            missed = accepting.missed(means)
            for rule, without in RULES.items():
                if missed <= without:
                    found[rule].append(int(str(row["number"])))
    return found


def used(by_rule: dict[str, list[int]]) -> str:
    """The first rule by which enough sets pass; the last where none does."""
    return next((rule for rule, sets in by_rule.items() if len(sets) >= ENOUGH), list(by_rule)[-1])


def record(draws: int, rows: list[Row], kept_back: list[Row]) -> dict[str, object]:
    """What ``acceptance.json`` holds."""
    by_rule = passed(rows)
    rule = used(by_rule)
    accepted = [row["means"] for row in rows if row["number"] in by_rule[rule]]
    validated = [row["means"] for row in kept_back]
    first = [row["first"] for row in rows if row["first"]]
    return {
        "on": datetime.now(UTC).date().isoformat(),
        "version": tallystick.__version__,
        "draws": draws,
        "seed": accepting.DRAW,
        "seeds": list(SEEDS),
        "all_measured": len(first),
        "held_to_all": sum(row["means"] is not None for row in rows),
        "rules": [{"rule": name, "passed": len(sets)} for name, sets in by_rule.items()],
        "rule": rule,
        "rows": [
            described(gate) | _shares(gate.name, first, accepted if gate.role == "F" else validated)
            for gate in GATES
        ],
    }


def _shares(gate: str, first: list[object], held: list[object]) -> Row:
    """How many of the first sets miss a gate, how many accepted ones meet it, and their mean."""

    def values(of: list[object]) -> list[float]:
        return [each[gate] for each in of if isinstance(each, dict) and gate in each]

    missing = [gate in accepting.missed({gate: each}) for each in values(first)]
    meeting = [gate not in accepting.missed({gate: each}) for each in values(held)]
    return {
        "first_missed": sum(missing) if missing else None,
        "accepted_met": sum(meeting),
        "value": float(np.mean(values(held))) if meeting else None,
    }


def write(folder: Path, draws: int, rows: list[Row], kept_back: list[Row]) -> None:
    """Write the accepted sets and the record."""
    told = record(draws, rows, kept_back)
    numbers = passed(rows)[str(told["rule"])]
    sets = drawn(draws)[numbers].T
    table = pa.table(
        {each.name: pa.array(values) for each, values in zip(inputs(), sets, strict=True)}
    )
    pq.write_table(table, folder / "accepted.parquet", compression="zstd")
    text = json.dumps(told, indent=1, allow_nan=False) + "\n"
    write_whole(folder / "acceptance.json", text.encode())
    for each in told["rules"] if isinstance(told["rules"], list) else []:
        print(f"{each['passed']} of {draws:,} drawn sets pass {each['rule']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4096)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folder, draws, jobs = options.out, options.draws, options.jobs
    begin(folder)
    rows = rows_of(folder, draws, "screened", range(draws), jobs)
    by_rule = passed(rows)
    numbers = by_rule[used(by_rule)]
    write(folder, draws, rows, rows_of(folder, draws, "validated", numbers, jobs))


if __name__ == "__main__":
    main()
