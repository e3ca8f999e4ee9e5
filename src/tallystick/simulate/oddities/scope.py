"""Where and in which months does an oddity happen?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.catalogue import UNIT_KINDS
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Entry, Plant
from tallystick.simulate.force import Force


def months_in_scope(entry: Entry, calendar: Calendar) -> NDArray[np.bool_]:
    """Which months lie between the entry's first and last, inclusive; [M]."""
    first = 0 if entry.from_month is None else calendar.month_of(entry.from_month)
    last = calendar.months - 1 if entry.to_month is None else calendar.month_of(entry.to_month)
    month = np.arange(calendar.months)
    return (month >= first) & (month <= last)


def serving_in_scope(force: Force, calendar: Calendar, plant: Plant) -> NDArray[np.bool_]:
    """Which officers serve in a unit of the entry in a month of the entry; [O, M]."""
    entry: Entry = plant.entry
    there = (force.unit_of >= 0) & force.units_named(entry.units)[force.unit_of]
    return there & plant.member[:, None] & months_in_scope(entry, calendar)[None, :]


def units_meant(force: Force, entry: Entry) -> NDArray[np.bool_]:
    """The units of an oddity of one place: those named, or else one; [U].

    When none is named it is the first narcotics unit, or the first unit if there is none.
    """
    if entry.units:
        return force.units_named(entry.units)
    narcotics = force.unit_kind == UNIT_KINDS.index("narcotics")
    one = np.zeros(len(force.unit_kind), dtype=bool)
    one[int(np.argmax(narcotics))] = True
    return one


def area_meant(force: Force, entry: Entry, area: int | None) -> int:
    """The area of an oddity of one area: the one given, or the busiest of its first unit.

    ValueError when the department has no area of that number.
    """
    if area is not None:
        if area >= len(force.area_unit):
            number = len(force.area_unit)
            raise ValueError(f"{entry.kind}: area {area} is not there; the last is {number - 1}")
        return area
    unit = int(np.argmax(units_meant(force, entry)))
    return int(np.argmax(force.area_unit == unit))


def lasting(chunk: Chunk, plant: Plant, what: str, size: int) -> NDArray[np.float64]:
    """Uniform numbers that are the same in every month: for what an entry draws once; [size]."""
    name = f"{plant.nature} {plant.entry.kind} {what}"
    return chunk.streams.of(name, plant.index).random(size)


def note(force: Force, plant: Plant, table: str, detail: str, officer: int, month: int) -> None:
    """Note that the entry touched an officer's rows of `table` from a month on."""
    unit = int(force.unit_of[officer, month])
    force.notes.append((table, officer, unit, month, plant.index, detail))


def noted(force: Force, plant: Plant, detail: str) -> NDArray[np.bool_]:
    """Which officers the entry noted under this detail; [O]."""
    found = np.zeros(force.officers, dtype=bool)
    found[[row[1] for row in force.notes if row[4] == plant.index and row[5] == detail]] = True
    return found
