"""Which acts do audits bring out, and who is sanctioned for what came out?"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives.auditing import chosen
from tallystick.simulate.incentives.decision import COUNTED, SANCTIONS, Flags
from tallystick.simulate.incentives.detection import believed, come_out, seen_by_audit
from tallystick.simulate.incentives.fixed import Fixed
from tallystick.simulate.incentives.state import State
from tallystick.simulate.incentives.successors import replaced
from tallystick.simulate.incentives.taking import at_unit
from tallystick.simulate.incentives.worth import ACT

WARNED, OUT = SANCTIONS.index("warned"), SANCTIONS.index("out")


def audit(fixed: Fixed, state: State, month: int) -> None:
    """Audit some units on the year that ends with this month."""
    year, unit = fixed.staff.year[month], fixed.staff.unit_of[:, month]
    serves, audits = unit >= 0, fixed.settings.audits
    audited = chosen(fixed, state, month)
    state.audited[:, year] = audited
    known, hard = np.zeros((2, len(unit)), dtype=bool)
    for entry, number in zip(fixed.entries, state.acts, strict=True):
        if entry.act == "supply" or not number.any():
            continue
        seen = seen_by_audit(entry.act, audited, state.records, audits)
        out = come_out(
            entry.found[:, month], number, at_unit(seen, fixed, month), entry.act in COUNTED
        )
        state.by_audit[entry.act][:, month] += np.bincount(
            unit[serves], out[serves], minlength=fixed.units
        ).astype(np.int64)
        known |= out > 0
        hard |= (out > 0) & (not ACT[entry.act].soft)
    state.believed = believed(state.believed, audited, audits)
    sanction(fixed, state, month, known, hard)


def sanction(fixed: Fixed, state: State, month: int, known: Flags, hard: Flags) -> None:
    """Sanction some of those found, and every initiator whose scheme came out this month."""
    luck, rule = fixed.sanction[:, month], fixed.settings.sanctions
    struck = known & (luck < fixed.settings.audits.sanction)
    out = hard & (luck < rule.dismissal) if rule.by_act else struck
    for each in state.schemes:
        came_out = each.reason in ("insider", "audit", "court")
        if came_out and each.stopped == month + 1 and not each.decreed:
            out[each.officer] = True
    if rule.by_act:
        _by_act(fixed, state, month, struck & ~out, out)
    else:
        state.struck[out & ~state.out, month] = OUT
        state.out |= out


def _by_act(fixed: Fixed, state: State, month: int, warned: Flags, out: Flags) -> None:
    """Warn some officers; others lose the post, which is filled from the next month.

    Audits no longer look at what the former holder of a post did this year.
    """
    warned = warned & (state.struck[:, month] != OUT)
    state.struck[warned, month] = WARNED
    state.struck[out, month] = OUT
    state.warned[warned] = month + 1 + fixed.settings.sanctions.warning_months
    if out.any():
        state.warned[out] = 0
        state.since[out] = month + 1
        state.acts = [np.where(out, 0.0, each) for each in state.acts]
        state.conscience = replaced(fixed, state.conscience, out, month)


def end_warnings(fixed: Fixed, state: State, month: int) -> None:
    """Let those whose warning is over choose again."""
    if fixed.settings.sanctions.by_act:
        state.out = state.warned > month


def schemes_out(fixed: Fixed, state: State, month: int) -> None:
    """Write down the schemes that were told on or found this month."""
    for each in state.schemes:
        if each.stopped != month + 1:
            continue
        if each.reason == "insider":
            state.by_insider["supply"][each.unit, month] += 1
        elif each.reason == "audit":
            state.by_audit["supply"][each.unit, month] += 1
