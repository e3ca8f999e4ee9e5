"""Which canonical value does a cell of a typed column hold?"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt

from tallystick.load.instants import EARLIEST, LATEST, moved
from tallystick.load.literals import LARGEST
from tallystick.tables import Column

NANOSECONDS = dt.Timestamp(scale=9)


def is_native(column: Column, kind: Any) -> bool:
    """Whether values of the type `kind` may be values of `column` without being read as text."""
    if column.kind in ("number", "integer"):
        return bool(kind.is_integer() or (column.kind == "number" and kind.is_floating()))
    if column.kind in ("instant", "date"):
        return bool(kind.is_timestamp() or kind.is_date())
    return bool(kind.is_string() or (column.kind == "text" and kind.is_integer()))


def as_it_stands(column: Column, value: Any) -> Any:
    """Return a native `value` of which no row raises a doubt."""
    if column.kind == "number":
        return _number(value)
    if column.kind == "integer":
        return value.cast("int64")
    if column.kind == "date":
        return value.cast("date")
    return _clock(value) if column.kind == "instant" else value.cast("string")


def typed_value(column: Column, value: Any, zone: str, source_zone: str) -> Any:
    """Return what `value_of` makes of the text of a number or a time, made of the value itself."""
    if column.kind in ("number", "integer"):
        number = _number(value)
        return (number.abs() <= LARGEST).ifelse(number, ibis.null("float64"))
    clock = _clock(value)
    if value.type().is_timestamp() and zone != source_zone:
        written = value.year().between(0, LATEST)
        clock = moved(written.ifelse(clock, ibis.null("timestamp")), zone, source_zone)
    read = clock.year().between(EARLIEST, LATEST).ifelse(clock, ibis.null("timestamp"))
    return read.cast("date") if column.kind == "date" else read


def is_read_as_text(column: Column, kind: Any) -> bool:
    """Whether a cell of the type `kind` is read for `column` by its text."""
    if column.kind in ("number", "integer"):
        return not (kind.is_integer() or kind.is_floating())
    if column.kind in ("instant", "date"):
        return not (kind.is_timestamp() or kind.is_date())
    return True


def _number(value: Any) -> Any:
    """A float of 64 bits; minus zero becomes zero, as it does when it is written as text."""
    number = value.cast("float64")
    return number + 0.0 if value.type().is_floating() else number


def _clock(value: Any) -> Any:
    """A timestamp in microseconds, of which a part is let fall and never rounded towards 1970."""
    clock = value.try_cast("timestamp(6)")
    if value.type() != NANOSECONDS:
        return clock
    late = clock.cast(NANOSECONDS) > value
    return late.ifelse(clock - ibis.interval(microseconds=1), clock)
