"""The month in which a fiscal year begins, where the months of a table tell it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tallystick.load.month_names import ENGLISH, MONTHS
from tallystick.propose.cells.values import read_numbers
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

FISCAL = frozenset({"fy", "fiscal"})
PAIR = r"(19|20)[0-9]{2}[-/–]([0-9]{2}|(19|20)[0-9]{2})"
ALONE = r"(?i)(fy ?)?(19|20)[0-9]{2}|fy ?[0-9]{2}"
BEGINS = (10, 7, 4, 6)
"""The months in which fiscal years begin: the United States, Australia, the United Kingdom."""
USUAL = {True: 4, False: 10}
"""Where nothing tells: April for years such as 2021-22, October for FY2022."""


@dataclass(frozen=True)
class FiscalYear:
    """A column of fiscal years, the keys of a period that it takes, and what is assumed."""

    header: str
    keys: tuple[tuple[str, Any], ...]
    remark: str = ""


def are_neighbours(pair: str) -> bool:
    """Whether the second year of a pair is the one after the first, which 2018-01 has not."""
    first, second = re.split("[-/–]", pair)
    return (int(first) + 1 - int(second)) % 100 == 0


def fiscal_year_begun(
    look: Look, mets: Mapping[str, list[Met]], part: str, rule: str
) -> FiscalYear | None:
    """Return the fiscal year of which the column `part` has the months or quarters; None for none.

    It is one where a column is called so, or has years such as 2021-22, and another is a count.
    """
    if rule == "week":
        return None
    if not any("count" in facets_of(each) and read_numbers(look.column(each)) for each in mets):
        return None
    for header in mets:
        cells = set(look.column(header))
        pairs = bool(cells) and all(re.fullmatch(PAIR, cell) for cell in cells)
        alone = bool(cells) and all(re.fullmatch(ALONE, cell) for cell in cells)
        if header == part or not (pairs or (alone and set(tokens(header)) & FISCAL)):
            continue
        told = _begin(look, header, part) if rule == "month" else None
        keys = _assumed(told or USUAL[pairs], told=bool(told), pairs=pairs)
        return FiscalYear(header, *keys)
    return None


def fiscal_years(look: Look, header: str) -> FiscalYear | None:
    """Return a column of fiscal years each called by one year; None for another column.

    It is one where it is called so, or has years such as *FY2019*.
    """
    cells = set(look.column(header))
    called = set(tokens(header)) & FISCAL or any("f" in cell.casefold() for cell in cells)
    if not (cells and called and all(re.fullmatch(ALONE, cell) for cell in cells)):
        return None
    return FiscalYear(header, *_assumed(USUAL[False], told=False, pairs=False))


def _assumed(begin: int, *, told: bool, pairs: bool) -> tuple[tuple[tuple[str, Any], ...], str]:
    keys = (("first_month", begin), ("year_of", "first_day" if pairs else "last_day"))
    why = ", as the months of the first or last one tell" if told else ", which no value tells"
    return keys, f"fiscal years are taken to begin in {ENGLISH[begin - 1]}{why}"


def _begin(look: Look, year: str, part: str) -> int | None:
    """The month that begins fiscal years, by the months of the last, or first, that is not whole.

    The last has its first months and the first its last ones. None where several months fit.
    """
    if not look.whole:
        return None
    at = (look.header.index(year), look.header.index(part))
    months: dict[str, set[int]] = {}
    for row in look.rows:
        name, cell = (row[k].strip() for k in at)
        number = MONTHS.get(cell.casefold().strip("."), int(cell) if cell.isdecimal() else 0)
        if name and number:
            months.setdefault(name, set()).add(number)
    fits = set(BEGINS)
    for name, from_start in ((max(months, default=""), True), (min(months, default=""), False)):
        held = months.get(name, set())
        if 0 < len(held) < len(ENGLISH):
            fits = {each for each in fits if _is_part(held, each, from_start=from_start)}
    return fits.pop() if len(fits) == 1 else None


def _is_part(held: set[int], begin: int, *, from_start: bool) -> bool:
    """Whether months are the first, or last, of a year that begins with the month `begin`."""
    order = [(begin - 1 + k) % 12 + 1 for k in range(12)]
    return held == set(order[: len(held)] if from_start else order[-len(held) :])
