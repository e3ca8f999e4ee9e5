"""Cells that name a month, a quarter or a fiscal year in words: *Jan-19*, *20-Aug*, *FY2019*."""

from __future__ import annotations

import re
from collections.abc import Collection

from tallystick.load.month_names import MONTHS
from tallystick.propose.cells.date_readings import day_of
from tallystick.propose.headers.named_periods import named_periods

YEAR = r"(?:19|20)[0-9]{2}"
MONTH = re.compile(
    rf"([^\W\d_]{{3,}})\.?(?: de| del)?[-/., ]*{YEAR}|{YEAR}[-/., ]*([^\W\d_]{{3,}})\.?"
    r"|([^\W\d_]{3,})\.?[-/ ']+[0-9]{2}"
)
FORMS = ("%b%y", "%y-%b", "%y %b", "%B%y", "%b_%Y", "%Y_%b")
"""Of the forms of a month with its year, those that the loader reads by a format alone."""
FULL, MOST_YEARS = 6, 30
"""How many months most years of a series have, and how many years it may have."""


def named_rule(cells: Collection[str]) -> str | None:
    """Return ``month`` or ``quarter`` where all cells name one with its year; None else."""
    if all((found := MONTH.fullmatch(cell)) and _is_month(found) for cell in cells):
        return "month"
    if all(any(_is_quarter(*each) for each in _named(cell)) for cell in cells):
        return "quarter"
    return None


def month_form(cells: Collection[str]) -> str | None:
    """Return the date format by which all of the different `cells` are months of years.

    ``20-Aug`` is one where the numbers are the years of a series: few, and each of many months.
    """
    for form in FORMS:
        days = [day_of(cell, form) for cell in cells]
        if all(days):
            years = {day.year for day in days if day}
            few = len(years) <= min(MOST_YEARS, max(1, len(days) / FULL) + 2)
            series = max(years) - min(years) < len(years) + 1
            return form if not form.startswith("%y") or (few and series) else None
    return None


def _is_month(found: re.Match[str]) -> bool:
    word = next(filter(None, found.groups()), "")
    return word.casefold() in MONTHS


def _named(cell: str) -> list[tuple[str, str]]:
    return [(each.rule, each.rest) for each in named_periods(cell)]


def _is_quarter(rule: str, rest: str) -> bool:
    return rule == "quarter" and not rest
