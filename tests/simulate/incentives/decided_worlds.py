"""A small force, and what it decides when these acts are planted."""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives import ACTS, Incentives, Opportunity, Planted, Staff, decide
from tallystick.simulate.streams import Streams

UNITS, EACH, YEARS = 6, 8, 3
OFFICERS, MONTHS = UNITS * EACH, 12 * YEARS
EVERYWHERE = np.ones((OFFICERS, MONTHS), dtype=bool)
ONES = np.ones(UNITS)
CHANCES = Opportunity(0.1 * ONES, 0.2 * ONES, 1.4 * ONES, 0.3 * ONES)


def force(units=UNITS, each=EACH, years=YEARS, seed=0):
    rng = np.random.default_rng(seed)
    officers, month = units * each, np.arange(12 * years)
    unit = np.repeat(np.arange(units), each)
    unit_of = np.repeat(unit[:, None], len(month), axis=1)
    duty = np.where(rng.random(unit_of.shape) < 0.08, 0.0, 1.0)
    if officers > 20:
        unit_of[3, 20:] = 4  # a transfer
        unit_of[9, 15:] = -1  # who leaves
    return Staff(
        unit_of=unit_of,
        duty=duty,
        ability=2.2 * np.exp(0.4 * rng.standard_normal(officers) - 0.08),
        season=np.exp(0.05 * rng.standard_normal((units, len(month))))[unit],
        month_of_year=month % 12 + 1,
        year=month // 12,
        narcotics=np.ones(units, dtype=bool),
    )


FORCE = force()


def world(planted=(), seed=1, **settings):
    return decide(FORCE, CHANCES, list(planted), Incentives(**settings), Streams(seed))


def everything(dose=1.0, driven_by="incentive", scope=EVERYWHERE):
    return [Planted(act, dose, scope, driven_by) for act in ACTS]


def amounts(decision):
    """How much of every entry there is, in the order in which they were planted."""
    size = [a.sum() + p.sum() for a, p in zip(decision.added, decision.propensity, strict=True)]
    for entry in decision.schemes.entry:
        size[entry] += 1
    return np.array(size)
