"""Years of the calendars of Taiwan and Thailand, where the values of a column tell them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from tallystick.load.date_text import BEHIND

ENOUGH = 0.98
MINGUO_FORMS = {
    "%Y%m%d": "([0-9]{2,3})([0-9]{2})([0-9]{2})",
    "%Y/%m/%d": "([0-9]{2,3})/([0-9]{1,2})/([0-9]{1,2})",
    "%Y-%m-%d": "([0-9]{2,3})-([0-9]{1,2})-([0-9]{1,2})",
    "%Y.%m.%d": r"([0-9]{2,3})\.([0-9]{1,2})\.([0-9]{1,2})",
    "%Y年%m月%d日": "([0-9]{2,3})年([0-9]{1,2})月([0-9]{1,2})日",
}
FIRST, LAST = 1971, 2070
"""The years that records of today may be of."""
LEAST_DIFFERENT, MOST_EARLY = 5, 0.5


def minguo_form(values: Mapping[str, int]) -> str:
    """Return the form by which values are days of the Minguo calendar; "" where they are not.

    Most have a year from 100, and five differ, since numbers of cases may look like days.
    """
    total = sum(values.values())
    for form, pattern in MINGUO_FORMS.items():
        years = {cell: _minguo_year(re.fullmatch(pattern, cell)) for cell in values}
        fits = sum(times for cell, times in values.items() if years[cell])
        late = sum(times for cell, times in values.items() if years[cell] >= 100)
        different = sum(year > 0 for year in years.values())
        if different >= LEAST_DIFFERENT and fits >= ENOUGH * total and late > MOST_EARLY * total:
            return form
    return ""


def _minguo_year(found: re.Match[str] | None) -> int:
    """The year of a day in the Minguo calendar; 0 where it is none."""
    if found is None:
        return 0
    year, month, day = map(int, found.groups())
    try:
        there = date(year + BEHIND["minguo"], month, day)
    except ValueError:
        return 0
    return year if FIRST <= there.year <= LAST else 0


def is_buddhist(years: Iterable[int]) -> bool:
    """Whether years are all those of the Buddhist calendar, 543 ahead."""
    given = set(years)
    return bool(given) and all(FIRST <= year + BEHIND["buddhist"] <= LAST for year in given)


def is_minguo(years: Iterable[int]) -> bool:
    """Whether years are all those of the Minguo calendar, and one of them has three digits."""
    given = set(years)
    return bool(given) and max(given) >= 100 and all(
        FIRST <= year + BEHIND["minguo"] <= LAST for year in given
    )  # fmt: skip
