"""Published figures: which columns of a table of totals hold period, unit, metric and figure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tallystick.load.month_names import MONTHS
from tallystick.propose.choices import Choice
from tallystick.propose.composed import facets_of
from tallystick.propose.concepts import Met
from tallystick.propose.figure_dimensions import NO_FIGURE, dimensions
from tallystick.propose.figure_layout import (
    NO_PERIOD,
    Layout,
    Period,
    layout_by_period,
    layout_of_metrics,
    layout_of_one_period,
)
from tallystick.propose.folded import tokens
from tallystick.propose.look import Look
from tallystick.propose.proposals import TableProposal
from tallystick.propose.stated_periods import period_of, stated_period
from tallystick.propose.values import day_of, read_dates, read_numbers
from tallystick.propose.wide_figures import LEAST_WIDE, wide_figures

MOST_CELLS, MANY_SIDE_BY_SIDE, SHORT, NAMELESS, PLACES = 5_000, 6, 3, 0.15, 4
BROKEN = re.compile(r"[^\W\d_]- [^\W\d_]")
"""A word that a header of several rows breaks."""
OF_TIME = frozenset({"year", "month", "quarter", "week", "date", "time"})
OF_CASES = frozenset({"officer", "badge", "rank", "date", "datetime", "time", "text"})
CASE_CONCEPTS = frozenset({"incident_id", "person_id", "officer_id", "badge", "exhibit_id"})
OF_GROUPS = frozenset({"unit", "area", "offense", "kind"})
"""What tells that rows are cases or people, and of what a name may be besides."""
YEAR = r"(19|20)[0-9]{2}"
FORMS = {
    "fiscal_year": rf"{YEAR}[-/–]([0-9]{{2}}|{YEAR})",
    "quarter": rf"(?i){YEAR}[-/ ]?[qtk][1-4]|[qtk][1-4][-/ ]?{YEAR}",
    "month": rf"{YEAR}[-/.m ]?(0[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/.]{YEAR}",
    "year": YEAR,
}
"""What cells, or headers, that name a period look like, the longest forms first."""
FISCAL = frozenset({"fy", "fiscal"})


def figures_of(
    look: Look, mets: Mapping[str, list[Met]], *, alone: bool = False
) -> TableProposal | None:
    """Return how a table of totals becomes published figures; None where it is no such table.

    Where it is `alone`, no column tells of cases: then the period may stand outside the table.
    """
    layout = _layout(look, mets, alone=alone)
    if layout is None or (numbers := _marks(look, layout.headers)) is None:
        return None
    period = layout.period.columns if layout.period is not None else ()
    taken = {*period, *layout.headers, *_of_periods(look, mets)}
    columns = dimensions(look, mets, taken, layout)
    columns["metric"] = _metric(columns.get("metric"), columns.get("unit_id"), layout)
    many = len(layout.headers)
    why = "its cells are figures" if many == 1 else f"{many} columns of figures"
    columns |= layout.days()
    columns["value"] = Choice(layout.headers, {"column": layout.value_from} | numbers, why)
    return TableProposal("reported_figures", columns, remark=layout.remark, beside=layout.beside())


def _layout(look: Look, mets: Mapping[str, list[Met]], *, alone: bool) -> Layout | None:
    """Where figures, metrics and periods stand; None where it is no table of totals."""
    wide = wide_figures(look, [header for header in mets if not _is_number(header)])
    if wide is not None and not wide.is_constant:
        year = _year(look, mets) if wide.lacks_year else None
        layout = layout_by_period(wide, year, stated_period(look))
        if layout is not None and (alone or layout.period is not None):
            return layout
    period = _period(look, mets)
    if period is None and wide is not None and wide.is_constant and alone:
        return layout_of_one_period(wide, period_of(wide.named[0], "the header"))
    taken = period.columns if period is not None else ()
    figures = _figures(look, mets, taken, alone=period is None)
    if not figures or (period is None and not (alone and of_totals(look, mets, figures))):
        return None
    layout = layout_of_metrics(figures, period)
    if period is not None:
        return layout
    stated = stated_period(look)
    return replace(layout, stated=stated, remark=NO_PERIOD if stated is None else stated.guess)


def _metric(found: Choice | None, unit: Choice | None, layout: Layout) -> Choice:
    """What is counted: a column, the names of columns side by side, or both."""
    if found is None and layout.metric:
        why = "the names of the columns say what is counted"
        return Choice((), {"column": layout.metric}, why)
    if found is None:
        name = layout.said or ("figures" if len(layout.headers) > 1 else layout.headers[0])
        return Choice((), {"constant": name}, "no column says what is counted")
    if not layout.metric or (unit is not None and not unit.headers):
        return found
    both = {"columns": [*found.headers, layout.metric]}
    return Choice(found.headers, both, f"{found.why}, with the names of the columns of figures")


def _of_periods(look: Look, mets: Mapping[str, list[Met]]) -> set[str]:
    """The columns whose cells name periods."""
    return {header for header in mets if _rule(look.column(header)) is not None}


def _marks(look: Look, figures: Sequence[str]) -> dict[str, Any] | None:
    """How the figures are written; None where they are no numbers."""
    read = read_numbers([cell for header in figures for cell in look.column(header)])
    if read is None:
        return None
    decimal, thousands = read.marks[0]
    marks = {"decimal": decimal} if decimal != "." else {}
    return marks | ({"thousands": thousands} if thousands else {})


def _figures(
    look: Look, mets: Mapping[str, list[Met]], taken: Collection[str], *, alone: bool = False
) -> list[str]:
    """The columns of counts; where few columns hold numbers and some are called so, these alone.

    All of them where they are `alone` the figures of a table, those after its first column of
    words; and the first that is called so where many have no name, or a part of one.
    """
    words = (at for at, header in enumerate(mets) if _has_words(look.column(header)))
    start = next(words, 0) if alone else 0
    numeric = [
        header for header in list(mets)[start:]
        if header not in taken and not _is_number(header) and not _tells_no_count(look, header)
        and _numeric(look.column(header))
    ]  # fmt: skip
    called = [header for header in numeric if facets_of(header) & {"count", "weight"}]
    nameless = [header for header in numeric
                if look.is_nameless(header) or BROKEN.search(header)]  # fmt: skip
    if nameless and len(nameless) >= NAMELESS * len(numeric):
        return called[:1]
    if called and len(called) < LEAST_WIDE and len(numeric) < MANY_SIDE_BY_SIDE and not alone:
        return called
    return [header for header in numeric if header not in nameless]


def _has_words(cells: Sequence[str]) -> bool:
    return any(any(map(str.isalpha, cell)) for cell in cells) and read_numbers(cells) is None


def _tells_no_count(look: Look, header: str) -> bool:
    """Whether a header says another thing than a count, or the rows are numbered by its cells.

    In many words, *during the year* says of which time a count is.
    """
    facets, cells = facets_of(header) & NO_FIGURE, look.column(header)
    if facets and facets <= OF_TIME and len(tokens(header)) > SHORT:
        return _rule(cells) is not None
    return bool(facets) or (len(cells) > 1 and cells == [str(n + 1) for n in range(len(cells))])


def of_totals(look: Look, mets: Mapping[str, list[Met]], figures: Collection[str]) -> bool:
    """Whether columns of figures are so much of a table that its rows are no cases."""
    others = [header for header in mets if header not in figures
              and (cells := look.column(header)) and read_numbers(cells) is None]  # fmt: skip
    payroll = len(figures) < MANY_SIDE_BY_SIDE or any("money" in facets_of(h) for h in figures)
    if any(_of_cases(look, header, mets[header], payroll=payroll) for header in others):
        return False
    called = any(facets_of(header) & {"count", "offense"} for header in figures)
    return len(figures) >= max(LEAST_WIDE, len(others)) or (called and len(others) <= LEAST_WIDE)


def _of_cases(look: Look, header: str, told: Sequence[Met], *, payroll: bool) -> bool:
    """Whether a column tells of a case or a person; a name does so in a `payroll` alone."""
    facets = facets_of(header)
    named = payroll and "name" in facets and not facets & OF_GROUPS
    of_one = any(each.concept in CASE_CONCEPTS for each in told)
    return bool(named or of_one or facets & OF_CASES or read_dates(look.column(header)))


def _is_number(header: str) -> bool:
    """Whether a header names the number of something, and not how many: *Case No*."""
    counts = re.match(r"(?i)(no|nos|nr|num|number)[._ ]+of[_ ]", header)
    return not counts and "number" in facets_of(header) and len(tokens(header)) < LEAST_WIDE


def _numeric(cells: list[str]) -> bool:
    """Whether cells are numbers, and neither codes such as 022 nor degrees of a coordinate."""
    read = read_numbers(cells) if cells else None
    first = cells[:200]
    if read is None or any(re.match("0[0-9]", cell) for cell in first):
        return False
    exact = any("." in cell and len(cell.split(".")[-1]) > PLACES for cell in first)
    return not exact or any(len(cell.split(".")[0]) > len("-180") for cell in first)


def _year(look: Look, mets: Mapping[str, list[Met]]) -> str | None:
    """The column of years, first one that is called so; fiscal years begin elsewhere."""
    years = [each for each in mets if _rule(look.column(each)) == "year"
             and not set(tokens(each)) & FISCAL]  # fmt: skip
    called = (each for each in years if "year" in facets_of(each))
    return next(called, years[0] if years else None)


def _first_month(rule: str) -> tuple[tuple[str, Any], ...]:
    """A fiscal year begins in some month: April, as for most governments that publish so."""
    return (("first_month", 4),) if rule == "fiscal_year" else ()


def _rule(cells: Sequence[str]) -> str | None:
    """The rule by which all cells name a period; None where there is none."""
    different = set(cells[:MOST_CELLS])
    for rule, form in FORMS.items():
        if different and all(re.fullmatch(form, cell) for cell in different):
            return rule
    return None


def _period(look: Look, mets: Mapping[str, list[Met]]) -> Period | None:
    """The columns that name the period: one, or a year with a month or a quarter."""
    year = _year(look, mets)
    for header in mets if year is not None else ():
        cells = {cell.casefold().strip(".") for cell in look.column(header)}
        if not cells or header == year:
            continue
        months = cells <= set(MONTHS) or (
            "month" in facets_of(header) and cells <= {str(n) for n in range(1, 13)}
            | {f"{n:02d}" for n in range(1, 10)}
        )  # fmt: skip
        if months:
            return Period((str(year), header), "month")
        if "quarter" in facets_of(header) and cells <= {*"1234", "q1", "q2", "q3", "q4"}:
            return Period((str(year), header), "quarter")
    for header in mets:
        rule = _rule(look.column(header))
        if rule not in (None, "year"):
            return Period((header,), str(rule), _first_month(str(rule)))
    return Period((year,), "year") if year is not None else next(_of_dates(look, mets), None)


def of_periods(look: Look, when: Choice) -> bool:
    """Whether the dates that `when` reads are all the first day of a month."""
    form = when.mapping.get("format", "")
    days = _days(look, when.headers[0], form if isinstance(form, str) else form[0])
    return all(day is not None and day.day == 1 for day in days)


def _of_dates(look: Look, mets: Mapping[str, list[Met]]) -> Iterator[Period]:
    """Dates that are all the first day of a month or of a year."""
    for header in mets:
        read = read_dates(look.column(header))
        if read is None or read.kind == "time" or facets_of(header) & {"age", "outdated"}:
            continue
        form = read.forms[0] if read.forms else ""
        days = _days(look, header, form)
        if any(day is None or day.day != 1 for day in days):
            continue
        rule = "year" if {day.month for day in days if day} == {1} else "month"
        yield Period((header,), rule, (("format", form),) if form else ())


def _days(look: Look, header: str, form: str) -> list[date | None]:
    """The different days of a column; None for a cell that `form` does not read."""
    return [day_of(cell, form) for cell in set(look.column(header))]
