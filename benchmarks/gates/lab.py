"""Which gates of the policy lab does the model pass, with the defaults of its design?

``python -m benchmarks.gates.lab --seeds 16`` (``make gates``) prints a Markdown table and writes
its rows as JSON. F gates may be used to accept parameter sets; V gates are looked at once.
``--set people.base_rate=0.01`` measures another parameter set.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from benchmarks.gates import lab_complaints, lab_figures, lab_responses, lab_use, run_file, worlds
from benchmarks.gates.lab_table import GATES
from benchmarks.gates.lab_worlds import BASE, COMPLAINTS, ELEVEN, YEARS, World, changed

from tallystick.simulate.incentives.ledger import act_by_month

Part = Callable[[World], dict[str, float]]
OFFICERS = worlds.UNITS * worlds.EACH


def sanctions(world: World) -> dict[str, float]:
    told, years = world.base_world()[1], world.units * worlds.EACH * world.years
    return {"G26a": told["sanctioned"] / years, "G26b": told["dismissed"] / years}


def learned(world: World) -> dict[str, float]:
    """Officers to whose knowledge an act of a colleague comes in a year, but easy arrests."""
    decision, opportunity = world.base_world()[0], worlds.opportunity(world.units)
    planted, unit = worlds.plant(world.people, ELEVEN), world.people.unit_of
    of_act = (
        act_by_month(decision, opportunity, planted, unit, place)
        for place, each in enumerate(planted)
        if each.act != "easy"
    )
    by_unit = sum(of_act, 0.0).reshape(world.units, worlds.EACH, world.years, -1).sum(axis=(1, 3))
    others = (worlds.EACH - 1) / worlds.EACH
    return {"G32": float(-np.expm1(-world.base.insiders.seen * others * by_unit).mean())}


def floor(world: World) -> dict[str, float]:
    """Acts without a figure over those under one that rewards them: a severity-weighted one
    for acts on complaints, which the base does not reward.
    """
    none, base = world.none()[1], world.base_world()[1]
    severity = world.get("severity, every act", regime__kind="severity")[1]
    rewarded = [act for act in ELEVEN if act not in ("easy", *COMPLAINTS)]

    def share(acts: Sequence[str], judged: dict[str, float]) -> float:
        done = lab_responses.of(judged, tuple(acts))
        return lab_responses.of(none, tuple(acts)) / done if done else float("nan")

    return {
        "G30a": share(["ghost"], base),
        "G30b": share(rewarded, base),
        "G30c": share(COMPLAINTS, severity),
    }


CHEAP = (sanctions, learned, floor)
FITTED = (
    *CHEAP, lab_complaints.complaints, *lab_responses.FITTED, lab_figures.target, lab_figures.line,
)  # fmt: skip
KEPT_BACK = (*lab_responses.KEPT_BACK, lab_use.use)
"""The parts of F gates, those of them that need three worlds alone, and the parts of V gates."""


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
