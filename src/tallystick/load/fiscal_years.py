"""The first day of a month, a quarter or a year that is counted in fiscal years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ibis

from tallystick.load.shapes import StatedPeriodBlock

TAKES = ("month", "quarter", "fiscal_year")
"""The rules that may count in fiscal years."""
_TWO = r"(?:[0-9]{2}|[0-9]{4})"
_PAIR = rf"(?i)^(?:fy ?)?([0-9]{{4}}) ?[-/\x{{2013}}] ?({_TWO})( .+)$"
_SHORT = "(?i)^(?:fy|['\u2019]) ?([0-9]{2})( .*)?$"
_NAMED = r"(?i)^(?:fy ?)?([0-9]{4})(?: ?年度)?$"


def fiscal_faults(block: StatedPeriodBlock) -> Iterator[str]:
    """Yield what is wrong with the fiscal year of a period, each with the key it is about."""
    if block.rule == "fiscal_year" and block.first_month is None:
        yield "period.first_month: it is needed; write first_month = 4 where it begins in April"
    if block.first_month is not None and block.rule not in TAKES:
        yield f"period.first_month: it goes with rule = {' or '.join(TAKES)}; leave it out"
    if block.year_of is not None and block.first_month is None:
        yield "period.year_of: it goes with first_month; write both, or leave it out"
    if block.first_month is not None and block.year_of is None and block.rule != "fiscal_year":
        yield (
            "period.year_of: it is needed beside first_month; write year_of = \"last_day\" where "
            "fiscal year 2022 ends in 2022, or \"first_day\" where it begins in it"
        )  # fmt: skip


def in_fiscal_year(
    text: Any, block: StatedPeriodBlock, read: Callable[[Any], list[Any]]
) -> list[Any]:
    """Return the first days that `read` gives of months, in the calendar year that is meant."""
    first = block.first_month
    if first is None:
        return read(text)
    paired = [_moved_month(day, first, "first_day") for day in read(_of_pair(text))]
    return paired + [_moved_month(day, first, block.year_of) for day in read(_full(text))]


def fiscal_quarter(text: Any, block: StatedPeriodBlock, read: Callable[[Any], Any]) -> list[Any]:
    """Return the first day of the quarter that `read` gives, counted from the first month."""
    first = block.first_month
    if first is None:
        return [read(text)]
    later = ibis.interval(months=first - 1)
    return [
        _day(read(_of_pair(text)) + later),
        _day(_earlier(read(_full(text)), first, block.year_of) + later),
    ]


def fiscal_year(text: Any, block: StatedPeriodBlock) -> list[Any]:
    """Return the first day of a fiscal year, by its two years or by the one it is named after."""
    first = block.first_month or 1
    pattern = rf"(?i)^(?:fy ?)?([0-9]{{4}}) ?[-/\x{{2013}}] ?({_TWO})$"
    start, end = _number(text, pattern, 1), _number(text, pattern, 2)
    follows = (end == start + 1) | (end == (start + 1) % 100)
    pair = follows.ifelse(_date(start, first), ibis.null("date"))
    if block.year_of is None:
        return [pair]
    alone = _date(_number(_full(text), _NAMED, 1), first)
    return [pair, _earlier(alone, first, block.year_of)]


def _of_pair(text: Any) -> Any:
    """``2021-22 April`` as ``2021 April``; null where no pair of years in a row begins the text."""
    start, end = _number(text, _PAIR, 1), _number(text, _PAIR, 2)
    follows = (end == start + 1) | (end == (start + 1) % 100)
    return follows.ifelse(text.re_replace(_PAIR, r"\1\3"), ibis.null("string"))


def _full(text: Any) -> Any:
    """``FY22 Q1`` and ``FY2022 Q1`` as ``2022 Q1``."""
    return text.re_replace(_SHORT, r"20\1\2").re_replace("(?i)^fy ?", "")


def _moved_month(day: Any, first: int, year_of: str | None) -> Any:
    """The month of a fiscal year, given as a day of the calendar year of the same name."""
    year = ibis.interval(months=12)
    if year_of == "first_day":
        return _day((day.month() < first).ifelse(_day(day + year), day))
    return _day((day.month() >= first).ifelse(_earlier(day, first, year_of), day))


def _earlier(day: Any, first: int, year_of: str | None) -> Any:
    """A year before, where a fiscal year that begins after January has the name of its end."""
    return _day(day - ibis.interval(months=12)) if year_of == "last_day" and first > 1 else day


def _day(time: Any) -> Any:
    return time.cast("timestamp").cast("date")


def _number(text: Any, pattern: str, group: int) -> Any:
    return text.re_extract(pattern, group).nullif("").try_cast("int64")


def _date(year: Any, month: int) -> Any:
    return ibis.date(year.cast("int32"), ibis.literal(month), ibis.literal(1))
