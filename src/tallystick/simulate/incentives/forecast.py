"""What does a unit expect to have by the next check, if nobody games?

A unit knows the season that all share and who will be on duty. Of its own innocent changes of
flow it knows what the last twelve months showed.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

import numpy as np

from tallystick.simulate.incentives.decision import Floats, Ints, Opportunity, Staff
from tallystick.simulate.incentives.settings import Regime

MEMORY = 12


@dataclass(frozen=True)
class Outlook:
    """Expectations without gaming and without extra effort.

    `flow` [O, M] honest cases truly to be expected; `planned` [U, M] those a plan would
    expect; `known` [U, M] how the unit's own flow of the last year compares with plan;
    `credit` [U] what a case adds to the figure on average; `share` [U, M] the part of a year's
    planned cases that falls up to the end of the month.
    """

    flow: Floats
    planned: Floats
    known: Floats
    credit: Floats
    share: Floats


def unit_sum(values: Floats | Ints, unit: Ints, units: int) -> Floats:
    """Add up [O] by unit, leaving out who does not serve (-1); [U]."""
    serves = unit >= 0
    total = np.bincount(unit[serves], values[serves].astype(np.float64), minlength=units)
    return total.astype(np.float64)


def unit_sums(values: Floats, unit_of: Ints, units: int) -> Floats:
    """Add up [O, M] by unit and month; [U, M]."""
    months = unit_of.shape[1]
    return np.column_stack([unit_sum(values[:, m], unit_of[:, m], units) for m in range(months)])


def serious_share(opportunity: Opportunity) -> Floats:
    """The share of honest cases that are serious and solved; without it, those over a line; [U]."""
    known = opportunity.serious
    return np.clip(opportunity.over if known is None else known, 0, 1)


def heavier(opportunity: Opportunity) -> Floats:
    """What the cases over a line add to the severity-weighted figure of a case; [U]."""
    return 0.9 * np.clip(opportunity.over, 0, 1)


def case_credit(opportunity: Opportunity, regime: Regime) -> Floats:
    """What one honest case adds to the regime's figure on average; [U]."""
    every = np.ones(len(opportunity.band))
    if regime.kind == "clearance":
        solved = np.clip(opportunity.clearable, 0, 0.999)
        return np.asarray(opportunity.complaint * solved / (1 - solved))
    share = by_severity(regime)
    if share == 0:
        return every
    severity = 0.1 + heavier(opportunity)
    return severity if share == 1 else share * severity + (1 - share) * every


def by_severity(regime: Regime) -> float:
    """Which share of the figure weighs cases by their class."""
    return fmean(each == "severity" for each in regime.figures)


def outlook(staff: Staff, opportunity: Opportunity, regime: Regime) -> Outlook:
    """Draw up the expectations of a world."""
    units = len(staff.narcotics)
    serves = staff.unit_of >= 0
    flow = np.where(serves, staff.ability[:, None] * staff.season * staff.duty, 0.0)
    shared = np.array(
        [
            np.median(staff.season[serves[:, m], m]) if serves[:, m].any() else 1.0
            for m in range(serves.shape[1])
        ]
    )
    plan = np.where(serves, staff.ability[:, None] * shared * staff.duty, 0.0)
    planned = unit_sums(plan, staff.unit_of, units)
    return Outlook(
        flow=flow,
        planned=planned,
        known=_known(unit_sums(flow, staff.unit_of, units), planned),
        credit=case_credit(opportunity, regime),
        share=_shares(planned, staff.year),
    )


def _known(flow: Floats, planned: Floats) -> Floats:
    """Flow over plan in the twelve months before each month; 1 where there are none."""
    known = np.ones_like(flow)
    for month in range(1, flow.shape[1]):
        past = slice(max(0, month - MEMORY), month)
        plan = planned[:, past].sum(axis=1)
        known[:, month] = np.where(plan > 0, flow[:, past].sum(axis=1) / np.maximum(plan, 1e-12), 1)
    return known


def _shares(planned: Floats, year: Ints) -> Floats:
    share = np.zeros_like(planned)
    for each in np.unique(year):
        within = year == each
        path = planned[:, within].cumsum(axis=1)
        share[:, within] = path / np.maximum(path[:, -1:], 1e-12)
    return share
