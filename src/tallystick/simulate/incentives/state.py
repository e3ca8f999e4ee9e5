"""What changes from month to month while a world is being decided?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tallystick.simulate.incentives.choice import Conscience
from tallystick.simulate.incentives.decision import ACTS, Flags, Floats, Ints
from tallystick.simulate.incentives.fixed import Fixed
from tallystick.simulate.incentives.goals import first_goal
from tallystick.simulate.incentives.reports import Office
from tallystick.simulate.incentives.scheme import Scheme
from tallystick.simulate.incentives.settings import Incentives


@dataclass(kw_only=True)
class State:
    """The running world.

    `goal` [U] this year's; `figure` [U] reported so far this year; `last_year` [U] the figure of
    the year before (the plan's before the first); `level` the peers' level; `waiting` [O] cases
    held for January; `moved` [U] credit dated into the month before; `believed` [U] chance of
    audit; `habit` per act [U] last month's share; `conscience` of who holds each post, `since`
    [O] the month in which he took it; `out` [O] officers who abstain after a sanction, `warned`
    [O] the first month in which a warning no longer binds; `acts` per entry [O] expected or
    counted acts of the year so far; `records` [U] records of the year so far; `own_theta` [U] how
    hard each chief would press, `theta` how hard he does. The rest are the [., M] results as
    they fill.
    """

    goal: Floats
    figure: Floats
    last_year: Floats
    level: float = 1.0
    waiting: Ints
    moved: Floats
    believed: Floats
    habit: dict[str, Floats] = field(default_factory=dict)
    conscience: Conscience
    since: Ints
    out: Flags
    warned: Ints
    acts: list[Floats]
    records: Floats
    schemes: list[Scheme] = field(default_factory=list)
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
    struck: Ints
    falsely: Flags
    office: Office
    serious: Floats
    own_theta: Floats
    theta: Floats
    chiefs_out: Flags

    def willing(self, act: str, settings: Incentives) -> Flags:
        """Who would do the act this month; after a warning lawful work goes on; [O]."""
        would = self.conscience.willing(act, settings.people)
        if act == "easy" and settings.sanctions.by_act:
            return would
        return would & ~self.out

    def serves(self, fixed: Fixed, scheme: Scheme, month: int) -> bool:
        """Whether the initiator of a scheme still has his post in the unit."""
        here = fixed.staff.unit_of[scheme.officer, month] == scheme.unit
        return bool(here and self.since[scheme.officer] <= scheme.bought)

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
        last_year=fixed.view.credit * first_year,
        waiting=np.zeros(officers, dtype=np.int64),
        moved=np.zeros(units),
        believed=np.full(units, fixed.settings.audits.usual(units)),
        conscience=fixed.conscience,
        since=np.zeros(officers, dtype=np.int64),
        out=np.zeros(officers, dtype=bool),
        warned=np.zeros(officers, dtype=np.int64),
        acts=[np.zeros(officers) for _ in range(count)],
        records=np.zeros(units),
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
        struck=np.zeros((officers, months), dtype=np.int64),
        falsely=np.zeros((officers, months), dtype=bool),
        office=Office.of(months),
        serious=np.ones((officers, months)),
        own_theta=fixed.theta,
        theta=fixed.theta,
        chiefs_out=np.zeros((units, months), dtype=bool),
    )
