"""Of which acts do colleagues tell this month, and which reports lead to a sanction?"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives.coming_out import sanction
from tallystick.simulate.incentives.decision import COUNTED, Flags, Floats
from tallystick.simulate.incentives.detection import come_out, told_rate
from tallystick.simulate.incentives.fixed import Fixed
from tallystick.simulate.incentives.reports import FALSE, Report, false_reports
from tallystick.simulate.incentives.state import State
from tallystick.simulate.incentives.taking import at_unit
from tallystick.simulate.incentives.worth import ACT


def told(fixed: Fixed, state: State, month: int, acts: list[Floats]) -> None:
    """Let colleagues tell of this month, and the office check; sanctions begin next month."""
    office, insiders = state.office, fixed.settings.insiders
    _of_acts(fixed, state, month, acts)
    _of_schemes(fixed, state, month)
    for report in false_reports(fixed, month):
        office.take(report)
    known, hard, falsely = np.zeros((3, len(state.out)), dtype=bool)
    upheld = fixed.streams(f"upheld {month}").random(len(known)) if insiders.upheld else None
    for report in office.check(month, insiders.capacity):
        if report.scheme >= 0:
            if state.schemes[report.scheme].runs:
                state.schemes[report.scheme].stop(month, "insider")
            continue
        if report.entry == FALSE:
            if upheld is None or upheld[report.officer] >= insiders.upheld:
                continue
            falsely[report.officer] |= not known[report.officer]
        else:
            act = fixed.entries[report.entry].act
            state.by_insider[act][report.unit, month] += report.acts
            if state.since[report.officer] > report.told:
                continue
            falsely[report.officer] = False
        known[report.officer] = True
        hard[report.officer] |= report.hard
    sanction(fixed, state, month, known, hard)
    state.falsely[:, month] = falsely & (state.struck[:, month] > 0)


def _of_acts(fixed: Fixed, state: State, month: int, acts: list[Floats]) -> None:
    unit = fixed.staff.unit_of[:, month]
    serves: Flags = unit >= 0
    colleagues = np.bincount(unit[serves], minlength=fixed.units).astype(np.float64)
    live = state.live(fixed.units)
    for entry, number in zip(fixed.entries, acts, strict=True):
        if entry.act == "supply" or not number.any():
            continue
        rate = told_rate(entry.act, colleagues, live, fixed.settings.insiders)
        out = come_out(
            entry.told[:, month], number, at_unit(rate, fixed, month), entry.act in COUNTED
        )
        facts = ACT[entry.act]
        for officer in np.flatnonzero(out * serves).tolist():
            state.office.take(
                Report(
                    entry.index,
                    officer,
                    int(unit[officer]),
                    month,
                    facts.serious,
                    not facts.soft,
                    int(out[officer]),
                )
            )


def _of_schemes(fixed: Fixed, state: State, month: int) -> None:
    """Hand over what was told of schemes; one that stopped at once counts as checked."""
    serious = ACT["supply"].serious
    for place, each in enumerate(state.schemes):
        at_once = each.stopped == month + 1 and each.reason == "insider" and not each.decreed
        if each.told == month or at_once:
            state.office.take(
                Report(each.entry, each.officer, each.unit, month, serious, True, scheme=place)
            )
