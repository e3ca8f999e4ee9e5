"""What did each year of a decided world come to, under the figure that counted in it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tallystick.simulate.incentives.decision import Decision, Ints, Opportunity, Planted, Staff
from tallystick.simulate.incentives.ledger import acts_done, charged, figure_true, lost
from tallystick.simulate.incentives.settings import Incentives
from tallystick.simulate.incentives.use import left
from tallystick.simulate.incentives.use_cases import cases, use_credit
from tallystick.simulate.incentives.worth import ACT


def by_year(
    decision: Decision,
    staff: Staff,
    opportunity: Opportunity,
    planted: Sequence[Planted],
    settings: Incentives,
) -> list[dict[str, float]]:
    """For each year, what `ledger` adds up over a world of acts, charges, complaints and figures.

    ``carried_over`` are buyers arrested in the year by schemes that began in an earlier one.
    """
    return [
        _year(decision, staff, opportunity, planted, settings, year)
        for year in np.unique(staff.year).tolist()
    ]


def _year(
    decision: Decision,
    staff: Staff,
    opportunity: Opportunity,
    planted: Sequence[Planted],
    settings: Incentives,
    year: int,
) -> dict[str, float]:
    months = np.flatnonzero(staff.year == year)
    at, unit = settings.in_year(year + 1), np.maximum(staff.unit_of[:, months], 0)
    here = within(decision, months)
    done = {act: 0.0 for act in ACT} | acts_done(here, opportunity, planted, unit)
    gone = left(settings.use, staff)[months]
    of_use = cases(here, opportunity, planted, unit)
    uncounted = use_credit(at.regime) * float((of_use["honest"] * gone).sum())
    began_before = decision.schemes.bought < months[0]
    return {
        **charged(done, float((here.sales.sum(axis=0) * gone).sum()), at),
        "complaints_lost": lost(here, opportunity, planted, unit),
        "cases": float(here.honest.sum()),
        "reported": float(here.reported.sum()) - uncounted,
        "true": figure_true(here, opportunity, at.regime, unit) - uncounted,
        "carried_over": float(here.sales[began_before].sum()),
        **{f"acts.{act}": number for act, number in done.items()},
    }


def within(decision: Decision, months: Ints) -> Decision:
    """The decision with what was done in these months alone."""
    return replace(
        decision,
        honest=decision.honest[:, months],
        propensity=tuple(each[:, months] for each in decision.propensity),
        added=tuple(each[:, months] for each in decision.added),
        sales=decision.sales[:, months],
        reported=decision.reported[:, months],
    )
