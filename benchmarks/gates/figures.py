"""What do the figures of a world show, by the published estimators?"""

from __future__ import annotations

import numpy as np
from benchmarks.gates import bunching, clearance, contrast, event_time, splits, worlds
from benchmarks.gates.drawn import World
from benchmarks.gates.presets import PRESETS
from numpy.typing import NDArray

from tallystick.simulate.incentives import Decision


def _of_units(records: NDArray[np.int64]) -> NDArray[np.int64]:
    return records.reshape(worlds.UNITS, worlds.EACH, -1).sum(axis=1)


def _yearly(monthly: NDArray[np.float64]) -> NDArray[np.float64]:
    return event_time.yearly(monthly).sum(axis=2)


def _mass(decision: Decision) -> float:
    total = _yearly(decision.reported)
    return bunching.over_target(total[:, 1:], total[:, :-1])[1]


def innocent(world: World) -> dict[str, float]:
    clean, effort = world["clean"], world["effort"]
    monthly = _of_units(clean.honest)
    rng = np.random.default_rng(world.seed)
    behind, ahead = splits.half_month(monthly, rng)
    december = (12,), contrast.PLAIN
    gamed = sum(each.sum() for each in effort.added) + sum(e.sum() for e in effort.propensity)
    return {
        "G2a": event_time.month_at_target(clean.reported, clean.reported),
        "G2b": behind,
        "G2c": ahead,
        "G2d": splits.earlier_month(monthly, rng)[0],
        "G3a": _mass(effort) - _mass(clean),
        "G3b": contrast.over_plain(effort.reported, *december)
        - contrast.over_plain(clean.reported, *december),
        "G3c": float(gamed + effort.held.sum()),
    }


def target(world: World) -> dict[str, float]:
    other = world["none"].reported
    null = event_time.month_at_target(other, other)
    return {
        name: event_time.month_at_target(world[preset].reported, other) - null
        for name, preset in (("G4", "year"), ("G4b", "year low hold"), ("G5", "stressed"))
    }


def line(world: World) -> dict[str, float]:
    moved = world.propensity("severity", "threshold")
    share = moved.mean()
    return {
        "G6a": float(share),
        "G6b": float(moved.reshape(worlds.UNITS, -1).mean(axis=1).min()),
        "G7a": float(world.propensity("banned", "threshold").mean() / share - 1),
        "G7b": float(world.propensity("elsewhere", "threshold").mean() / share - 1),
    }


def quota(world: World) -> dict[str, float]:
    asked = PRESETS["quota"][0].regime.quota
    ends = (3, 6, 9, 12), (1, 2, 4, 5, 7, 8, 10, 11)
    records, usual = world.records("quota"), world.records("quota none")
    behind, ahead = splits.against_average(records, usual, asked)
    return {
        "G8a": contrast.over_plain(_of_units(records), *ends)
        - contrast.over_plain(_of_units(usual), *ends),
        "G8b": behind,
        "G8c": ahead,
        "G8d": bunching.at_quota(records, int(asked)) / bunching.at_quota(usual, int(asked)),
    }


def complaints(world: World) -> dict[str, float]:
    def unfounded(preset: str) -> float:
        return float(world.propensity(preset, "unfound").mean())

    def rate(preset: str) -> float:
        acts = ("unrecord", "downgrade", "unfound")
        kept = np.prod([1 - world.propensity(preset, act) for act in acts], axis=0)
        chances = worlds.opportunity()
        return clearance.published(
            world[preset].honest,
            float(chances.complaint[0]),
            float(chances.clearable[0]),
            1 - kept,
            world.added(preset, "easy"),
        )

    easy = world.added("count", "easy").sum() / world.added("complaints", "easy").sum()
    return {
        "G9a": float(easy),
        "G9b": float(world["count"].honest.sum() / world["complaints"].honest.sum()),
        "G9c": unfounded("count") / unfounded("complaints"),
        "G10a": rate("clearance") - rate("complaints"),
        "G10b": unfounded("clearance") / unfounded("complaints"),
    }


PARTS = (innocent, target, line, quota, complaints)
