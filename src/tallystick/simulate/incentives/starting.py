"""Which officers begin a supply scheme this month?"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives.base_rate import corrected_hazard
from tallystick.simulate.incentives.choice import Mood, tempted, utility
from tallystick.simulate.incentives.decision import Flags, Floats
from tallystick.simulate.incentives.detection import risk
from tallystick.simulate.incentives.fixed import Entry, Fixed
from tallystick.simulate.incentives.scheme import begin
from tallystick.simulate.incentives.settings import Incentives
from tallystick.simulate.incentives.state import State
from tallystick.simulate.incentives.taking import at_unit, lawful


def tempt(entry: Entry, fixed: Fixed, state: State, month: int, pressure: Floats) -> None:
    """Start schemes with hazard ``h0 exp(U / noise) (1 + contagion 1{live})``, capped by dose."""
    settings, unit = fixed.settings, fixed.staff.unit_of[:, month]
    bite = at_unit(risk(state.believed, settings.audits), fixed, month)
    mood = Mood(pressure, bite, np.zeros_like(pressure), fixed.lost_in(month))
    mood = lawful("supply", mood, fixed, month)
    value = utility("supply", mood, state.conscience.scruple, np.zeros_like(pressure), settings)
    near = at_unit(state.live(fixed.units), fixed, month) > 0
    factor = entry.planted.dose * settings.regime.opportunities.get("supply", 1.0)
    rate = settings.supply.start * drive(value, mood, settings)
    chance = -np.expm1(-rate * np.where(near, 1 + settings.supply.contagion, 1.0)) * factor
    may = free(entry, fixed, state, month)
    luck = fixed.streams(f"{entry.name} start {month}").random(len(unit))
    for officer in np.flatnonzero(may & (luck < chance)):
        add(entry, fixed, state, (int(unit[officer]), int(officer), month))


def free(entry: Entry, fixed: Fixed, state: State, month: int) -> Flags:
    """Who could begin a scheme this month; [O]."""
    unit = fixed.staff.unit_of[:, month]
    busy = np.zeros(len(unit), dtype=bool)
    busy[[each.officer for each in state.schemes if each.runs]] = True
    return np.asarray(
        entry.planted.scope[:, month]
        & state.willing("supply", fixed.settings)
        & (unit >= 0)
        & fixed.staff.narcotics[unit]
        & (fixed.view.flow[:, month] > 0)
        & ~busy
    )


def drive(value: Floats, mood: Mood, settings: Incentives) -> Floats:
    """How far utility raises the hazard to begin a scheme."""
    people = settings.people
    if people.base_rate is None:
        return np.asarray(np.exp(np.minimum(value / people.noise, 50)))
    promised = tempted("supply", mood, settings)
    return corrected_hazard(value, promised, settings, people.base_rate)


def add(
    entry: Entry,
    fixed: Fixed,
    state: State,
    place: tuple[int, int, int],
    *,
    by_chief: bool = False,
) -> None:
    """Begin a scheme at a place: unit, officer and month."""
    planted = entry.planted
    state.schemes.append(
        begin(
            entry.index,
            place,
            planted.dose,
            fixed.settings.supply,
            fixed.streams(f"{entry.name} scheme {place[1]} {place[2]}"),
            fixed.months,
            early=planted.early,
            decreed=not entry.driven,
        )
    )
    state.schemes[-1].by_chief = by_chief
