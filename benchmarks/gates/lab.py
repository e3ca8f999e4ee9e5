"""Which gates of the policy lab does the model pass, with the defaults of its design?

``python -m benchmarks.gates.lab --seeds 16`` (``make gates``) prints a Markdown table and writes
its rows as JSON. F gates may be used to accept parameter sets; V gates are looked at once.
``--set people.base_rate=0.01`` measures another parameter set.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.gates import lab_complaints, lab_figures, lab_responses, lab_use, run_file, worlds
from benchmarks.gates.lab_table import GATES
from benchmarks.gates.lab_worlds import BASE, COMPLAINTS, ELEVEN, YEARS, World, changed

Part = Callable[[World], dict[str, float]]
OFFICERS = worlds.UNITS * worlds.EACH


def sanctions(world: World) -> dict[str, float]:
    told, years = world.base_world()[1], world.units * worlds.EACH * world.years
    return {"G26a": told["sanctioned"] / years, "G26b": told["dismissed"] / years}


def floor(world: World) -> dict[str, float]:
    none, base = world.none()[1], world.base_world()[1]
    gamed = [act for act in ELEVEN if act != "easy"]
    rewarded = [act for act in gamed if act not in COMPLAINTS]

    def share(acts: list[str]) -> float:
        done = sum(base[f"acts.{act}"] for act in acts)
        return sum(none[f"acts.{act}"] for act in acts) / done if done else float("nan")

    return {"G30a": share(["ghost"]), "G30b": share(rewarded), "G30c": share(gamed)}


CHEAP = (sanctions, floor)
FITTED = (
    *CHEAP, lab_complaints.complaints, *lab_responses.FITTED, lab_figures.target, lab_figures.line,
)  # fmt: skip
KEPT_BACK = (*lab_responses.KEPT_BACK, lab_use.use)
"""The parts of F gates, those of them that need two worlds alone, and the parts of V gates."""


def measure(world: World, parts: tuple[Part, ...] = (*FITTED, *KEPT_BACK)) -> dict[str, float]:
    """Every gate of these parts in the worlds of one seed."""
    found: dict[str, float] = {}
    for part in parts:
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
