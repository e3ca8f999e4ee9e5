"""Dates that a workbook left as the numbers of its days: 43831 for 2020-01-01."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallystick.load.formats import DAY_NUMBER
from tallystick.propose.cells.values import ENOUGH, DateReading, read_dates
from tallystick.propose.headers.composed import facets_of

NUMBER = re.compile(r"([0-9]{5})(\.0+)?")
FIRST, LAST = 29_221, 54_789
"""The numbers of 1980-01-01 and of 2050-01-01."""
LEAST_DAYS = 2


def read_day_numbers(header: str, cells: Sequence[str]) -> DateReading | None:
    """Return how numbers of days read, where the header names a date; other cells may be dates."""
    if "date" not in facets_of(header):
        return None
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
