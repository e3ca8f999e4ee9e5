"""How hard does the chief of a unit press this quarter, and does he begin a scheme?

A chief who would press at theta, and answers with chance lambda for each of the n sanctions that
a year brings in his unit, presses at ``theta / (1 + lambda n)``: the most of
``ln p - (1 / theta + lambda n / theta) p``.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from tallystick.simulate.incentives.choice import Mood, utility
from tallystick.simulate.incentives.decision import SANCTIONS, Floats
from tallystick.simulate.incentives.detection import risk
from tallystick.simulate.incentives.fixed import Entry, Fixed, spread_of_chiefs
from tallystick.simulate.incentives.forecast import unit_sum
from tallystick.simulate.incentives.starting import add, drive, free
from tallystick.simulate.incentives.state import State
from tallystick.simulate.incentives.taking import lawful_share

QUARTER, YEAR = 3, 12
OUT = SANCTIONS.index("out")


def press(fixed: Fixed, state: State, month: int, z: Floats) -> None:
    """Let chiefs choose their pressure at the start of a quarter; `z` [U] says how far behind."""
    chiefs = fixed.settings.chiefs
    if (fixed.staff.month_of_year[month] - 1) % QUARTER or not (chiefs.reacts or chiefs.liability):
        return
    behind = np.where(np.isnan(z), 0.0, 2 * ndtr(z) - 1)
    answers = chiefs.liability * sanctions_of_year(fixed, state, month)
    state.theta = state.own_theta * np.exp(chiefs.reacts * behind) / (1 + answers)


def sanctions_of_year(fixed: Fixed, state: State, month: int) -> Floats:
    """Sanctions of the twelve months before, by unit; [U]."""
    number = np.zeros(fixed.units)
    for each in range(max(0, month - YEAR), month):
        struck = (state.struck[:, each] > 0).astype(np.int64)
        number += unit_sum(struck, fixed.staff.unit_of[:, each], fixed.units)
    return number


def answer(fixed: Fixed, state: State, month: int) -> None:
    """Replace some chiefs in whose unit an officer lost the post this month."""
    liability = fixed.settings.chiefs.liability
    if liability == 0:
        return
    out = (state.struck[:, month] == OUT).astype(np.int64)
    number = unit_sum(out, fixed.staff.unit_of[:, month], fixed.units)
    draws = fixed.streams(f"chiefs {month}")
    goes = draws.random(fixed.units) < -np.expm1(number * np.log1p(-min(liability, 1 - 1e-12)))
    new = fixed.settings.regime.pressure * spread_of_chiefs(draws, fixed.units, fixed.settings)
    state.own_theta = np.where(goes, new, state.own_theta)
    state.theta = np.where(goes, new, state.theta)
    state.chiefs_out[:, month] = goes


def order(entry: Entry, fixed: Fixed, state: State, month: int) -> None:
    """Let chiefs begin schemes: through an officer of theirs who would do it, drawn by lot.

    He has the conscience of his unit, and of what a scheme risks bears the share `liability`.
    """
    settings, chiefs = fixed.settings, fixed.settings.chiefs
    if chiefs.start == 0:
        return
    luck = fixed.streams(f"{entry.name} chief {month}").random((2, fixed.units))
    pressed = state.pressure[:, month] * lawful_share("supply", fixed, month)
    bite = chiefs.liability * risk(state.believed, settings.audits)
    mood = Mood(pressed, bite, np.zeros(fixed.units), fixed.lost_in(month))
    scruple = settings.people.conscience_sd * fixed.culture
    value = utility("supply", mood, scruple, np.zeros(fixed.units), settings)
    factor = entry.planted.dose * settings.regime.opportunities.get("supply", 1.0)
    chance = -np.expm1(-chiefs.start * drive(value, mood, settings)) * factor
    may, unit = free(entry, fixed, state, month), fixed.staff.unit_of[:, month]
    for where in np.flatnonzero(luck[0] < chance).tolist():
        ready = np.flatnonzero(may & (unit == where))
        if len(ready):
            officer = int(ready[int(luck[1, where] * len(ready))])
            add(entry, fixed, state, (where, officer, month), by_chief=True)
