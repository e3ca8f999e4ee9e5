"""Published figures: which columns of a table of totals hold period, unit, metric and figure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tallystick.load.month_names import MONTHS
from tallystick.load.wording import shown
from tallystick.propose.choices import Choice
from tallystick.propose.composed import facets_of
from tallystick.propose.concepts import Met
from tallystick.propose.folded import tokens
from tallystick.propose.look import Look
from tallystick.propose.plausible import plausible
from tallystick.propose.proposals import TableProposal
from tallystick.propose.values import day_of, read_dates, read_numbers

NAMES_TO, VALUES_TO = "name of the column", "cell of the column"
LEAST_WIDE, MOST_KINDS = 3, 400
DETAIL, MANY, MOST_CELLS = 0.6, 100, 5_000
YEAR = r"(19|20)[0-9]{2}"
FORMS = {
    "fiscal_year": rf"{YEAR}[-/–]([0-9]{{2}}|{YEAR})",
    "quarter": rf"(?i){YEAR}[-/ ]?[qtk][1-4]|[qtk][1-4][-/ ]?{YEAR}",
    "month": rf"{YEAR}[-/.m ]?(0[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/.]{YEAR}",
    "year": YEAR,
}
"""What cells, or headers, that name a period look like, the longest forms first."""
NO_FIGURE = frozenset(
    {"code", "place", "age", "year", "month", "quarter", "week", "date", "time", "rate",
     "population", "system"}
)  # fmt: skip
FISCAL = frozenset({"fy", "fiscal"})
METRICS = ("offense", "metric", "substance", "disposition")


@dataclass(frozen=True)
class Period:
    """The columns that name the period of a figure, the rule and any format; as the key says it."""

    columns: tuple[str, ...]
    rule: str
    more: tuple[tuple[str, Any], ...] = ()

    def key(self) -> dict[str, Any]:
        """Return the value of ``period`` beside a source."""
        return {"columns": list(self.columns), "rule": self.rule} | dict(self.more)


def figures_of(look: Look, mets: Mapping[str, list[Met]]) -> TableProposal | None:
    """Return how a table of totals becomes published figures; None where it is no such table."""
    wide, period = _periods_wide(look, mets)
    if period is None:
        period = _period(look, mets)
    if period is None:
        return None
    figures = wide or _figures(look, mets, period.columns)
    if not figures:
        return None
    numbers = _marks(look, figures)
    if numbers is None:
        return None
    columns: dict[str, Choice] = {}
    taken = {*period.columns, *figures}
    for name, concepts in (("unit_id", ("unit", "area")), ("metric", METRICS)):
        if (choice := _dimension(look, mets, name, concepts, taken)) is not None:
            columns[name] = choice
            taken |= set(choice.headers)
    beside: dict[str, Any] = {}
    header = figures[0]
    if len(figures) > 1:
        header = VALUES_TO
        beside["wide"] = {"columns": list(figures), "names_to": NAMES_TO, "values_to": VALUES_TO}
    columns["metric"] = _metric(columns.get("metric"), figures, by_period=bool(wide))
    why = "its cells are figures" if len(figures) == 1 else f"{len(figures)} columns of figures"
    columns["value"] = Choice(tuple(figures), {"column": header} | numbers, why)
    beside["period"] = period.key()
    return TableProposal("reported_figures", columns, beside=beside)


def _metric(found: Choice | None, figures: Sequence[str], *, by_period: bool) -> Choice:
    """What is counted: a column, the names of columns side by side, or both."""
    several = len(figures) > 1 and not by_period
    if found is None and several:
        return Choice((), {"column": NAMES_TO}, "the names of the columns say what is counted")
    if found is None:
        name = "figures" if by_period else figures[0]
        return Choice((), {"constant": name}, "no column says what is counted")
    if not several:
        return found
    both = {"columns": [*found.headers, NAMES_TO]}
    return Choice(found.headers, both, f"{found.why}, with the names of the columns of figures")


def _marks(look: Look, figures: Sequence[str]) -> dict[str, Any] | None:
    """How the figures are written; None where they are no numbers."""
    read = read_numbers([cell for header in figures for cell in look.column(header)])
    if read is None:
        return None
    decimal, thousands = read.marks[0]
    marks = {"decimal": decimal} if decimal != "." else {}
    return marks | ({"thousands": thousands} if thousands else {})


def _dimension(
    look: Look, mets: Mapping[str, list[Met]], name: str, concepts: Sequence[str],
    taken: Collection[str],
) -> Choice | None:  # fmt: skip
    """The column of units or metrics that its header tells best; for metrics, else any of kinds."""
    found = [
        (place * 0.05 - met.score - _detail(look, name, header), at, header, met)
        for at, (header, told) in enumerate(mets.items())
        for met in told
        for place, concept in enumerate(concepts)
        if met.concept == concept and header not in taken and _kinds(look, header)
        and (name == "unit_id" or _text(look, header) or "code" in facets_of(header))
    ]  # fmt: skip
    if not found and name == "metric":
        found = [
            (0.0, at, header, Met("metric", 0.3, "it names kinds, and no header says of what"))
            for at, header in enumerate(mets)
            if header not in taken and _kinds(look, header) and _text(look, header)
            and not facets_of(header) & (NO_FIGURE | {"race", "sex", "measure", "count"})
        ]  # fmt: skip
    if not found:
        return None
    _, _, header, met = min(found, key=lambda each: each[:2])
    others = dict.fromkeys(shown(each[2]) for each in sorted(found, key=lambda e: e[:2]))
    others.pop(shown(header), None)
    also = f"could also be {', '.join(list(others)[:3])}" if others else ""
    return Choice((header,), {"column": header}, met.why, also, met.score, met.concept)


def _detail(look: Look, name: str, header: str) -> float:
    """What the smaller of two areas, or units, has before the larger one that it lies in."""
    return DETAIL * min(1.0, len(set(look.column(header))) / MANY) if name == "unit_id" else 0.0


def _kinds(look: Look, header: str) -> bool:
    """Whether a column repeats a limited number of kinds, none of them a date or a measure."""
    cells = look.column(header)
    if not cells or len(set(cells)) > MOST_KINDS or _rule(cells) is not None:
        return False
    return plausible("area_id", cells) or len(cells) == len(set(cells)) <= MOST_KINDS


def _text(look: Look, header: str) -> bool:
    return sum(any(c.isalpha() for c in cell) for cell in look.column(header)[:500]) > 0


def _figures(look: Look, mets: Mapping[str, list[Met]], taken: Collection[str]) -> list[str]:
    """The columns of counts; where some are called so, these alone."""
    numeric = [
        header for header in mets
        if header not in taken and not facets_of(header) & NO_FIGURE and not _is_number(header)
        and _numeric(look.column(header))
    ]  # fmt: skip
    called = [header for header in numeric if facets_of(header) & {"count", "weight"}]
    return called if called and len(called) < LEAST_WIDE else numeric


def _is_number(header: str) -> bool:
    """Whether a header names the number of something, and not how many: *Case No*."""
    return "number" in facets_of(header) and len(tokens(header)) < LEAST_WIDE


def _numeric(cells: list[str]) -> bool:
    read = read_numbers(cells) if cells else None
    return read is not None and not any("." in cell and len(cell.split(".")[-1]) > 4
                                        for cell in cells[:200])  # fmt: skip


def _periods_wide(look: Look, mets: Mapping[str, list[Met]]) -> tuple[list[str], Period | None]:
    """The columns whose headers are periods, with the period that they name."""
    by_rule: dict[str, list[str]] = {}
    for header in mets:
        if (rule := _rule([header])) is not None and _numeric(look.column(header)):
            by_rule.setdefault(rule, []).append(header)
        elif header.casefold().strip(". ") in MONTHS and _numeric(look.column(header)):
            by_rule.setdefault("month of a year", []).append(header)
    rule = max(by_rule, key=lambda each: len(by_rule[each]), default="")
    headers = by_rule.get(rule, [])
    if len(headers) < LEAST_WIDE:
        return [], None
    if rule != "month of a year":
        return headers, Period((NAMES_TO,), rule, _first_month(rule))
    year = _year(look, mets)
    return (headers, Period((year, NAMES_TO), "month")) if year else ([], None)


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
