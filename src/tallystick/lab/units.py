"""What do the units of a decided world report, beside their honest cases alone?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.incentives.forecast import case_credit, unit_sums
from tallystick.simulate.opportunity import opportunities
from tallystick.simulate.stream import Prepared

Floats = NDArray[np.float64]


def figures(prepared: Prepared) -> tuple[Floats, Floats]:
    """Return the reported figure of each unit, and the figure of its honest cases alone; [U]."""
    decision, world = prepared.plan.decision, prepared.world
    credit = case_credit(opportunities(world, prepared.force), world.incentives.regime)
    units = len(credit)
    honest = unit_sums(decision.honest.astype(np.float64), prepared.force.unit_of, units)
    return decision.reported.sum(axis=1), credit * honest.sum(axis=1)


def unit_ratios(prepared: Prepared) -> list[float]:
    """Return reported over true figure of each unit that has a true one."""
    reported, true = figures(prepared)
    has = true > 0
    return [float(each) for each in reported[has] / true[has]]
