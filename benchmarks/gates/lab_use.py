"""What does a law under which use is no crime do to arrests, as counted after Oregon's of 2021?

Possession is 13 % of honest arrests (FBI 2019) and the patrol share of easy ones; a share of it
below the first line, as the world's weights have it, is no longer a crime.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from benchmarks.gates import worlds
from benchmarks.gates.lab_worlds import World

from tallystick.simulate.incentives.use_cases import KINDS, WAYS

POSSESSION, EASY_POSSESSION, BELOW = 0.13, 0.38, 0.8


def _arrests(told: dict[str, float], honest: float) -> float:
    made = sum(told[f"acts.{act}"] for act in ("easy", "ghost"))
    left = sum(told[f"use.{kind}.administrative"] for kind in KINDS)
    return honest + made - left


def use(world: World) -> dict[str, float]:
    chances = worlds.opportunity()
    ones = np.ones(worlds.UNITS)
    known = replace(chances, use=POSSESSION * BELOW * ones, easy_use=EASY_POSSESSION * BELOW * ones)
    before = world.get("criminal", chances=known)
    after = world.get("administrative", chances=known, use__law="administrative")

    def possession(told: dict[str, float], way: str) -> float:
        small = {kind: [told[f"use.{kind}.{each}"] for each in WAYS] for kind in ("honest", "easy")}
        large = sum(sum(each) for each in small.values()) * (1 - BELOW) / BELOW
        return large + sum(told[f"use.{kind}.{way}"] for kind in small)

    displaced = sum(after[1][f"use.{kind}.displaced"] for kind in KINDS)
    arrests = [_arrests(told, float(decision.honest.sum())) for decision, told in (before, after)]
    return {
        "G29a": possession(after[1], "criminal") / possession(before[1], "criminal") - 1,
        "G29b": displaced / arrests[1],
        "G29c": arrests[1] / arrests[0] - 1,
    }
