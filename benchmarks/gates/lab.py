"""Which gates of the policy lab does the model pass, with the defaults of its design?

``python -m benchmarks.gates.lab --seeds 16`` (``make gates``) prints a Markdown table and writes
its rows as JSON. F gates may be used to accept parameter sets; V gates are looked at once.
``--set people.base_rate=0.01`` measures another parameter set.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.gates import lab_complaints, lab_responses, lab_use, run_file, worlds
from benchmarks.gates.lab_table import GATES
from benchmarks.gates.lab_worlds import BASE, COMPLAINTS, ELEVEN, YEARS, World, changed

OFFICERS = worlds.UNITS * worlds.EACH


def sanctions(world: World) -> dict[str, float]:
    told = world.base_world()[1]
    return {
        "G26a": told["sanctioned"] / OFFICERS / YEARS,
        "G26b": told["dismissed"] / OFFICERS / YEARS,
    }


def floor(world: World) -> dict[str, float]:
    none, base = world.none()[1], world.base_world()[1]
    gamed = [act for act in ELEVEN if act != "easy"]
    rewarded = [act for act in gamed if act not in COMPLAINTS]

    def share(acts: list[str]) -> float:
        return sum(none[f"acts.{act}"] for act in acts) / sum(base[f"acts.{act}"] for act in acts)

    return {"G30a": share(["ghost"]), "G30b": share(rewarded), "G30c": share(gamed)}


PARTS = (lab_complaints.complaints, sanctions, floor, *lab_responses.PARTS, lab_use.use)


def measure(world: World) -> dict[str, float]:
    """Every gate in the worlds of one seed."""
    found: dict[str, float] = {}
    for part in PARTS:
        found |= part(world)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=16)
    parser.add_argument("--first", type=int, default=1, help="first seed")
    parser.add_argument("--json", type=Path, default=Path("gates-lab.json"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="GROUP.KEY=VALUE",
        help="another value of a key of [incentives] in every world, as JSON",
    )
    options = parser.parse_args()
    pairs = (each.partition("=") for each in options.set)
    keys = {key.replace(".", "__"): json.loads(value) for key, _, value in pairs}
    base = changed(BASE, **keys)
    begun, busy = time.perf_counter(), time.process_time()
    worlds_of = [World(seed, base) for seed in range(options.first, options.first + options.seeds)]
    drawn = [measure(world) for world in worlds_of]
    table = [run_file.row(gate, [each[gate.name] for each in drawn]) for gate in GATES]
    print(run_file.markdown(table))
    number = sum(len(world.made) for world in worlds_of)
    each = (time.process_time() - busy) / number
    print(f"\n{options.seeds} seeds, {time.perf_counter() - begun:.0f} s")
    print(f"{number} worlds of {OFFICERS} officers and {YEARS} years, {each:.2f} s of CPU each")
    shown = {"set": " ".join(options.set)}
    run_file.write(options.json, table, options.first, options.seeds, shown=shown)


if __name__ == "__main__":
    main()
