"""When does a text say that something happened?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis

from tallystick.load.cells import Cell
from tallystick.load.duckdb_functions import (
    INSTANT,
    WALL_CLOCK,
    clock_in_zone,
    instant_in_zone,
    parse_instant,
    parse_time,
)
from tallystick.load.formats import has_clock, has_offset
from tallystick.load.literals import ISO, OFFSET

EARLIEST, LATEST = 1700, 9999


def wall_clock(cell: Cell, formats: Sequence[str] | None, zone: str, source_zone: str) -> Any:
    """Return the wall-clock time in `zone` that `cell` says, a timestamp; null when it says none.

    A text with an offset from UTC is converted to `zone`; one with a time of day and no offset
    is taken to be in `source_zone`; a day without a time of day is midnight in either.
    """
    read = _iso(cell.text, zone, source_zone)
    if formats is not None:
        stated = ibis.coalesce(*[_by(cell.text, form, zone, source_zone) for form in formats])
        read = cell.plain.ifelse(read, stated)
    return read.year().between(EARLIEST, LATEST).ifelse(read, ibis.null(WALL_CLOCK))


def moved(time: Any, zone: str, source_zone: str) -> Any:
    """Return what the clock of `zone` shows when that of `source_zone` shows `time`."""
    return time if zone == source_zone else clock_in_zone(zone, instant_in_zone(source_zone, time))


def _by(text: Any, form: str, zone: str, source_zone: str) -> Any:
    if has_offset(form):
        return clock_in_zone(zone, parse_instant(text, form))
    time = parse_time(text, form)
    return moved(time, zone, source_zone) if has_clock(form) else time


def _iso(text: Any, zone: str, source_zone: str) -> Any:
    pointed = text.replace(",", ".")
    with_seconds = pointed.re_replace(rf"^(.{{10}}[T ][0-9:]{{5}}) ?{OFFSET}$", r"\1:00\2")
    close = with_seconds.re_replace(" (Z|[+-][0-9:]+)$", r"\1")
    return ibis.cases(
        (~text.re_search(f"^{ISO}$"), ibis.null(WALL_CLOCK)),
        (text.length() == 10, text.try_cast(WALL_CLOCK)),
        (text.re_search("^.{11}.*[Z+-]"), clock_in_zone(zone, close.try_cast(INSTANT))),
        else_=moved(pointed.try_cast(WALL_CLOCK), zone, source_zone),
    )
