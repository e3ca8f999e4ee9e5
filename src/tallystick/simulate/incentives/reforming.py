"""How does a world go on when another figure takes the regime's place?

Who serves, what they remember and what they began stays; the goal, and cases dated into the month
before, are converted into the new figure.
"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives.decision import Floats, Staff
from tallystick.simulate.incentives.fixed import Fixed
from tallystick.simulate.incentives.forecast import by_severity, heavier, unit_sum
from tallystick.simulate.incentives.goals import first_goal
from tallystick.simulate.incentives.settings import Incentives
from tallystick.simulate.incentives.state import State
from tallystick.simulate.incentives.worth import credit


def begins(staff: Staff, settings: Incentives) -> int:
    """The first month of the reform; -1 without one, or where the world ends before."""
    if settings.reform is None:
        return -1
    months = np.flatnonzero(staff.year == settings.reform.year - 1)
    return int(months[0]) if len(months) else -1


def reform(old: Fixed, new: Fixed, state: State, month: int) -> None:
    """Convert the state at the end of the last month of the old figure."""
    year, regime = new.staff.year, new.settings.regime
    following = year == year[month + 1]
    state.figure = refigured(new, state, month)
    if regime.kind == "count":
        planned = new.view.planned[:, following].sum(axis=1)
        state.goal = first_goal(planned, new.view.credit, new.before, regime)
    else:
        longer = float(following.sum() / np.sum(year == year[month]))
        state.goal = state.figure * longer * (1 + regime.growth)
    state.moved = state.moved * (
        credit("backdate", regime) / credit("backdate", old.settings.regime)
    )
    pressed = old.theta > 0
    scaled = state.own_theta * new.theta / np.where(pressed, old.theta, 1.0)
    state.own_theta = np.where(pressed, scaled, new.theta)
    state.theta = state.own_theta


def refigured(new: Fixed, state: State, month: int) -> Floats:
    """What the year that ends with `month` comes to in the new figure; [U]."""
    staff, units, regime = new.staff, new.units, new.settings.regime
    months = np.flatnonzero(staff.year[: month + 1] == staff.year[month]).tolist()
    figure = np.zeros(units)
    for each in months:
        unit, kept = staff.unit_of[:, each], state.honest[:, each] - state.held[:, each]
        figure += new.view.credit * unit_sum(kept, unit, units)
        if share := by_severity(regime):
            shift = share * kept * (state.serious[:, each] - 1)
            figure += heavier(new.opportunity) * unit_sum(shift, unit, units)
    for entry, done in zip(new.entries, state.acts, strict=True):
        counting = new.still_counts(entry.act, month)
        gain = credit(entry.act, regime) * unit_sum(done, staff.unit_of[:, month], units)
        figure += gain if counting is None else gain * counting
    for scheme in state.schemes:
        sold = sum(scheme.sold.get(each, 0) for each in months)
        figure[scheme.unit] += credit("supply", regime) * sold
    return figure
