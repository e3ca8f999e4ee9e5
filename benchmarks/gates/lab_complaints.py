"""Is a regime of clearance as strong as published: its rate, its unfounding, and what is solved?

Published unfounding counts complaints that were truly none too, at the catalogue's share. The
strong regime is judged each month at pressure 1.5: the first of 1, 1.25 and 1.5 at which all
three hold by two standard errors. G10 set it, and nothing else did.
"""

from __future__ import annotations

import numpy as np
from benchmarks.gates import clearance, worlds
from benchmarks.gates.lab_worlds import COMPLAINTS, World

from tallystick.simulate.catalogue import UNIT_KINDS, column, mixes
from tallystick.simulate.incentives import Decision

STRONG = {"regime__checks": "month", "regime__pressure": 1.5}
ACTS = ("easy", *COMPLAINTS)


def honest_unfounded() -> float:
    """The share of complaints in patrol work that are truly none."""
    mix, complaint = mixes()[UNIT_KINDS.index("patrol")], column("complaint")
    return float(mix @ (complaint * column("unfounded")) / (mix @ complaint))


def rate(decision: Decision) -> float:
    """The published clearance rate."""
    kept = np.prod([1 - each for each in decision.propensity[1:]], axis=0)
    chances = worlds.opportunity()
    return clearance.published(
        decision.honest,
        float(chances.complaint[0]),
        float(chances.clearable[0]),
        1 - kept,
        decision.added[0],
    )


def unfounded(decision: Decision) -> float:
    """The share of complaints published as unfounded."""
    share = decision.propensity[ACTS.index("unfound")]
    return honest_unfounded() + float(share.mean())


def complaints(world: World) -> dict[str, float]:
    free = world.get("complaints", ACTS, regime__kind="none")[0]
    found: dict[str, float] = {}
    for name, letters, keys in (("clearance", "abc", {}), ("strong", "def", STRONG)):
        judged = world.get(name, ACTS, regime__kind="clearance", **keys)[0]
        values = (
            rate(judged) - rate(free),
            unfounded(judged) / unfounded(free),
            float(judged.honest.sum() / free.honest.sum()),
        )
        found |= {f"G10{letter}": value for letter, value in zip(letters, values, strict=True)}
    return found
