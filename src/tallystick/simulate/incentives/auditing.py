"""Which units are audited on the year that ends?"""

from __future__ import annotations

from math import floor

import numpy as np

from tallystick.simulate.incentives.audits import WAYS, Audits
from tallystick.simulate.incentives.decision import COUNTED, Flags, Floats, Ints
from tallystick.simulate.incentives.fixed import Fixed
from tallystick.simulate.incentives.forecast import unit_sum
from tallystick.simulate.incentives.state import State


def chosen(fixed: Fixed, state: State, month: int) -> Flags:
    """Units that are audited on the year that ends with this month; [U].

    The lot comes first. The other ways then place their audits, each among the units that are
    left and have a sign of its kind, highest first; what they cannot place goes by lot.
    """
    audits, year = fixed.settings.audits, fixed.staff.year[month]
    luck = fixed.visited[:, year]
    if not audits.shares:
        return np.asarray(luck < audits.chance)
    places = placed(audits, fixed.units)
    taken = np.zeros(fixed.units, dtype=bool)
    for way in WAYS:
        if places[way]:
            _take(taken, _sign(way, fixed, state, month), luck, places[way])
    _take(taken, np.ones(fixed.units), luck, sum(places.values()) - int(taken.sum()))
    return taken


def placed(audits: Audits, units: int) -> dict[str, int]:
    """How many audits each way places, by largest remainders; they add up to the capacity."""
    total = audits.number(units)
    exact = {way: total * audits.shares.get(way, 0.0) for way in WAYS}
    places = {way: floor(number + 1e-9) for way, number in exact.items()}
    rest = sorted(WAYS, key=lambda way: places[way] - exact[way])
    for way in rest[: total - sum(places.values())]:
        places[way] += 1
    return places


def _take(taken: Flags, sign: Floats, luck: Floats, number: int) -> None:
    """Mark the units with the highest sign, equals by their luck; none without a sign."""
    order = np.lexsort((luck, -sign))
    free = order[~taken[order] & (sign[order] > 0)]
    taken[free[:number]] = True


def _sign(way: str, fixed: Fixed, state: State, month: int) -> Floats:
    """What speaks for an audit of each unit; 0 where nothing does; [U]."""
    if way == "figure":
        rise = state.figure / np.maximum(state.last_year, 1e-9) - 1
        return np.asarray(np.maximum(rise, 0))
    if way == "checks":
        return found(fixed, state, month).astype(np.float64)
    if way == "reports":
        within = fixed.staff.year[: month + 1] == fixed.staff.year[month]
        told = np.zeros(fixed.units)
        for each in state.by_insider.values():
            told += each[:, : month + 1][:, within].sum(axis=1)
        return told
    return np.ones(fixed.units)


def found(fixed: Fixed, state: State, month: int) -> Flags:
    """Units that the checks find on this year, by the power at each act's dose; [U]."""
    missed = np.ones(fixed.units)
    doses = dose_of_year(fixed, state, month)
    for act, points in fixed.settings.audits.power.items():
        dose, chance = np.array(points).T
        missed = missed * (1 - np.interp(doses.get(act, np.zeros(fixed.units)), dose, chance))
    luck = fixed.streams(f"checks {fixed.staff.year[month]}").random(fixed.units)
    return np.asarray(luck < 1 - missed)


def dose_of_year(fixed: Fixed, state: State, month: int) -> dict[str, Floats]:
    """The share of its opportunities of the year that each unit took, by act; [U]."""
    months = np.flatnonzero(fixed.staff.year[: month + 1] == fixed.staff.year[month])
    doses: dict[str, Floats] = {}
    for entry in fixed.entries:
        if entry.act == "supply":
            continue
        chances = np.zeros(fixed.units)
        for each in months:
            unit = fixed.staff.unit_of[:, each]
            if entry.act in COUNTED:
                chances += unit_sum(state.honest[:, each], unit, fixed.units)
            else:
                chances += unit_sum(fixed.chances(entry.act, int(each)), unit, fixed.units)
        done = unit_sum(state.acts[entry.index], fixed.staff.unit_of[:, month], fixed.units)
        share = np.clip(done / np.maximum(chances, 1e-9), 0, 1)
        doses[entry.act] = np.maximum(doses.get(entry.act, np.zeros(fixed.units)), share)
    return doses | {"supply": _selling(fixed, state, months)}


def _selling(fixed: Fixed, state: State, months: Ints) -> Floats:
    """1 for units in which a scheme sold in these months; [U]."""
    sold = np.zeros(fixed.units)
    for each in state.schemes:
        if any(each.sold.get(int(month), 0) for month in months):
            sold[each.unit] = 1.0
    return sold
