"""Which columns of a table of totals name the period of a figure, and by which rule?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tallystick.load.month_names import MONTHS
from tallystick.propose.cells.calendars import is_buddhist, is_minguo
from tallystick.propose.cells.date_readings import DateReading, day_of, read_dates
from tallystick.propose.cells.month_forms import month_form, named_rule
from tallystick.propose.columns.choices import Choice
from tallystick.propose.figures.cells import figure_numbers
from tallystick.propose.figures.daily import each_day
from tallystick.propose.figures.fiscal_years import (
    FISCAL,
    PAIR,
    are_neighbours,
    fiscal_year_begun,
    fiscal_years,
)
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

MOST_CELLS, LONGEST_PART = 5_000, 40
YEAR = r"(19|20)[0-9]{2}"
FORMS = {
    "fiscal_year": PAIR,
    "week": rf"{YEAR}[- ]?[wW][0-5]?[0-9]",
    "quarter": rf"(?i){YEAR}[-/ ]?[qtk][1-4]|[qtk][1-4][-/ ]?{YEAR}",
    "month": rf"{YEAR}[-/.m ]?(0[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/.]{YEAR}"
             rf"|{YEAR}年 ?(0?[1-9]|1[0-2])月",
    "year": YEAR,
}  # fmt: skip
"""What cells, or headers, that name a period look like, the longest forms first."""
NAMES = ("week", "month", "quarter", "year")
"""The rules, the finest first, by which a column of that name may have dates."""
YEAR_WORDS = frozenset(
    {"年", "年分", "年次", "民國", "民国", "年度", "年份", "年別", "ปี", "연도", "년도"}
)
MONTH_WORDS = frozenset({"月", "月份", "月別", "เดือน", "월"})
OF_ANOTHER_TIME = frozenset(
    {"install", "installed", "installation", "built", "constructed", "founded", "established",
     "born", "birth", "yearborn", "model", "vehicle", "hired", "hire", "graduated", "nacimiento",
     "nascimento", "naissance", "modelo", "baujahr", "geburtsjahr"}
)  # fmt: skip
"""What says that a year is not that of a figure."""
PLURALS = frozenset({"months", "weeks", "quarters", "meses", "mois", "monate"})
"""What, beside other words, says of how many months figures are, and not of which."""
ROLLING = re.compile(r"(?i)rolling|(12|twelve)[ _-]?months?|(year|months)[ _](ending|ended|to)\b")
OF_TWELVE = (
    "each figure is of the months that end with the one named, but taken as of that month alone: "
    "correct both days, or keep one figure of each year"
)
AS_OF_DAY = r"(?i)(^|[^a-z])as[ _]?of([^a-z]|date|$)"
AS_OF = "the figures say how things stood on a day, which is taken for their period"


@dataclass(frozen=True)
class Period:
    """The columns that name the period of a figure, the rule and more keys; as the key says it.

    `remark` is what its reader should know.
    """

    columns: tuple[str, ...]
    rule: str
    more: tuple[tuple[str, Any], ...] = ()
    remark: str = ""

    def key(self) -> dict[str, Any]:
        """Return the value of ``period`` beside a source."""
        return {"columns": list(self.columns), "rule": self.rule} | dict(self.more)


def period_of(look: Look, mets: Mapping[str, list[Met]]) -> Period | None:
    """Return the columns that name the period; None where none do.

    A year with a month, a quarter or a week comes first, then one column that names a period, days
    that all begin a month, a year alone, dates in a column that is called so, and a day as of which
    figures are counted. None too where another column names a part of each year in words.
    """
    ways = (_of_parts, _of_one, _of_months, _of_first_days, _of_named_dates, _of_pairs, _of_years,
            _of_fiscal, _of_each_day, _as_of)  # fmt: skip
    found = next((found for way in ways for found in way(look, mets)), None)
    if found is not None and any(map(ROLLING.search, found.columns)):
        return replace(found, remark=OF_TWELVE)
    if found is not None and found.rule in ("year", "fiscal_year"):
        parts = (each for each in mets if each not in found.columns)
        return None if any(_is_part_of_year(look.column(each)) for each in parts) else found
    return found


def _is_part_of_year(cells: Sequence[str]) -> bool:
    """Whether all cells are short and name months in words: *1 de enero al 28 de febrero*."""
    different = set(cells)
    return bool(different) and all(
        len(cell) <= LONGEST_PART
        and any(word in MONTHS for word in re.findall(r"[^\W\d_]{3,}", cell.casefold()))
        for cell in different
    )


def year_of(look: Look, mets: Mapping[str, list[Met]]) -> str | None:
    """The column of years, first one that is called so; fiscal years begin elsewhere."""
    may_be = [each for each in mets if not set(tokens(each)) & (FISCAL | OF_ANOTHER_TIME)
              and "age" not in facets_of(each)]  # fmt: skip
    years = [each for each in may_be if rule_of(look.column(each)) == "year"]
    called = [each for each in years if _is_called(each, "year", YEAR_WORDS)]
    mostly = (each for each in may_be
              if _is_called(each, "year", YEAR_WORDS) and _years(look, each))  # fmt: skip
    return next(iter((*called, *years)), None) or next(mostly, None)


def _years(look: Look, header: str) -> bool:
    """Whether a few cells alone, such as *2020 (part)*, are no years."""
    cells = look.column(header)
    fiscal = set(tokens(header)) & FISCAL
    return not fiscal and sum(bool(re.fullmatch(YEAR, cell)) for cell in cells) > 0.9 * len(cells)


def first_month(rule: str) -> tuple[tuple[str, Any], ...]:
    """A fiscal year begins in some month: April, as for most governments that publish so."""
    return (("first_month", 4),) if rule == "fiscal_year" else ()


def rule_of(cells: Sequence[str]) -> str | None:
    """The rule by which all cells name a period; None where there is none."""
    different = set(cells[:MOST_CELLS])
    for rule, form in FORMS.items():
        fits = different and all(re.fullmatch(form, cell) for cell in different)
        if fits and (rule != "fiscal_year" or all(map(are_neighbours, different))):
            return rule
    return named_rule(different) if different else None


def of_periods(look: Look, when: Choice) -> bool:
    """Whether the dates that `when` reads are all the first day of a month."""
    form = when.mapping.get("format", "")
    days = _days(look, when.headers[0], form if isinstance(form, str) else form[0])
    return all(day is not None and day.day == 1 for day in days)


def _is_called(header: str, facet: str, words: frozenset[str]) -> bool:
    return facet in facets_of(header) or header.strip() in words


def _of_parts(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    """A year with a month, a quarter or a week in columns of their own."""
    year, other = year_of(look, mets), next(_other_years(look, mets), None)
    for header in mets:
        rule = _part(header, look.column(header))
        if rule is None or header in (year, other and other.columns[0]):
            continue
        if year is not None:
            yield Period((year, header), rule)
        elif (fiscal := fiscal_year_begun(look, mets, header, rule)) is not None:
            yield Period((fiscal.header, header), rule, fiscal.keys, fiscal.remark)
        elif other is not None and dict(other.more).get("calendar"):
            yield Period((*other.columns, header), rule, other.more)


def _part(header: str, given: Sequence[str]) -> str | None:
    """Whether cells are months, quarters or weeks of a year."""
    cells = {cell.casefold().strip(".") for cell in given}
    if not cells:
        return None
    numbers = {str(n) for n in range(1, 54)} | {f"{n:02d}" for n in range(1, 10)}
    if cells <= set(MONTHS):
        return "month"
    called = tokens(header)
    if len(called) > 1 and any(word in PLURALS for word in called):
        return None
    if _is_called(header, "month", MONTH_WORDS) and cells <= numbers and max(map(int, cells)) < 13:
        return "month"
    if "quarter" in facets_of(header) and cells <= {*"1234", "q1", "q2", "q3", "q4"}:
        return "quarter"
    return "week" if "week" in facets_of(header) and cells <= numbers else None


def _of_one(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    """One column that names periods other than years."""
    for header in mets:
        rule = rule_of(look.column(header))
        if rule not in (None, "year", "fiscal_year"):
            yield Period((header,), str(rule))


def _of_pairs(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    """Fiscal years such as 2019-20."""
    for header in mets:
        if rule_of(look.column(header)) == "fiscal_year":
            yield Period((header,), "fiscal_year", first_month("fiscal_year"))


def _of_months(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    """Months with their years in a form that needs stating."""
    for header in mets:
        cells = set(look.column(header)[:MOST_CELLS])
        if cells and (form := month_form(cells)) is not None:
            yield Period((header,), "month", (("format", form),))


def _of_fiscal(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    for header in mets:
        if (fiscal := fiscal_years(look, header)) is not None:
            yield Period((header,), "fiscal_year", fiscal.keys, fiscal.remark)


def _of_first_days(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    """Dates that are all the first day of a month or of a year."""
    for header, read in _dated(look, mets):
        called = "month" in facets_of(header) and "date" not in facets_of(header)
        months: dict[str, set[int]] = {}
        for form in read.forms[: None if called else 1] or ("",):
            days = _days(look, header, form)
            if all(day is not None and day.day == 1 for day in days):
                months[form] = {day.month for day in days if day}
        if months:
            best = max(months, key=lambda form: len(months[form]))
            keys = _keys(replace(read, forms=(best,) if best else ()))
            yield Period((header,), "year" if months[best] == {1} else "month", keys)


def _of_years(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    if (year := year_of(look, mets)) is not None:
        yield Period((year,), "year")
    yield from _other_years(look, mets)


def _other_years(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    """Years of two digits, or of another calendar, in a column that is called a year."""
    for header in mets:
        cells = [cell.removesuffix("年") for cell in look.column(header)]
        if not cells or not _is_called(header, "year", YEAR_WORDS) or set(tokens(header)) & FISCAL:
            continue
        if not all(cell.isdecimal() and 2 <= len(cell) <= 4 for cell in cells):
            continue
        years = set(map(int, cells))
        if is_minguo(years):
            yield Period((header,), "year", (("calendar", "minguo"),))
        elif is_buddhist(years):
            yield Period((header,), "year", (("calendar", "buddhist"),))
        elif all(len(cell) == 2 for cell in cells):
            yield Period((header,), "year", (("format", "%y"),))


def _of_named_dates(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    """Dates in a column that is called a year or a month, each for the one in which it lies."""
    for header, read in _dated(look, mets):
        called = [name for name in NAMES if name in facets_of(header)]
        if called and "date" not in facets_of(header):
            yield Period((header,), called[0], _keys(read))


def _of_each_day(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    if (found := each_day(look, mets)) is not None:
        yield Period((found[0],), "day", _keys(found[1]))


def _as_of(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    """A day as of which things are counted, where a column is called a count."""
    counted = any("count" in facets_of(each) and figure_numbers(look, each) for each in mets)
    for header in mets if counted else ():
        read = read_dates(look.column(header))
        if (
            re.search(AS_OF_DAY, header)
            and read is not None
            and read.kind == "day"
            and read.decided
        ):
            yield Period((header,), "day", _keys(read), AS_OF)


def _dated(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[tuple[str, DateReading]]:
    for header in mets:
        read = read_dates(look.column(header))
        wanted = not facets_of(header) & {"age", "outdated"}
        if wanted and read is not None and read.kind != "time" and not read.span:
            yield header, read


def _keys(read: DateReading) -> tuple[tuple[str, Any], ...]:
    return (*((("format", read.forms[0]),) if read.forms else ()), *read.keys.items())


def _days(look: Look, header: str, form: str) -> list[date | None]:
    """The different days of a column; None for a cell that `form` does not read."""
    return [day_of(cell, form) for cell in set(look.column(header))]
