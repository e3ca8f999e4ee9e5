"""Which reports of colleagues reach the office, and which does it check this month?

The office checks the gravest first, among equals the oldest. A true report lets an act come out;
a false one, checked, costs hours, and an innocent officer the post or a warning where it is upheld.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tallystick.simulate.incentives.decision import Reports
from tallystick.simulate.incentives.fixed import Fixed
from tallystick.simulate.incentives.worth import ACT

FALSE = -1


@dataclass(frozen=True)
class Report:
    """One report: of which entry (FALSE: of nothing), whom, where and when, and how grave.

    `hard` says whether most officers regard the act as misconduct, `acts` how many acts are told
    of, `scheme` its place among the schemes, -1 for an act that is no scheme.
    """

    entry: int
    officer: int
    unit: int
    told: int
    serious: float
    hard: bool
    acts: int = 1
    scheme: int = -1


@dataclass
class Office:
    """The reports that wait, and counts of those that came and that were checked."""

    counts: Reports
    queue: list[Report] = field(default_factory=list)

    @classmethod
    def of(cls, months: int) -> Office:
        """An office without reports."""
        true, false, checked, checked_false, waiting = np.zeros((5, months), dtype=np.int64)
        return cls(Reports(true, false, checked, checked_false, waiting))

    def take(self, report: Report) -> None:
        """Receive a report."""
        counts = self.counts.false if report.entry == FALSE else self.counts.true
        counts[report.told] += 1
        self.queue.append(report)

    def check(self, month: int, capacity: int | None) -> list[Report]:
        """The reports checked this month, which leave the queue."""
        self.queue.sort(key=lambda each: (-each.serious, each.told))
        number = len(self.queue) if capacity is None else capacity
        checked, self.queue = self.queue[:number], self.queue[number:]
        self.counts.checked[month] = len(checked)
        self.counts.checked_false[month] = sum(each.entry == FALSE for each in checked)
        self.counts.waiting[month] = len(self.queue)
        return checked


def false_reports(fixed: Fixed, month: int) -> list[Report]:
    """At most one for each unit: of an officer who serves, alleging one of the planted acts."""
    rate = fixed.settings.insiders.false_reports
    if rate == 0:
        return []
    luck = fixed.streams(f"false reports {month}").random((3, fixed.units))
    alleged = [each.act for each in fixed.entries if each.act not in ("easy", "supply")]
    unit = fixed.staff.unit_of[:, month]
    told = []
    for where in np.flatnonzero(luck[0] < -np.expm1(-rate / 12)):
        serving = np.flatnonzero(unit == where)
        if len(serving) and alleged:
            officer = int(serving[int(luck[1, where] * len(serving))])
            act = alleged[int(luck[2, where] * len(alleged))]
            facts = ACT[act]
            told.append(Report(FALSE, officer, int(where), month, facts.serious, not facts.soft))
    return told
