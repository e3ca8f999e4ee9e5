"""Who games, how, when and until when?

A month: goals and pressure, effort and honest cases, hold-back, acts, supply schemes, what the
figure then says, what comes out. A year: audits, and the goal of the next year. The model and
its numbers follow the project's review of how enforcement figures are gamed; each file of this
package holds one of its equations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tallystick.simulate.incentives import chief, coming_out, quantile
from tallystick.simulate.incentives.decision import (
    Decision,
    Floats,
    Found,
    Opportunity,
    Planted,
    Staff,
)
from tallystick.simulate.incentives.direction import serious
from tallystick.simulate.incentives.fixed import Fixed, Streams, fix
from tallystick.simulate.incentives.forecast import by_severity, heavier, serious_share, unit_sum
from tallystick.simulate.incentives.goals import next_goal
from tallystick.simulate.incentives.holding import held
from tallystick.simulate.incentives.need import officers_behind, set_goal, units_behind
from tallystick.simulate.incentives.pressure import pressure
from tallystick.simulate.incentives.reforming import begins, reform
from tallystick.simulate.incentives.scheme import collect
from tallystick.simulate.incentives.settings import Incentives
from tallystick.simulate.incentives.state import State, opening
from tallystick.simulate.incentives.supplying import supply
from tallystick.simulate.incentives.taking import (
    at_unit,
    counts,
    expected_credit,
    propensities,
)
from tallystick.simulate.incentives.telling import told
from tallystick.simulate.incentives.worth import cap, credit


def decide(
    staff: Staff,
    opportunity: Opportunity,
    planted: Sequence[Planted],
    settings: Incentives,
    streams: Streams,
) -> Decision:
    """Decide a world; `streams` gives a fresh generator per process name.

    Raises ValueError when the scope of an entry has not the shape of the staff.
    """

    def at(year: int) -> Fixed:
        return fix(staff, opportunity, planted, settings.in_year(year), streams)

    fixed, reformed = at(1), begins(staff, settings)
    state = opening(fixed)
    for month in range(fixed.months):
        _month(fixed, state, month)
        if month + 1 == fixed.months or staff.year[month + 1] != staff.year[month]:
            following = at(int(staff.year[month + 1]) + 1) if month + 1 == reformed else fixed
            _year_end(fixed, following, state, month)
            fixed = following
        chief.answer(fixed, state, month)
    return _decided(fixed, state)


def _decided(fixed: Fixed, state: State) -> Decision:
    schemes, sales = collect(state.schemes, fixed.months)
    return Decision(
        honest=state.honest,
        effort=state.effort,
        held=state.held,
        propensity=tuple(state.propensity),
        added=tuple(state.added),
        sales=sales,
        schemes=schemes,
        pressure=state.pressure,
        goal=state.goals,
        reported=state.reported,
        audited=state.audited,
        found=Found(state.by_audit, state.by_insider),
        sanctioned=state.sanctioned,
        never_gamer=state.conscience.never,
        struck=state.struck,
        falsely=state.falsely,
        reports=state.office.counts,
        serious=state.serious,
        chiefs_out=state.chiefs_out,
    )


def pressed(fixed: Fixed, state: State, month: int) -> tuple[Floats, Floats]:
    """The pressure on each officer [O] after both looks, and z [U] without gaming."""
    regime, near = fixed.settings.regime, fixed.near[month]
    z = units_behind(fixed, state, month)
    chief.press(fixed, state, month, z)
    if fixed.quota:
        theta = at_unit(state.theta, fixed, month)
        return pressure(theta, near, officers_behind(fixed, month), regime), z
    first = pressure(state.theta, near, z, regime)
    if regime.kind == "none" or not any(entry.driven for entry in fixed.entries):
        return at_unit(first, fixed, month), z
    chances = propensities(fixed, state, month, at_unit(first, fixed, month))
    extra = expected_credit(fixed, state, month, chances)
    second = pressure(state.theta, near, units_behind(fixed, state, month, extra), regime)
    return at_unit((first + second) / 2, fixed, month), z


def _month(fixed: Fixed, state: State, month: int) -> None:
    staff, units = fixed.staff, fixed.units
    unit = staff.unit_of[:, month]
    coming_out.end_warnings(fixed, state, month)
    set_goal(fixed, state, month)
    felt, z = pressed(fixed, state, month)
    serving = np.maximum(np.bincount(unit[unit >= 0], minlength=units), 1)
    state.pressure[:, month] = unit_sum(felt, unit, units) / serving
    state.sanctioned[:, month] = state.out
    if fixed.settings.people.direction:
        share = at_unit(serious_share(fixed.opportunity), fixed, month)
        state.serious[:, month] = serious(
            felt, share, fixed.settings.regime, fixed.settings.people.direction
        )
    effort = fixed.settings.regime.effort * felt
    state.effort[:, month] = effort
    mean = fixed.view.flow[:, month] * (1 + effort)
    honest = quantile.poisson(fixed.honest[:, month], mean)
    state.honest[:, month] = honest
    willing = state.conscience.willing("backdate", fixed.settings.people)
    state.held[:, month] = held(
        honest,
        np.where(unit >= 0, z[unit], np.nan),
        fixed.settings.regime.hold_back,
        willing,
        fixed.waits[:, month],
        int(staff.month_of_year[month]),
    )
    chances = propensities(fixed, state, month, felt)
    added, acts = counts(fixed, month, honest, chances)
    sold = supply(fixed, state, month, felt, z)
    _write(fixed, state, month, chances, added, acts)
    _report(fixed, state, month, acts, sold)
    told(fixed, state, month, acts)
    coming_out.schemes_out(fixed, state, month)


def _write(
    fixed: Fixed,
    state: State,
    month: int,
    chances: list[Floats],
    added: list[np.ndarray],
    acts: list[Floats],
) -> None:
    """Write down the month's acts, and remember each unit's habit."""
    unit, regime = fixed.staff.unit_of[:, month], fixed.settings.regime
    serving = np.maximum(np.bincount(unit[unit >= 0], minlength=fixed.units), 1)
    habit: dict[str, Floats] = {}
    for entry, chance, new, done in zip(fixed.entries, chances, added, acts, strict=True):
        state.added[entry.index][:, month] = new
        state.acts[entry.index] += done
        if entry.act not in ("easy", "ghost", "supply"):
            at = month + 1 if entry.act == "backdate" else month
            if at < fixed.months:
                state.propensity[entry.index][:, at] = chance
        ceiling = cap(entry.act, regime) * entry.planted.dose
        if entry.driven and ceiling > 0 and entry.act != "supply":
            mean = unit_sum(chance, unit, fixed.units) / serving / ceiling
            habit[entry.act] = np.maximum(habit.get(entry.act, 0.0), mean)
    state.habit = habit


def _report(fixed: Fixed, state: State, month: int, acts: list[Floats], sold: Floats) -> None:
    """Add up what the plan sees of the month."""
    unit, units, regime = fixed.staff.unit_of[:, month], fixed.units, fixed.settings.regime
    kept = state.honest[:, month] - state.held[:, month]
    if fixed.staff.month_of_year[month] == 1:
        kept = kept + state.waiting
        state.waiting = np.zeros_like(state.waiting)
    state.waiting = state.waiting + state.held[:, month]
    figure = fixed.view.credit * unit_sum(kept, unit, units) - state.moved
    if share := by_severity(regime):
        shift = share * kept * (state.serious[:, month] - 1)
        figure = figure + heavier(fixed.opportunity) * unit_sum(shift, unit, units)
    state.moved = np.zeros(units)
    for entry, done in zip(fixed.entries, acts, strict=True):
        gain = credit(entry.act, regime) * unit_sum(done, unit, units)
        counting = fixed.still_counts(entry.act, month)
        if counting is not None:
            gain = gain * counting
        figure = figure + gain
        if entry.act == "backdate":
            state.moved = state.moved + gain
    counting = fixed.still_counts("supply", month)
    counted = sold if counting is None else sold * counting
    state.reported[:, month] = figure + credit("supply", regime) * counted
    new = sum(unit_sum(each[:, month], unit, units) for each in state.added)
    state.records = state.records + unit_sum(state.honest[:, month], unit, units) + new
    state.figure = state.figure + state.reported[:, month]


def _year_end(fixed: Fixed, following: Fixed, state: State, month: int) -> None:
    coming_out.audit(fixed, state, month)
    year = fixed.staff.year
    if following is not fixed:
        reform(fixed, following, state, month)
    elif month + 1 < fixed.months:
        longer = float(np.sum(year == year[month + 1]) / np.sum(year == year[month]))
        state.goal = next_goal(state.goal, state.figure, longer, fixed.settings.regime)
    state.last_year, state.figure = state.figure, np.zeros(fixed.units)
    state.records = np.zeros(fixed.units)
    state.acts = [np.zeros_like(each) for each in state.acts]
