"""Dates as numbers: 43831 of a workbook for 2020-01-01, and seconds or milliseconds since 1970."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallystick.load.formats import (
    DAY_NUMBER,
    EPOCHS,
    MILLISECONDS,
    MILLISECONDS_DAY,
    SECONDS,
    SECONDS_DAY,
)
from tallystick.propose.cells.date_readings import DateReading, read_dates
from tallystick.propose.cells.spans import REMARK
from tallystick.propose.cells.values import ENOUGH
from tallystick.propose.headers.composed import facets_of

NUMBER = re.compile(r"([0-9]{5})(\.0+)?")
FIRST, LAST = 29_221, 54_789
"""The numbers of 1980-01-01 and of 2050-01-01."""
LEAST_DAYS = 2
SINCE_1970 = (
    (re.compile(r"([0-9]{10})(\.0+)?"), SECONDS, SECONDS_DAY),
    (re.compile(r"([0-9]{12,13})(\.0+)?"), MILLISECONDS, MILLISECONDS_DAY),
)
FIRST_SECOND, LAST_SECOND, DAY = 315_532_800, 2_524_608_000, 86_400
"""Seconds since 1970 of 1980-01-01 and of 2050-01-01, and of a day."""
LIKE_A_YEAR, MOST_LATE = 1_900_000_000, 0.5
"""The seconds of March 2030, from which numbers may begin with a year (2017001234), or with the
code of an area (2025550100), and the share of such numbers that is too many."""
DAY_OF_YEAR = "(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
TIME = "([01][0-9]|2[0-3])[0-5][0-9]"
SOLID = re.compile(
    f"[0-9]{{2}}{DAY_OF_YEAR}{TIME}|{DAY_OF_YEAR}[0-9]{{2}}{TIME}"
    f"|(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])[0-9]{{2}}{TIME}"
    f"|{DAY_OF_YEAR}(19|20)[0-9]{{2}}([01][0-9]|2[0-3])"
)
"""Ten digits of a day and a time of day: 1703311205."""
IN_UTC = (
    "times counted from 1970 are taken to be in UTC and converted to your zone; some systems count "
    "in local time: compare a case whose time is known"
)
DAY_IN_UTC = (
    "every time counted from 1970 is midnight in UTC, so its day alone is read, unconverted: "
    "compare a case whose day is known"
)


def dates_of(header: str, cells: Sequence[str]) -> DateReading | None:
    """Return how the cells read as dates, as numbers of them too where the header names a date."""
    return read_dates(cells) or read_numbered_dates(header, cells)


def read_numbered_dates(header: str, cells: Sequence[str]) -> DateReading | None:
    """Return how numbers of days or moments read; None where the header names no date.

    Beside numbers of days, other cells may be dates.
    """
    facets = facets_of(header)
    read = _day_numbers(cells) if "date" in facets else None
    if read is None and facets & {"date", "datetime", "time"} and "number" not in facets:
        return _since_1970(cells)
    return read


def remark_of(read: DateReading) -> str:
    """Return what a reader of the dates should know; "" for nothing."""
    form = read.forms[0] if read.forms else ""
    if form in EPOCHS:
        return IN_UTC if read.kind == "moment" else DAY_IN_UTC
    return REMARK if read.span else ""


def _day_numbers(cells: Sequence[str]) -> DateReading | None:
    numbers = [cell for cell in cells if (found := NUMBER.fullmatch(cell)) is not None
               and FIRST <= int(found.group(1)) < LAST]  # fmt: skip
    if len(set(numbers)) < LEAST_DAYS:
        return None
    if len(numbers) >= ENOUGH * len(cells):
        return DateReading("day", (DAY_NUMBER,))
    rest = read_dates([cell for cell in cells if not NUMBER.fullmatch(cell)])
    if rest is None or rest.kind != "day" or len(rest.forms) != 1 or rest.keys:
        return None
    return DateReading("day", rest.forms, also=(DAY_NUMBER,))


def _since_1970(cells: Sequence[str]) -> DateReading | None:
    """How cells read as seconds or milliseconds; as days alone where each is midnight of UTC."""
    for pattern, moment, day in SINCE_1970:
        units = EPOCHS[moment]
        numbers = [int(found[1]) for cell in cells if (found := pattern.fullmatch(cell))]
        times = [each for each in numbers if FIRST_SECOND <= each / units < LAST_SECOND]
        if len(set(times)) < LEAST_DAYS or len(times) < ENOUGH * len(cells):
            continue
        late = sum(each >= LIKE_A_YEAR * units for each in times)
        solid = sum(SOLID.fullmatch(str(each)) is not None for each in times)
        if late > MOST_LATE * len(times) or solid >= ENOUGH * len(times):
            return None
        if all(each % (DAY * units) == 0 for each in times):
            return DateReading("day", (day,))
        return DateReading("moment", (moment,))
    return None
