"""Is a day among the last of a period?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, DateValue

from tallystick.tables import Period

WINDOW = 3
UNITS = {"month": "M", "quarter": "Q", "year": "Y"}


def last_days(day: DateValue, period: Period) -> BooleanValue:
    """Whether a day is one of the last three, or of the calendar's own number, of a period."""
    after = day + ibis.interval(days=period.window_days or WINDOW)
    if period.rule is not None:
        unit = UNITS[period.rule]
        return after.truncate(unit) != day.truncate(unit)
    ends = [ibis.date(end) for end in period.ends]
    return (
        ibis.or_(*((day <= end) & (after > end) for end in ends)) if ends else ibis.literal(False)
    )
