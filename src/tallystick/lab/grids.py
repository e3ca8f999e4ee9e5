"""Which two keys of the world file are moved together, over which values?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tallystick.lab.levels import Change, LabError, Times
from tallystick.simulate.incentives.worth import ACT

CERTAINTY, SCHEMES = "certainty and severity", "knowers and ratio"
LAWS = {"law of 2024": 12.5, "law of 2025": 17.5}
"""Years that the law threatens, the middle of 10 to 15 and of 15 to 20."""
PLANS = {"same 5": 0.025, "lot 5": 0.05, "same 25": 0.125, "lot 25": 0.25}
"""Audit plans: the chance of an audit in a year, times how independent it is."""
APART: tuple[Change, ...] = (
    ("incentives.deterrence.gamma", 0.3),
    ("incentives.deterrence.prelec", 0.65),
    ("incentives.audits.independence", 1.0),
)
"""Certainty apart from severity, as the design of the lab has it: at 1 and 1 they are the same."""
OFTEN = 25.0
"""How many times as often schemes begin, so that there are enough to be counted."""
ALONE: tuple[Change, ...] = (
    ("incentives.insiders.fear", 1.0),
    ("incentives.insiders.silence", 0.0),
    ("incentives.supply.contagion", 0.0),
    ("incentives.supply.start", Times(times=OFTEN)),
)


@dataclass(frozen=True)
class Grid:
    """Two keys at several values each, all crossed: `columns` vary fastest."""

    name: str
    rows: tuple[float, ...]
    columns: tuple[float, ...]
    changes: Callable[[float, float], tuple[Change, ...]]

    @property
    def cells(self) -> list[tuple[str, tuple[Change, ...]]]:
        """Return the name and the changes of each cell."""
        return [
            (f"{self.name}: {row:g}, {column:g}", self.changes(row, column))
            for row in self.rows
            for column in self.columns
        ]


def _years(years: float, chance: float) -> tuple[Change, ...]:
    hard = [act for act, facts in ACT.items() if not facts.soft]
    law = tuple({"act": act, "months": 12 * years} for act in hard)
    return (*APART, ("incentives.audits.chance", chance), ("incentives.penalties", law))


def _knowers(ratio: float, knowers: float) -> tuple[Change, ...]:
    told = (("incentives.insiders.ratio", ratio), ("incentives.supply.knowers", knowers))
    return (*ALONE, *told)


GRIDS = (
    Grid(CERTAINTY, (0.0, 5.0, *LAWS.values(), 30.0), (*PLANS.values(), 0.5), _years),
    Grid(SCHEMES, (1.0, 3.0, 10.0, 30.0), (0.5, 1.0, 2.0, 4.0, 8.0), _knowers),
)
"""Rows are years and how much a report stands out; columns chances of an audit, and knowers."""


def grids_of(wanted: tuple[str, ...] | None) -> tuple[Grid, ...]:
    """Return the grids of these names, all where there are none; LabError for one unknown."""
    there = {each.name: each for each in GRIDS}
    for name in wanted or ():
        if name not in there:
            raise LabError(f"no grid is called {name!r}; there are {', '.join(there)}")
    return tuple(each for each in GRIDS if wanted is None or each.name in wanted)
