"""Which numbers does one world come to? All counts are of the whole length of the world.

A ledger of the model itself can take the place of `outcomes`: everything else reads names alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.incentives.decision import ACTS, COUNTED, REASONS
from tallystick.simulate.incentives.filters import gamed
from tallystick.simulate.incentives.forecast import case_credit, unit_sums
from tallystick.simulate.incentives.worth import ACT, EARLY_SHARE
from tallystick.simulate.opportunity import opportunities
from tallystick.simulate.stream import Prepared

Floats = NDArray[np.float64]
LOST = ("unrecord", "downgrade", "unfound")
RUNNING = REASONS.index("running")


def outcomes(prepared: Prepared) -> dict[str, float]:
    """Return the outcomes of a decided world by their names.

    `reported` and `true` are the figure of the regime with and without what was made for it;
    `acts.<act>` expected or counted acts; `persons_charged_wrongly` persons in cases made up or
    supplied; `sanctioned` officers out at the end.
    """
    decision = prepared.plan.decision
    acts = {act: 0.0 for act in ACTS} | _acts(prepared)
    filters = prepared.ways.filters
    begun = decision.schemes
    stopped = (begun.reason != RUNNING) & (begun.first_sale < 0)
    reported, true = figures(prepared)
    return {
        "reported": float(reported.sum()),
        "true": float(true.sum()),
        "true_cases": float(decision.honest.sum()),
        "persons_charged_wrongly": acts["ghost"] + acts["supply"],
        "convicted_wrongly": gamed(filters).convicted * acts["ghost"]
        + gamed(filters, real_substance=True).convicted * acts["supply"],
        "complaints_lost": _lost(prepared),
        "sanctioned": float(decision.sanctioned[:, -1].sum()),
        "schemes_begun": float(len(begun.entry)),
        "schemes_stopped_before_sale": float(stopped.sum()),
    } | {f"acts.{act}": number for act, number in acts.items()}


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


def _rates(prepared: Prepared) -> dict[str, Floats]:
    """Chances that an honest case of each officer and month gives, by kind; [O, M]."""
    chances = opportunities(prepared.world, prepared.force)
    unit = prepared.force.unit_of
    serves = unit >= 0
    return {
        "case": np.ones(unit.shape),
        "early": np.full(unit.shape, EARLY_SHARE),
        "band": np.where(serves, chances.band[unit], 0.0),
        "complaint": np.where(serves, chances.complaint[unit], 0.0),
    }


def _acts(prepared: Prepared) -> dict[str, float]:
    decision, rates = prepared.plan.decision, _rates(prepared)
    acts: dict[str, float] = {}
    for place, each in zip(prepared.plan.acts, prepared.plan.behaviours, strict=True):
        if place < 0:
            continue
        act = each.process.acts[0]
        if act == "supply":
            number = float(decision.sales[decision.schemes.entry == place].sum())
        elif act in COUNTED:
            number = float(decision.added[place].sum())
        else:
            taken = decision.honest * rates[ACT[act].per] * decision.propensity[place]
            number = float(taken.sum())
        acts[act] = acts.get(act, 0.0) + number
    return acts


def _lost(prepared: Prepared) -> float:
    """Complaints that any of the three acts on complaints took out of the count."""
    decision = prepared.plan.decision
    kept = np.ones(decision.honest.shape)
    for place, each in zip(prepared.plan.acts, prepared.plan.behaviours, strict=True):
        if place >= 0 and each.process.acts[0] in LOST:
            kept = kept * (1 - decision.propensity[place])
    open_ones = decision.honest * _rates(prepared)["complaint"]
    return float((open_ones * (1 - kept)).sum())
