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
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.kind_beside_rest import last_days
from tallystick.findings import Result

WEEKS = 6
LAST, ZERO = "L", ord("0")


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


def marked(rows: Relation, result: Result) -> Relation:
    """The rows with ``last``, whether on one of the last days, and ``times``, beside them.

    The calendar is one text with a letter for each day, since a query compiles slowly that names
    hundreds of dates.
    """
    last, beside = set(last_days(result)), days_beside(result)
    begin = min(last)
    length = (max(last) - begin).days + 1
    days = [begin + timedelta(days=place) for place in range(length)]
    letters = "".join(LAST if day in last else chr(ZERO + beside[day]) for day in days)
    place = rows[result.detail["date_column"]].date().delta(ibis.literal(begin), unit="day")
    within = (place >= 0) & (place < length)
    letter = ibis.literal(letters).substr(ibis.ifelse(within, place, 0).cast("int32"), 1)
    rows = rows.mutate(letter=ibis.ifelse(within, letter, "0").fill_null("0"))
    several = [(rows.letter == chr(ZERO + times), times) for times in sorted({*beside.values()})]
    return rows.mutate(
        last=rows.letter == LAST,
        times=ibis.cases(*several, else_=0) if several else ibis.literal(0),
    )


def part_beside(result: Result) -> float:
    """How many last days there are for each day beside them; 0 where none lies beside."""
    beside = days_beside(result).total()
    return len(set(last_days(result))) / beside if beside else 0.0
