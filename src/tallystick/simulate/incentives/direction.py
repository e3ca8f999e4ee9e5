"""To which work do hours go when a figure presses?

What is measured crowds out what is not (Holmstrom and Milgrom 1991). Where every case counts
alike, pressure moves hours from serious cases to easy ones; where serious ones weigh more, the
other way. A case is taken to cost the same hours, so that serious cases lose as many as others
gain, and honest cases as a whole stay as many.
"""

from __future__ import annotations

from statistics import fmean

import numpy as np

from tallystick.simulate.incentives.decision import Floats
from tallystick.simulate.incentives.settings import Kind, Regime

AWAY: dict[Kind, int] = {
    "count": 1, "prior_year": 1, "peer_median": 1, "quota": 1, "severity": -1,
}  # fmt: skip


def serious(felt: Floats, share: Floats, regime: Regime, elasticity: float) -> Floats:
    """The factor on serious cases at this pressure; [O].

    `share` [O] is the share of cases that are serious without pressure; no more than all are.
    """
    most = 1 / np.maximum(share, 1e-9)
    away = fmean(AWAY.get(each, 0) for each in regime.figures)
    return np.asarray(np.clip(1 - elasticity * felt * away, 0, most))
