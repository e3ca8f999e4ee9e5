"""How many records belong to the last days of the periods, by the same weekdays around them?

A record of the days beside counts as often as it stands a whole number of weeks, one to `WEEKS`,
before or after one of the last days, between the first period end and the last. So every weekday
weighs the same on both sides, and a season or a trend cancels to first order. What a cause takes
from the days just before an end (papers that are dated later) is spread over twelve weeks here; in
the test's own expectation, which rests on the fortnight before and after, it would show as a rise
of every record.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import ibis
from ibis.expr.types import IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.figures.period_kinds import last_days
from tallystick.findings import Result

WEEKS = 6


def days_beside(result: Result) -> Counter[date]:
    """How often each day around the last days counts beside them."""
    last = set(last_days(result))
    begin, end = min(last), max(last)
    beside = Counter(
        day + timedelta(weeks=weeks * side)
        for day in last
        for weeks in range(1, WEEKS + 1)
        for side in (-1, 1)
    )
    return Counter(
        {day: times for day, times in beside.items() if day not in last and begin <= day <= end}
    )


def times_beside(rows: Relation, result: Result) -> IntegerValue:
    """How often each record counts beside the last days."""
    day = rows[result.detail["date_column"]].cast("date")
    by_times: dict[int, list[date]] = {}
    for each, times in days_beside(result).items():
        by_times.setdefault(times, []).append(each)
    cases = [(day.isin(days), times) for times, days in sorted(by_times.items())]
    return ibis.cases(*cases, else_=0) if cases else ibis.literal(0)


def part_beside(result: Result) -> float:
    """How many last days there are for each day beside them; 0 where none lies beside."""
    beside = days_beside(result).total()
    return len(set(last_days(result))) / beside if beside else 0.0
