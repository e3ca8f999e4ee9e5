"""When does a text say that something happened?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import ibis

from tallystick.load.cells import Cell
from tallystick.load.date_text import (
    HALF_DAY,
    in_gregorian_years,
    read_by,
    with_skipped_left_out,
)
from tallystick.load.duckdb_functions import (
    INSTANT,
    WALL_CLOCK,
    clock_in_zone,
    instant_in_zone,
    moment_of,
    parse_instant,
    parse_time,
)
from tallystick.load.formats import (
    DAY_NUMBER,
    EPOCHS,
    NUMBERED,
    directives,
    has_clock,
    has_offset,
    in_days,
    month_directive,
    number_of,
)
from tallystick.load.literals import ISO, OFFSET
from tallystick.load.month_names import in_english

EARLIEST, LATEST = 1700, 9999
NUMBERED_DAY = r"^([0-9]{3,6})(?:\.0+)?( .*)?$"
BEFORE_NUMBERS = (1899, 12, 30)
SINCE_1970, BEHIND = r"^(-?[0-9]{1,15})(?:\.0+)?", "( .*)?$"
FIRST_SECOND, LAST_SECOND, MICROSECONDS = -8_520_336_000, 253_402_300_799, 1_000_000
"""Seconds of 1700-01-01 00:00:00 and of 9999-12-31 23:59:59 since 1970-01-01 00:00."""


def wall_clock(
    cell: Cell,
    formats: Sequence[str] | None,
    zone: str,
    source_zone: str,
    calendar: str | None = None,
) -> Any:
    """Return the wall-clock time in `zone` that `cell` says, a timestamp; null when it says none.

    A text with an offset from UTC and a number of seconds or milliseconds since 1970 are converted
    to `zone`; one with a time of day and no offset is taken to be in `source_zone`; a day without a
    time of day is midnight in either. The years that `formats` read are those of `calendar`.
    """
    read = _possible(_iso(cell.text, zone, source_zone))
    if formats is not None:
        stated = {
            form: [_possible(time) for time in _times(cell.text, form, zone, source_zone, calendar)]
            for form in formats
        }
        numbers = [time for form in formats if form in NUMBERED for time in stated[form]]
        whole = ibis.coalesce(read, *numbers)
        read = cell.plain.ifelse(whole, ibis.coalesce(*chain.from_iterable(stated.values())))
    return read


def _times(
    text: Any, form: str, zone: str, source_zone: str, calendar: str | None
) -> Iterator[Any]:
    """Yield what `form` reads, the first that is a time counting."""
    if form in EPOCHS and has_clock(form):
        yield moved(_since_1970(text, form), zone, "UTC")
        return
    read = read_by(in_days(form))
    for each in _spelled(_read_part(text, form, calendar), read):
        yield _by(each, read, zone, source_zone)


def _read_part(text: Any, form: str, calendar: str | None) -> Any:
    number = number_of(form)
    if number == DAY_NUMBER:
        return _with_day(text)
    if number:
        day = _since_1970(text, number).cast("string").substr(0, len("2020-01-01"))
        return day + text.re_extract(SINCE_1970 + BEHIND, 2)
    kept = with_skipped_left_out(text, form, calendar)
    return in_gregorian_years(kept, read_by(form), calendar)


def _since_1970(text: Any, number: str) -> Any:
    """Return the time in UTC that is so many seconds or milliseconds after 1970 began."""
    units = EPOCHS[number]
    pattern = SINCE_1970 + ("$" if has_clock(number) else BEHIND)
    count = text.re_extract(pattern, 1).nullif("").try_cast("int64")
    possible = count.between(FIRST_SECOND * units, LAST_SECOND * units)
    return moment_of(possible.ifelse(count, ibis.null("int64")) * (MICROSECONDS // units))


def _with_day(text: Any) -> Any:
    """Return `text` with the day that the number at its beginning is in a workbook.

    Numbers of Excel count from 1900-01-01 as 1 and have a day that never was, 1900-02-29.
    """
    number = text.re_extract(NUMBERED_DAY, 1).nullif("").try_cast("int64")
    day = ibis.date(*BEFORE_NUMBERS) + number.as_interval("D")
    return day.cast("string").substr(0, len("2020-01-01")) + text.re_extract(NUMBERED_DAY, 2)


def _possible(time: Any) -> Any:
    """Return `time` where its year may be meant: ``%Y`` reads 24 in ``17.03.24`` as a year."""
    return time.year().between(EARLIEST, LATEST).ifelse(time, ibis.null(WALL_CLOCK))


def _spelled(text: Any, form: str) -> list[Any]:
    """Return what `text` may be for `form` to read it, the first that can be read counting.

    ``p. m.`` and ``p`` are brought to ``pm``, other month names and short ones to the English one
    that `form` reads, ``130`` to ``0130`` where it ends in ``%H%M``, which would read 13:00,
    ``2072016`` to ``02072016`` where it begins with ``%m%d%Y``, and a fraction of a second is
    dropped where it has none.
    """
    other = text
    if named := month_directive(form):
        other = in_english(other, short=named == "b", dot=f"%{named}." in form)
    if "p" in directives(form):
        other = other.re_replace(HALF_DAY, r"\1\2m")
    if "S" in directives(form) and "f" not in directives(form):
        other = other.re_replace(r"(:[0-9]{2})[.,][0-9]+", r"\1")
    elif "f" in directives(form):
        other = other.re_replace(r"([.,][0-9]{6})[0-9]+", r"\1")
    if form.endswith("%H%M"):
        for digits in (1, 2, 3):
            pattern = rf"(^|[^0-9:])([0-9]{{{digits}}})$"
            other = other.re_replace(pattern, rf"\1{'0' * (4 - digits)}\2")
    if form.startswith(("%m%d%Y", "%d%m%Y")):
        other = other.re_replace(r"^([0-9]{7})([^0-9]|$)", r"0\1\2")
    return [text] if other is text else [other, text]


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
