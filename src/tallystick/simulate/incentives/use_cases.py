"""Where do the cases of use of a decided world go: to a crime, another crime, a fine, nowhere?"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from tallystick.simulate.incentives.decision import Decision, Floats, Ints, Opportunity, Planted
from tallystick.simulate.incentives.settings import Regime
from tallystick.simulate.incentives.use import LawOnUse

KINDS = ("honest", "easy", "supply")
WAYS = ("criminal", "displaced", "administrative", "gone")


def use_credit(regime: Regime) -> float:
    """What an honest case of use adds to the regime's figure."""
    unlike = {"severity": 0.1, "clearance": 0.0}
    return fmean(unlike.get(each, 1.0) for each in regime.figures)


def cases(
    decision: Decision, opportunity: Opportunity, planted: Sequence[Planted], unit: Ints
) -> dict[str, Floats]:
    """Cases of use to be expected in each month, by how they came about; [M]."""
    if opportunity.use is None or opportunity.easy_use is None:
        return {kind: np.zeros(unit.shape[1]) for kind in KINDS}
    easy = np.zeros(unit.shape[1])
    for place, each in enumerate(planted):
        if each.act == "easy":
            easy += (decision.added[place] * opportunity.easy_use[unit]).sum(axis=0)
    return {
        "honest": (decision.honest * opportunity.use[unit]).sum(axis=0),
        "easy": easy,
        "supply": decision.sales.sum(axis=0) + 0.0,
    }


def ways(number: Floats, gone: Floats, use: LawOnUse) -> dict[str, float]:
    """Where cases [M] go; `gone` [M] is the share that leaves the count. They add up."""
    leave = float((number * gone).sum())
    in_force = gone > 0
    out = {way: 0.0 for way in WAYS}
    out["criminal"] = float(number[~in_force].sum())
    out["displaced"] = float((number * (1 - gone))[in_force].sum())
    if leave:
        out[use.law] += leave
    return out
