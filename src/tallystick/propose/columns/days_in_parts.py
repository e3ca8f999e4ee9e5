"""The day of a case in three columns that no header names: month, day and year, told by cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from tallystick.propose.columns.choices import Choice
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met

LEAST_ROWS, NEAR = 60, 3
RANGES = {"%Y": (1980, 2040, 1), "%m": (1, 12, 8), "%d": (1, 31, 20)}
"""The first and last number of each part, and how many must differ."""
MOST_OF_ONE_DAY, EARLY = 0.12, (0.3, 0.7)
"""The share of rows on one day of the month, and on its first half, that days have and counts
have not."""
MAY_BE = frozenset({"date", "month", "year", "occurred", "case", "plain", "stop", "arrest"})
"""Facets that the headers of such columns may have."""


def day_in_parts(
    look: Look, mets: Mapping[str, list[Met]], taken: Collection[str]
) -> Choice | None:
    """Return the moment of a case of three columns side by side, in any order; mostly none.

    Days of a month are spread evenly, as small counts are not; headers that tell of other things
    keep their columns from being read.
    """
    headers = [each for each in mets if each not in taken and not facets_of(each) - MAY_BE]
    found: dict[str, str] = {}
    for form in RANGES:
        fits = [each for each in headers if each not in found.values() and _fits(look, each, form)]
        near = [each for each in fits if _are_near(look, [each, *found.values()])]
        if not near:
            return None
        found[form] = near[0]
    columns = [found[form] for form in RANGES]
    why = "three columns side by side hold years, months and days, and no header says of what"
    return Choice(tuple(columns), {"columns": columns, "format": "%Y %m %d"}, why, score=0.3)


def _are_near(look: Look, headers: list[str]) -> bool:
    places = [look.header.index(each) for each in headers]
    return max(places) - min(places) < NEAR


def _fits(look: Look, header: str, form: str) -> bool:
    """Whether the cells of a column, which all rows have, are of one part of a date."""
    cells = look.column(header)
    if len(cells) < max(LEAST_ROWS, len(look.rows)) or not all(map(str.isdecimal, cells)):
        return False
    numbers = Counter(int(each) for each in cells)
    first, last, different = RANGES[form]
    if min(numbers) < first or max(numbers) > last or len(numbers) < different:
        return False
    return form != "%d" or _is_even(numbers)


def _is_even(numbers: Counter[int]) -> bool:
    early = sum(times for day, times in numbers.items() if 2 * day <= RANGES["%d"][1])
    most = numbers.most_common(1)[0][1]
    total = numbers.total()
    return most <= MOST_OF_ONE_DAY * total and EARLY[0] * total <= early <= EARLY[1] * total
