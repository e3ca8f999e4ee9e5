"""Where do supply schemes begin this month, and how do the running ones go on?"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives.chief import order
from tallystick.simulate.incentives.decision import Flags, Floats
from tallystick.simulate.incentives.fixed import Entry, Fixed
from tallystick.simulate.incentives.insiders import hazard
from tallystick.simulate.incentives.scheme import Climate, decreed_month, driven_month
from tallystick.simulate.incentives.starting import add, tempt
from tallystick.simulate.incentives.state import State
from tallystick.simulate.incentives.worth import ACT

MONTHS_A_YEAR = 12
WELL_MET = -1.5


def supply(fixed: Fixed, state: State, month: int, pressure: Floats, z: Floats) -> Floats:
    """Begin new schemes and run all; return the buyers of this month; [U].

    `pressure` is [O]; `z` [U] says how far behind each unit is.
    """
    for entry in fixed.entries:
        if entry.act != "supply" or entry.planted.dose == 0:
            continue
        if entry.driven:
            tempt(entry, fixed, state, month, pressure)
            order(entry, fixed, state, month)
        else:
            _ordered(entry, fixed, state, month)
    _run(fixed, state, month, z)
    sold = np.zeros(fixed.units)
    for each in state.schemes:
        sold[each.unit] += each.sold.get(month, 0)
    return sold


def _ordered(entry: Entry, fixed: Fixed, state: State, month: int) -> None:
    """One scheme in the first unit of the scope, in its first month, by its first officer.

    Narcotics units come first; a scope without any has its scheme elsewhere.
    """
    unit_of = fixed.staff.unit_of
    scope = entry.planted.scope & (unit_of >= 0)
    narcotics = scope & fixed.staff.narcotics[unit_of]
    scope = narcotics if narcotics.any() else scope
    if month != _first(scope):
        return
    inside = np.flatnonzero(scope[:, month])
    units = unit_of[inside, month]
    unit = int(units.min())
    officer = int(inside[units == unit][0])
    add(entry, fixed, state, (unit, officer, month))


def _first(scope: Flags) -> int:
    months = np.flatnonzero(scope.any(axis=0))
    return int(months[0]) if len(months) else -1


def _run(fixed: Fixed, state: State, month: int, z: Floats) -> None:
    live = state.live(fixed.units)
    settings, audits = fixed.settings, fixed.settings.audits
    usual = audits.usual(fixed.units)
    found = usual * audits.independence * ACT["supply"].detect / MONTHS_A_YEAR
    serious, waits = ACT["supply"].serious, settings.insiders.capacity is not None
    for each in state.schemes:
        if not each.runs:
            continue
        scope = fixed.entries[each.entry].planted.scope
        row = scope[each.officer]
        if each.decreed:
            last = month == int(np.flatnonzero(row)[-1]) < fixed.months - 1
            serves = fixed.staff.unit_of[each.officer, month] == each.unit
            if not serves:
                each.stop(month - 1, "transfer")
                continue
            decreed_month(each, month, bool(row[month]), last)
            continue
        others = max(live[each.unit] - 1, 0.0)
        driven_month(
            each,
            month,
            Climate(
                tell=hazard(serious, others, settings.insiders),
                waits=waits,
                audit=found,
                met=settings.supply.met if z[each.unit] < WELL_MET else 0.0,
                serves=state.serves(fixed, each, month),
                inside=bool(row[month]),
            ),
            settings.supply,
        )
