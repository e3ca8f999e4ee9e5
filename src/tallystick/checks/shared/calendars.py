"""Calendars of periods, and the longest run of periods that follow each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tallystick.checks.shared.figure_levels import whole_months

DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Calendar:
    """Periods of one length: how many make a cycle, and how many cycles a table at most.

    `cycle` is what results call it.
    """

    name: str
    periods: int
    cycles: int
    cycle: str


DAYS = Calendar("day", 7, 8, "week")
# In weeks no place in a cycle has a meaning; tables of four keep a trend out.
WEEKS = Calendar("week", 4, 13, "four-week cycle")
MONTHS = Calendar("month", 12, 10, "year")
QUARTERS = Calendar("quarter", 4, 10, "year")
IN_DAYS = {DAYS.name: 1, WEEKS.name: 7}
IN_MONTHS = {MONTHS.name: 1, QUARTERS.name: 3}


def calendars_of(first: np.ndarray, last: np.ndarray) -> list[Calendar | None]:
    """The calendar of each period; None for one of another length."""
    length = (last + DAY - first) / DAY
    months = whole_months(first, last)
    found: list[Calendar | None] = [None] * len(first)
    for calendar in (DAYS, WEEKS, MONTHS, QUARTERS):
        if calendar.name in IN_DAYS:
            holds = length == IN_DAYS[calendar.name]
        else:
            holds = months == IN_MONTHS[calendar.name]
        for row in np.flatnonzero(holds):
            found[row] = calendar
    return found


def longest_run(first: np.ndarray, last: np.ndarray) -> slice:
    """Where the longest run of periods lies that follow each other; the latest of several."""
    breaks = np.flatnonzero(first[1:] != last[:-1] + DAY) + 1
    edges = [0, *breaks.tolist(), len(first)]
    runs = [slice(*each) for each in pairwise(edges)]
    return max(reversed(runs), key=lambda run: run.stop - run.start)
