"""What changes from month to month while a world is being decided?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tallystick.simulate.incentives.decision import ACTS, Flags, Floats, Ints
from tallystick.simulate.incentives.fixed import Fixed
from tallystick.simulate.incentives.goals import first_goal
from tallystick.simulate.incentives.scheme import Scheme


@dataclass
class State:
    """The running world.

    `goal` [U] this year's; `figure` [U] reported so far this year; `level` the peers' level;
    `waiting` [O] cases held for January; `moved` [U] credit dated into the month before;
    `believed` [U] chance of audit; `habit` per act [U] last month's share; `out` [O] officers
    sanctioned; `acts` per entry [O] expected or counted acts of the year so far; `records`
    [U] records of the year so far. The rest are the [., M] results as they fill.
    """

    goal: Floats
    figure: Floats
    level: float
    waiting: Ints
    moved: Floats
    believed: Floats
    habit: dict[str, Floats]
    out: Flags
    acts: list[Floats]
    records: Floats
    schemes: list[Scheme]
    honest: Ints
    effort: Floats
    held: Ints
    propensity: list[Floats]
    added: list[Ints]
    pressure: Floats
    goals: Floats
    reported: Floats
    audited: Flags
    by_audit: dict[str, Ints]
    by_insider: dict[str, Ints]
    sanctioned: Flags

    def live(self, units: int) -> Floats:
        """How many schemes run in each unit; [U]."""
        running = [each.unit for each in self.schemes if each.runs]
        return np.bincount(np.array(running, dtype=np.int64), minlength=units).astype(np.float64)


def opening(fixed: Fixed) -> State:
    """The state before the first month."""
    officers, months = fixed.staff.unit_of.shape
    units, count = fixed.units, len(fixed.entries)
    first_year = fixed.view.planned[:, fixed.staff.year == fixed.staff.year[0]].sum(axis=1)
    regime = fixed.settings.regime
    counts = {act: np.zeros((units, months), dtype=np.int64) for act in ACTS}
    return State(
        goal=first_goal(first_year, fixed.view.credit, fixed.before, regime),
        figure=np.zeros(units),
        level=1.0,
        waiting=np.zeros(officers, dtype=np.int64),
        moved=np.zeros(units),
        believed=np.full(units, fixed.settings.audits.chance),
        habit={},
        out=np.zeros(officers, dtype=bool),
        acts=[np.zeros(officers) for _ in range(count)],
        records=np.zeros(units),
        schemes=[],
        honest=np.zeros((officers, months), dtype=np.int64),
        effort=np.zeros((officers, months)),
        held=np.zeros((officers, months), dtype=np.int64),
        propensity=[np.zeros((officers, months)) for _ in range(count)],
        added=[np.zeros((officers, months), dtype=np.int64) for _ in range(count)],
        pressure=np.zeros((units, months)),
        goals=np.full((units, months), np.nan),
        reported=np.zeros((units, months)),
        audited=np.zeros(fixed.visited.shape, dtype=bool),
        by_audit=counts,
        by_insider={act: array.copy() for act, array in counts.items()},
        sanctioned=np.zeros((officers, months), dtype=bool),
    )
