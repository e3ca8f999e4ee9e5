"""Is a day within the period examined, and is it among the last of a period?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, DateValue
from ibis.expr.types import Table as Relation

from tallystick.tables import Frame, Period

WINDOW = 3
UNITS = {"month": "M", "quarter": "Q", "year": "Y"}


def examined_days(rows: Relation, day: DateValue, frame: Frame) -> Relation:
    """Return the `rows` whose `day`, a column of theirs, is examined; an end that is open keeps."""
    if frame.first_day is not None:
        rows = rows.filter(day >= ibis.date(frame.first_day))
    if frame.last_day is not None:
        rows = rows.filter(day <= ibis.date(frame.last_day))
    return rows


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
