"""How many whole days, or minutes, after the start of 1970 is a moment?"""

from __future__ import annotations

import ibis
from ibis.expr.types import IntegerValue, TimestampValue, Value

MINUTES_A_DAY = 1440


def days(date: Value) -> IntegerValue:
    """The days from 1970 to a date."""
    return date.delta(ibis.date(1970, 1, 1), unit="day").cast("int64")


def minute_of(at: TimestampValue) -> IntegerValue:
    """Whole minutes since 1970."""
    clock = at.hour().cast("int64") * 60 + at.minute().cast("int64")
    return (days(at.date()) * MINUTES_A_DAY + clock).cast("int64")
