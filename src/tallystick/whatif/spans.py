"""From which day to which does a numbered period go?"""

from __future__ import annotations

from datetime import date, timedelta

from tallystick.tables import Period

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def span_of(number: int, period: Period) -> tuple[date | None, date | None]:
    """Return the first and last day of the period `number`; None where the calendar is open."""
    if period.rule is None:
        before = period.ends[number - 1] + timedelta(days=1) if number else None
        return before, period.ends[number] if number < len(period.ends) else None
    length = MONTHS[period.rule]
    return _month(number * length), _month((number + 1) * length) - timedelta(days=1)


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
