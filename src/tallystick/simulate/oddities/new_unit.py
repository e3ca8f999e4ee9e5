"""What if a unit begins its work in the middle of the world?

Its officers come to it in a given month: some from another unit of the same kind, the others
new to the department, with no posting and no case before. It has no past that a comparison
could use. Step ``force``: who serves where, duty and postings. Labels: postings and first
month of those officers (notes of the force).

No published size; dose 1 is a unit that is new altogether, a smaller dose the share of its
officers who join in that month.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.force import Force
from tallystick.simulate.oddities.scope import months_in_scope, note
from tallystick.simulate.oddities.stretches import date_postings


class NewUnit(Entry):
    """A new unit: `units` names it (empty: the last one), `from_month` is when it begins.

    `from_others` is the share of its officers who served elsewhere before. `to_month` has no
    meaning: the unit stays. Whoever served there before it begins in this world serves
    elsewhere or not at all until then, so that `officers` and `share` have none either.
    """

    kind: Literal["new_unit"] = "new_unit"
    from_others: float = Field(default=0.5, ge=0, le=1)


def _begin(force: Force, calendar: Calendar, plant: Plant, rng: np.random.Generator) -> None:
    entry: NewUnit = plant.entry
    joining, source, which = rng.random((3, force.officers))
    start = int(np.argmax(months_in_scope(entry.model_copy(update={"to_month": None}), calendar)))
    last = np.arange(len(force.unit_names)) == len(force.unit_names) - 1
    new = force.units_named(entry.units) if entry.units else last
    before = np.arange(calendar.months) < start
    early = (force.unit_of >= 0) & new[force.unit_of] & before[None, :]
    early &= (joining < entry.dose)[:, None]
    for officer in np.flatnonzero(early.any(axis=1)).tolist():
        kind = force.unit_kind[force.unit_of[officer, early[officer]][-1]]
        others = np.flatnonzero(~new & (force.unit_kind == kind))
        moved = source[officer] < entry.from_others and len(others) > 0
        elsewhere = int(others[int(which[officer] * len(others))]) if moved else -1
        force.unit_of[officer, early[officer]] = elsewhere
        if not moved:
            force.duty[officer, early[officer]] = 0.0
        note(force, plant, "postings", "moved here" if moved else "joined", officer, start)
    if early.any():
        date_postings(force)


PROCESS = Process(name="new_unit", options=NewUnit, force=_begin)
