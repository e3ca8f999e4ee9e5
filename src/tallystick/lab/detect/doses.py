"""What share of its chances for an act did each unit take, from the world's first month on?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.incentives import COUNTED
from tallystick.simulate.incentives.forecast import unit_sums
from tallystick.simulate.incentives.worth import ACT, EARLY_SHARE
from tallystick.simulate.opportunity import opportunities
from tallystick.simulate.stream import Prepared

Floats = NDArray[np.float64]


def doses(prepared: Prepared, ends: Sequence[int]) -> dict[str, Floats]:
    """Return by act the share taken in the first months of each span; [U, spans].

    As the model's own checks see it (`simulate.incentives.auditing`): records made for the figure
    over honest ones, the number to be expected of other acts over their chances, and 1 for a
    unit in which a supply scheme has sold.
    """
    return {
        act: np.clip(_spans(done, ends) / np.maximum(_spans(chances, ends), 1e-9), 0, 1)
        for act, (done, chances) in _by_month(prepared).items()
    }


def _spans(values: Floats, ends: Sequence[int]) -> Floats:
    return np.asarray(np.cumsum(values, axis=1)[:, np.array(ends) - 1])


def _by_month(prepared: Prepared) -> dict[str, tuple[Floats, Floats]]:
    """What was done and could be done of each act; both [U, M]."""
    decision, force = prepared.plan.decision, prepared.force
    units, unit_of = len(force.unit_names), force.unit_of
    chance = opportunities(prepared.world, force)
    unit, honest = np.maximum(unit_of, 0), decision.honest.astype(np.float64)
    per: dict[str, float | Floats] = {
        "case": 1.0,
        "early": EARLY_SHARE,
        "band": chance.band[unit],
        "complaint": chance.complaint[unit],
    }
    found: dict[str, tuple[Floats, Floats]] = {}
    for place, each in enumerate(prepared.plan.planted):
        if each.act == "supply":
            found[each.act] = _sold(prepared)
            continue
        chances = honest if each.act in COUNTED else honest * per[ACT[each.act].per]
        done = decision.added[place] if each.act in COUNTED else None
        taken = chances * decision.propensity[place] if done is None else done.astype(np.float64)
        before = found.get(each.act, (np.zeros((units, unit_of.shape[1])),))[0]
        found[each.act] = (
            before + unit_sums(taken, unit_of, units),
            unit_sums(chances, unit_of, units),
        )
    return found


def _sold(prepared: Prepared) -> tuple[Floats, Floats]:
    """1 in the first month in which a unit sold, and 1 in the world's first month; both [U, M]."""
    decision = prepared.plan.decision
    shape = len(prepared.force.unit_names), prepared.calendar.months
    sold, one = np.zeros(shape), np.zeros(shape)
    one[:, 0] = 1.0
    first: dict[int, int] = {}
    for unit, month in zip(decision.schemes.unit, decision.schemes.first_sale, strict=True):
        if month >= 0:
            first[int(unit)] = min(int(month), first.get(int(unit), int(month)))
    for unit, month in first.items():
        sold[unit, month] = 1.0
    return sold, one
