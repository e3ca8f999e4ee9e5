"""An earlier release of the incidents, before the last corrections."""

from __future__ import annotations

import numpy as np

from rivals.city import DAY
from rivals.rows import some
from rivals.world import World

EARLIER = 20  # days after the period
CORRECTED = {"ASSAULT": "MINOR-ASSAULT", "MINOR-ASSAULT": "ASSAULT", "DAMAGE": "BURGLARY",
             "BURGLARY": "THEFT", "THEFT": "ROBBERY", "DISORDER": "DRUNK"}  # fmt: skip


def draw_release(world: World) -> None:
    """What stood there before: late entries missing, a few codes other, a few cases since gone."""
    rng, cases = world.rng("release"), world.cases
    early = np.flatnonzero(cases["recorded"] < world.end + EARLIER * DAY)
    rows = cases.take(early)
    rows["case"] = early
    for name in ("offence", "clearance"):
        rows[name] = rows[name].copy()
    for place in some(rng, np.isin(rows["offence"], list(CORRECTED)), 0.008):
        rows["offence"][place] = CORRECTED[rows["offence"][place]]
    late = rows["at"] > world.end - 150 * DAY
    rows["clearance"][some(rng, late & (rows["clearance"] == "arrest"), 0.05)] = "none"
    gone = rows.take(some(rng, rows["at"] > 0, 0.002))
    gone["case"] = cases.size + np.arange(gone.size)  # entered twice, and one of them taken out
    gone["recorded"] = gone["recorded"] + rng.integers(10, 3000, gone.size)
    gone = gone.take(gone["recorded"] < world.end + EARLIER * DAY)
    gone["case"] = cases.size + np.arange(gone.size)
    world.tables["earlier"] = rows.plus(gone)
