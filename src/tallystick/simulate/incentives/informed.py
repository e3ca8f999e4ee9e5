"""How much of each act stays below what the checks see, for who knows which checks are run?

Whoever is informed takes no larger share of the opportunities for an act than that at which the
checks find a unit with the accepted chance. Of acts on which no check reads anything he takes
what he would take anyway; closing what is read so moves gaming to what is not.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tallystick.simulate.incentives.audits import Curve


def quiet(power: Mapping[str, Curve], accepted: float | None) -> dict[str, float]:
    """By act, the largest dose at which the chance of being found is at most `accepted`.

    0 where even dose 0 is found more often; 1 where no dose is. Empty for who knows nothing.
    """
    if accepted is None:
        return {}
    return {act: _largest(np.array(points), accepted) for act, points in power.items()}


def _largest(points: np.ndarray, accepted: float) -> float:
    dose, chance = points.T
    if chance[0] > accepted:
        return 0.0
    if chance[-1] <= accepted:
        return 1.0
    after = int(np.argmax(chance > accepted))
    share = (accepted - chance[after - 1]) / (chance[after] - chance[after - 1])
    return float(dose[after - 1] + share * (dose[after] - dose[after - 1]))
