"""Does the base reach last year's level as published, and does severity move weights as much?

The two gates of `figures` that may accept parameter sets of the lab, in the lab's own worlds.
"""

from __future__ import annotations

from benchmarks.gates import event_time, worlds
from benchmarks.gates.lab_worlds import World
from benchmarks.gates.presets import ALL, STRONG


def target(world: World) -> dict[str, float]:
    base, other = world.base_world()[0].reported, world.none()[0].reported
    null = event_time.month_at_target(other, other)
    return {"G4": event_time.month_at_target(base, other) - null}


def line(world: World) -> dict[str, float]:
    judged = world.get("severity", ALL, regime__kind="severity", regime__costs=STRONG["costs"])
    moved = judged[0].propensity[ALL.index("threshold")]
    units = moved.reshape(worlds.UNITS, -1).mean(axis=1)
    return {"G6a": float(moved.mean()), "G6b": float(units.min())}
