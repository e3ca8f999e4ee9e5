"""Does each lever of the lab, step by step, move gamed acts only the way that theory says?"""

from __future__ import annotations

import numpy as np
import pytest
from decided_worlds import CHANCES, EVERYWHERE, FORCE

from tallystick.simulate.incentives import Incentives, Planted, decide
from tallystick.simulate.streams import Streams

ACTS = ("copied", "witness", "recycled", "informant", "threshold")
BASE = {
    "regime": {"kind": "prior_year"},
    "people": {"base_rate": 0.05},
    "deterrence": {"gamma": 0.3, "prelec": 0.65},
    "sanctions": {"by_act": True},
    "insiders": {"fear": 1.0},
}
LADDERS = {
    ("audits", "chance"): (0.0, 0.05, 0.25, 0.5, 1.0),
    ("audits", "severity"): (0.5, 1.0, 2.0, 8.0),
    ("insiders", "ratio"): (30.0, 10.0, 3.0, 1.0),
    ("insiders", "channel"): (-2.0, 0.0, 2.0),
    ("sanctions", "warning_months"): (0, 6, 12, 36),
}


def gamed(group, key, value):
    held = {name: dict(each) for name, each in BASE.items()}
    held.setdefault(group, {})[key] = value
    if key == "warning_months":
        held["insiders"]["seen"] = 0.2
    planted = [Planted(act, 1.0, EVERYWHERE) for act in ACTS]
    settings = Incentives.model_validate(held)
    total = 0.0
    for seed in range(2):
        decision = decide(FORCE, CHANCES, planted, settings, Streams(seed))
        total += sum(float((decision.honest * each).sum()) for each in decision.propensity)
    return total


@pytest.mark.parametrize(("group", "key"), list(LADDERS))
def test_gamed_acts_fall_step_by_step(group, key):
    steps = [gamed(group, key, value) for value in LADDERS[group, key]]
    assert (np.diff(steps) < 0).all(), steps
