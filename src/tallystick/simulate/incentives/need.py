"""How far is each unit from its goal, once it counts on what gaming will bring?

Acts draw on one budget of need. A unit looks twice: first at its forecast without gaming; then
at the forecast with what all open acts together would bring until the check at that pressure.
The pressure of the month is the mean of the two looks (one damped step towards the pressure at
which both agree). So pressure falls once the figure is expected to reach the goal, and closing
one act raises the pressure on the others. Under a quota the need is each officer's own deficit.
"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives.decision import Floats
from tallystick.simulate.incentives.fixed import Fixed
from tallystick.simulate.incentives.forecast import unit_sum
from tallystick.simulate.incentives.goals import peer_level
from tallystick.simulate.incentives.pressure import behind
from tallystick.simulate.incentives.state import State


def set_goal(fixed: Fixed, state: State, month: int) -> None:
    """Write down the level that the unit must have reached by the end of the month."""
    staff, view, regime = fixed.staff, fixed.view, fixed.settings.regime
    within = np.flatnonzero(staff.year == staff.year[month])
    path = view.share[:, month]
    if regime.kind == "none":
        return
    if regime.kind == "quota":
        before = state.goals[:, month - 1] if month > within[0] else 0.0
        due = unit_sum(staff.duty[:, month], staff.unit_of[:, month], fixed.units)
        state.goals[:, month] = before + regime.quota * due
        return
    if regime.kind == "peer_median":
        past = within[within < month]
        if len(past):
            planned = view.planned[:, past].sum(axis=1)
            state.level = peer_level(state.figure, planned, view.credit, state.level)
        year = view.planned[:, within].sum(axis=1)
        state.goal = regime.plan * state.level * view.credit * year
    state.goals[:, month] = np.where(view.credit > 0, state.goal * path, np.nan)


def units_behind(fixed: Fixed, state: State, month: int, extra: Floats | float = 0.0) -> Floats:
    """How far each unit is behind at the next check (z); [U]; `extra` is what gaming will bring."""
    view, regime = fixed.view, fixed.settings.regime
    if regime.kind in ("none", "quota"):
        return np.full(fixed.units, np.nan)
    check = fixed.check[month]
    goal = np.where(view.credit > 0, state.goal * view.share[:, check], np.nan)
    coming = view.planned[:, month : check + 1].sum(axis=1)
    to_come = view.credit * view.known[:, month] * coming
    waiting = np.zeros(fixed.units)
    if fixed.staff.month_of_year[month] == 1:
        unit = fixed.staff.unit_of[:, month]
        waiting = view.credit * unit_sum(state.waiting, unit, fixed.units)
    forecast = state.figure - state.moved + waiting + to_come + extra
    return behind(goal, forecast, to_come, view.credit, regime.forecast_cv)


def officers_behind(fixed: Fixed, month: int) -> Floats:
    """How far each officer is behind the quota (z); [O]; NaN without one or off duty."""
    duty = fixed.staff.duty[:, month]
    flow = fixed.view.flow[:, month]
    if not fixed.quota:
        return np.full(len(duty), np.nan)
    quota = np.where(flow > 0, fixed.settings.regime.quota * duty, np.nan)
    return behind(quota, flow, flow, np.ones_like(flow), fixed.settings.regime.forecast_cv)
