"""The period examined, and the last days of the periods by which an agency is evaluated."""

from __future__ import annotations

import ibis
import numpy as np
from ibis.expr.types import BooleanValue, DateValue
from ibis.expr.types import Table as Relation

from tallystick.findings.words import words_beside
from tallystick.tables import Frame, Period
from tallystick.tables.store import Tables

say = words_beside(__file__).say

MONTHS = {"month": 1, "quarter": 3, "year": 12}

WINDOW = 3
UNITS = {"month": "M", "quarter": "Q", "year": "Y"}


def why_no_ends(tables: Tables) -> str:
    """Say why no end of a period can be examined although records were loaded; "" when it can."""
    return "" if tables.frame.periods else say("shared.needs_periods")


def ends_of(period: Period, first: int, last: int) -> np.ndarray:
    """Return the last days of the periods that lie in [first, last], as days since 1970."""
    if period.rule is None:
        ends = np.array(sorted(period.ends), dtype="datetime64[D]").astype(np.int64)
    else:
        step = MONTHS[period.rule]
        start = np.array([first], dtype="datetime64[D]").astype("datetime64[M]")[0]
        months = np.arange(start, start + np.timedelta64((last - first) // 28 + 2, "M"))
        following = months + np.timedelta64(1, "M")
        ends = following.astype("datetime64[D]").astype(np.int64) - 1
        ends = ends[(months.astype(np.int64) + 1) % step == 0]
    return ends[(ends >= first) & (ends <= last)]


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
