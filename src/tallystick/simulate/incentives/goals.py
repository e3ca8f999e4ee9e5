"""Which level must a unit reach, and how does the figure of one year set the goal of the next?

The ratchet (Weitzman 1980): ``A' = (1 - rho) A + rho Rep`` with rho = `ratchet_up` when the
figure was at least the goal, else `ratchet_down`; times (1 + growth). 1 and .7 is the Russian
"stick system" with a grudging fall. A plan is rho = 0. Peers: the median of the other units,
which is no ratchet but a race.
"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives import quantile
from tallystick.simulate.incentives.decision import Floats
from tallystick.simulate.incentives.settings import Regime


def first_goal(planned: Floats, credit: Floats, uniform: Floats, regime: Regime) -> Floats:
    """The goal of the first year, in units of the figure; all [U].

    `planned` is honest cases to be expected in that year. A fixed plan is exact; a ratchet
    begins with a year before the world that had its own luck.
    """
    cases = planned if regime.kind == "count" else quantile.poisson(uniform, planned) + 0.0
    return np.asarray(regime.plan * credit * cases)


def next_goal(goal: Floats, figure: Floats, longer: float, regime: Regime) -> Floats:
    """The goal of the next year; `longer` is its length over that of this year."""
    if regime.kind == "count":
        return np.asarray(goal * longer * (1 + regime.growth))
    rho = np.where(figure >= goal, regime.ratchet_up, regime.ratchet_down)
    return np.asarray(((1 - rho) * goal + rho * figure) * longer * (1 + regime.growth))


def peer_level(figure: Floats, planned: Floats, credit: Floats, before: float) -> float:
    """The median over units of figure over plan; `before` until anything was reported."""
    expected = planned * credit
    some = expected > 0
    if not some.any():
        return before
    return float(np.median(figure[some] / expected[some]))
