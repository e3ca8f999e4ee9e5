"""Who takes which opportunity this month, at a given pressure?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tallystick.simulate.incentives import quantile
from tallystick.simulate.incentives.choice import Mood, chance, utility
from tallystick.simulate.incentives.decision import COUNTED, Floats, Ints
from tallystick.simulate.incentives.detection import risk
from tallystick.simulate.incentives.fixed import Entry, Fixed
from tallystick.simulate.incentives.scheme import SELLING
from tallystick.simulate.incentives.state import State
from tallystick.simulate.incentives.worth import PAPER, cap, credit


def at_unit(values: Floats, fixed: Fixed, month: int) -> Floats:
    """Spread [U] over the officers who serve; [O], 0 for the others."""
    unit = fixed.staff.unit_of[:, month]
    return np.where(unit >= 0, values[unit], 0.0)


def lawful(act: str, mood: Mood, fixed: Fixed, month: int) -> Mood:
    """The mood towards an act of which the law on use lets only some cases count."""
    counts = fixed.still_counts(act, month)
    if counts is None:
        return mood
    return replace(mood, pressure=mood.pressure * at_unit(counts, fixed, month))


def lawful_share(act: str, fixed: Fixed, month: int) -> Floats:
    """The share of the act's cases that counts under the law on use; [U]."""
    counts = fixed.still_counts(act, month)
    return np.ones(fixed.units) if counts is None else counts


def driven(
    entry: Entry, fixed: Fixed, state: State, month: int, mood: Mood, *, scoped: bool = True
) -> Floats:
    """The chance that each officer takes an opportunity of an incentive-driven entry; [O]."""
    settings, act = fixed.settings, entry.act
    habit = state.habit.get(act)
    share = at_unit(habit, fixed, month) if habit is not None else np.zeros(len(mood.pressure))
    mood = lawful(act, mood, fixed, month)
    value = utility(act, mood, state.conscience.scruple, share, settings)
    willing = state.willing(act, settings)
    if scoped:
        willing = willing & entry.planted.scope[:, month]
    ceiling = cap(act, settings.regime) * entry.planted.dose
    taken = chance(act, value, mood, settings) * ceiling
    if act in fixed.quiet:
        taken = np.minimum(taken, fixed.quiet[act])
    return np.where(willing, taken, 0.0)


def propensities(fixed: Fixed, state: State, month: int, pressure: Floats) -> list[Floats]:
    """Each entry's chance [O] at this pressure [O]; 0 for supply and for closed months.

    Shortcuts on paper are chosen first: their habit lowers the cost of the other acts.
    """
    officers = len(pressure)
    bite = at_unit(risk(state.believed, fixed.settings.audits), fixed, month)
    clear = np.ones(officers)
    chances = [np.zeros(officers) for _ in fixed.entries]
    for first in (True, False):
        ease = fixed.settings.people.paper_ease * (1 - clear)
        mood = Mood(pressure, bite, ease, fixed.lost_in(month))
        for entry in fixed.entries:
            if (entry.act in PAPER) is not first or entry.act == "supply":
                continue
            taken = _chance(entry, fixed, state, month, mood)
            chances[entry.index] = taken
            if first:
                clear = clear * (1 - taken)
    return chances


def _chance(entry: Entry, fixed: Fixed, state: State, month: int, mood: Mood) -> Floats:
    """One entry's chance; dating back is decided at a check and concerns the month after it."""
    planted = entry.planted
    at = month + 1 if entry.act == "backdate" else month
    if at >= fixed.months:
        return np.zeros(len(mood.pressure))
    inside = planted.scope[:, at] & (fixed.staff.unit_of[:, at] >= 0)
    if not entry.driven:
        return np.where(inside, planted.dose, 0.0)
    if at != month and fixed.away[month] != 0:
        return np.zeros(len(mood.pressure))
    return np.where(inside, driven(entry, fixed, state, month, mood, scoped=at == month), 0.0)


def expected_credit(fixed: Fixed, state: State, month: int, chances: list[Floats]) -> Floats:
    """What these chances would add to each unit's figure until the next check; [U].

    Months still to come are taken to be like this one; dating back happens at the check only.
    """
    regime, unit = fixed.settings.regime, fixed.staff.unit_of[:, month]
    serves = unit >= 0
    left = fixed.check[month] - month + 1
    total = np.zeros(fixed.units)
    for entry, taken in zip(fixed.entries, chances, strict=True):
        worth_of_one = credit(entry.act, regime)
        if worth_of_one == 0 or entry.act == "supply":
            continue
        gain = worth_of_one * fixed.chances(entry.act, month) * taken
        counting = fixed.still_counts(entry.act, month)
        if counting is not None:
            gain = gain * at_unit(counting, fixed, month)
        months = 1 if entry.act == "backdate" else left
        total += months * np.bincount(unit[serves], gain[serves], minlength=fixed.units)
    for each in state.schemes:
        if each.runs and each.stage == SELLING:
            sold = left * each.buyers * credit("supply", regime)
            counting = fixed.still_counts("supply", month)
            total[each.unit] += sold if counting is None else sold * counting[each.unit]
    return total


def counts(
    fixed: Fixed, month: int, honest: Ints, chances: list[Floats]
) -> tuple[list[Ints], list[Floats]]:
    """Records added by each entry, and its counted or expected acts; both lists of [O].

    A Poisson share of the honest cases; under a quota, chances are taken up to the deficit.
    """
    duty = fixed.staff.duty[:, month]
    serving = fixed.view.flow[:, month] > 0
    due = np.where(serving, np.round(fixed.settings.regime.quota * duty), 0).astype(np.int64)
    deficit = np.maximum(due - honest, 0)
    added: list[Ints] = []
    acts: list[Floats] = []
    for entry, taken in zip(fixed.entries, chances, strict=True):
        if entry.act not in COUNTED:
            added.append(np.zeros_like(honest))
            acts.append(fixed.chances(entry.act, month) * taken)
            continue
        luck = entry.luck[:, month]
        if entry.driven and fixed.quota:
            number = quantile.binomial(luck, deficit, taken)
            deficit = deficit - number
        else:
            number = quantile.poisson(luck, honest * taken)
        added.append(number)
        acts.append(number.astype(np.float64))
    return added, acts
