"""The first and last day of the period that a cell names, such as a month or a fiscal year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis

from tallystick.load.cells import Cell
from tallystick.load.date_text import lone_year_gregorian
from tallystick.load.fiscal_years import fiscal_faults, fiscal_quarter, fiscal_year, in_fiscal_year
from tallystick.load.formats import format_fault
from tallystick.load.instants import EARLIEST, LATEST, wall_clock
from tallystick.load.month_names import WORD, month_of
from tallystick.load.shapes import SourceBlock, StatedPeriodBlock
from tallystick.load.wording import shown
from tallystick.tables import Table

STATED = ("period_start", "period_end")
READS = {
    "day": "2021-03-31",
    "week": "2021-W13, 2021 13 or a day in it",
    "month": "2021-03, 03/2021, 2021 3, March 2021, 2021年3月 or a day in it",
    "quarter": "2021Q3, Q3 2021, III кв. 2021, 2021 3 or a day in it",
    "year": "2021 or a day in it",
    "fiscal_year": "2021/22, 2021-22, 2021/2022, with year_of 2021 or FY21, or a day in it",
}
"""What cells each rule reads, for messages."""
_SINCE = r"( ?(г|р)\.?| год| года| рік| року|年|년)?"
_QUARTER = (
    r"(?i)^(q|t|k|кв\.?|quarter|quartal|kwartaal|trim\.?|trimestre)?[-/. ]*([1-4]|iv|i{1,3})"
    r"(st|nd|rd|th|º|°|er|e|-?[йи])?[-/. ]*"
    r"(q|t|кв\.?|кв-л|квартал|квартала|quarter|quartal|kwartaal|trim\.?|trimestre)?"
    r"( de| del| of)?$"
)
_QUARTERS = dict.fromkeys(("1", "i"), 1) | dict.fromkeys(("2", "ii"), 4)
_QUARTERS |= dict.fromkeys(("3", "iii"), 7) | dict.fromkeys(("4", "iv"), 10)
"""The first month of each."""
_YEAR = r"(^|[^0-9])([0-9]{4})([^0-9]|$)"


def first_day(cell: Cell, block: StatedPeriodBlock, zone: str, source_zone: str) -> Any:
    """Return the first day of the period that `cell` names; null where it names none."""
    day = wall_clock(cell, block.format, zone, source_zone, block.calendar).cast("date")
    text = lone_year_gregorian(cell.text, block.calendar)
    return _day(ibis.coalesce(_first_day(day, block), *_named(text, block)))


def both_days(start: Any, block: StatedPeriodBlock) -> tuple[Any, Any]:
    """Return `start` and the last day of its period; both null where the year cannot be meant."""
    start = start.year().between(EARLIEST, LATEST).ifelse(start, ibis.null("date"))
    length = {
        "day": ibis.interval(days=1),
        "week": ibis.interval(days=7),
        "month": ibis.interval(months=1),
        "quarter": ibis.interval(months=3),
    }.get(block.rule, ibis.interval(years=1))
    return start, _day(_day(start + length) - ibis.interval(days=1))


def _day(time: Any) -> Any:
    """Return a time as a date; Ibis takes it for one already where DuckDB counts with times."""
    return time.cast("timestamp").cast("date")


def period_faults(table: Table, block: SourceBlock) -> Iterator[str]:
    """Yield what is wrong with the period of `block`, each with the key that it is about."""
    period = block.period
    if period is None:
        return
    if not set(STATED) <= set(table.names):
        yield f"period: {table.name} has no period_start and period_end; leave it out"
    for name in STATED:
        if name in block.columns:
            yield f"period: it gives {name}, which is mapped as well; keep one of the two"
    yield from fiscal_faults(period)
    for text in period.format or ():
        if wrong := format_fault(text, period.calendar):
            yield f"period.format: {wrong}"
    if len(set(period.columns)) < len(period.columns):
        yield f"period.columns: read {shown(period.columns[0])} twice; name each column once"


def _first_day(day: Any, block: StatedPeriodBlock) -> Any:
    """Return the first day of the period in which `day` lies."""
    if block.rule == "fiscal_year":
        months = ibis.interval(months=(block.first_month or 1) - 1)
        return _day(_day(day - months).truncate("Y") + months)
    units = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
    return _day(day.truncate(units[block.rule]))


def _named(text: Any, block: StatedPeriodBlock) -> list[Any]:
    if block.rule == "week":
        return [_week(text)]
    if block.rule == "month":
        return in_fiscal_year(text, block, _months)
    if block.rule == "quarter":
        return fiscal_quarter(text, block, _quarter)
    if block.rule == "year":
        return [_date(_number(text, rf"(?i)^([0-9]{{4}}){_SINCE}$"), ibis.literal(1))]
    return fiscal_year(text, block) if block.rule == "fiscal_year" else []


def _months(text: Any) -> list[Any]:
    month, year = "(0?[1-9]|1[0-2])", "([0-9]{4})"
    found = [
        _date(_number(text, pattern, at), _number(text, pattern, 3 - at))
        for pattern, at in (
            (rf"^{year}[-/. mM年년]+{month}[月월]?$", 1),
            (rf"^{year}(0[1-9]|1[0-2])$", 1),
            (rf"^{month}[-/. ]+{year}$", 2),
        )
    ]
    for pattern, at in (
        (rf"(?i)^({WORD})\.?(?: de| del)?[-/., ]*{year}{_SINCE}$", 2),
        (rf"(?i)^{year}[-/., ]*({WORD})\.?$", 1),
    ):
        name = month_of(text.re_extract(pattern, 3 - at))
        found.append(_date(_number(text, pattern, at), name))
    pattern = rf"(?i)^({WORD})\.?[-/ ']+([0-9]{{2}})$"
    short = _number(text, pattern, 2)
    found.append(
        _date(short + (short < 69).ifelse(2000, 1900), month_of(text.re_extract(pattern, 1)))
    )
    return found


def _quarter(text: Any) -> Any:
    bare = text.re_replace(rf"(?i){_SINCE.removesuffix('?')}$", "")
    rest = bare.re_replace(_YEAR, r"\1\3").strip().re_replace("^[-/. ]+|[-/., ]+$", "")
    months = ibis.map(ibis.array(list(_QUARTERS)), ibis.array(list(_QUARTERS.values())))
    return _date(_number(bare, _YEAR, 2), months.get(rest.re_extract(_QUARTER, 2).lower()))


def _week(text: Any) -> Any:
    pattern = "^([0-9]{4})(?:[- ]?[wW]| )([0-5]?[0-9])$"
    year, week = _number(text, pattern, 1), _number(text, pattern, 2)
    first = ibis.date(year.cast("int32"), ibis.literal(1), ibis.literal(4)).truncate("W")
    start = _day(_day(first) + (week - 1).as_interval("W"))
    within = _day(start + ibis.interval(days=3)).year() == year
    return (within & (week > 0)).ifelse(start, ibis.null("date"))


def _number(text: Any, pattern: str, group: int = 1) -> Any:
    return text.re_extract(pattern, group).nullif("").try_cast("int64")


def _date(year: Any, month: Any) -> Any:
    """Return the first day of a month; null where one of the two is."""
    return ibis.date(year.cast("int32"), month.cast("int32"), ibis.literal(1))
