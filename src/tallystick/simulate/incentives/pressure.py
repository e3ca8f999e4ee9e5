"""How strongly is a unit pressed this month?

``p = theta h (kappa Phi(z) + b exp(-z^2 / 2))``: z says how far behind the unit will be at the
next check, in standard errors of its forecast; Phi(z) is the pressure of being behind, the bump
that of being so near that little decides; h is the nearness of judgement.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from tallystick.simulate.incentives.decision import Floats, Ints
from tallystick.simulate.incentives.settings import Regime

STEP = {"june_december": 6, "quarter": 3, "month": 1}


def next_check(month_of_year: Ints, regime: Regime) -> tuple[Ints, Floats]:
    """Months to the next check and nearness of judgement; both [M].

    Under a quota every month is a check, and quarter ends weigh as the end of a year does.
    """
    quota = regime.kind == "quota"
    step = 1 if quota else STEP[regime.checks]
    away = (-month_of_year) % step
    at = month_of_year + away
    final = at % 3 == 0 if quota else at == 12
    weight = np.where(final, regime.weight_final, regime.weight_interim)
    near = np.maximum(regime.weight_between, weight * np.exp(-away / regime.fade_months))
    return away, near


def behind(goal: Floats, forecast: Floats, to_come: Floats, case: Floats, cv: float) -> Floats:
    """How far behind the goal a unit will be, in standard errors; NaN without a goal.

    `goal` and `forecast` stand at the check, `to_come` is the part of the forecast still to
    come, `case` what one case adds to the figure.
    """
    error = np.sqrt(np.maximum(case * to_come + (cv * to_come) ** 2, 1e-12))
    return np.asarray((goal - forecast) / error)


def pressure(theta: Floats, near: float, z: Floats, regime: Regime) -> Floats:
    """Pressure at each z; 0 where z is NaN."""
    felt = regime.behind * ndtr(z) + regime.pivotal * np.exp(-(z**2) / 2)
    return np.where(np.isnan(z), 0.0, theta * near * felt)
