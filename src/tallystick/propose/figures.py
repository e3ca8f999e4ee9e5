"""Published figures: which columns of a table of totals hold period, unit, metric and figure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tallystick.load.month_names import MONTHS
from tallystick.propose.choices import Choice
from tallystick.propose.composed import facets_of
from tallystick.propose.concepts import Met
from tallystick.propose.dimensions import dimension
from tallystick.propose.figure_cells import figure_numbers
from tallystick.propose.folded import tokens
from tallystick.propose.look import Look
from tallystick.propose.parts_by_sex import without_parts_by_sex
from tallystick.propose.periods_found import Period, first_month, period_of, rule_of, year_of
from tallystick.propose.proposals import TableProposal
from tallystick.propose.values import read_numbers

NAMES_TO, VALUES_TO = "name of the column", "cell of the column"
LEAST_WIDE = 3
PLAIN = frozenset(
    {"value", "values", "valor", "valeur", "wert", "figure", "data", "obs", "amount", "cases"}
)
TOTAL = frozenset({"total", "totals", "totale", "всего"})
LEAST_ROWS, MOST_CODES = 100, 4
NO_FIGURE = frozenset(
    {"code", "place", "age", "year", "month", "quarter", "week", "date", "time", "rate",
     "population", "system"}
)  # fmt: skip


def figures_of(look: Look, mets: Mapping[str, list[Met]]) -> TableProposal | None:
    """Return how a table of totals becomes published figures; None where it is no such table."""
    wide, period = _periods_wide(look, mets)
    if period is None:
        period = period_of(look, mets)
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
    named = not wide and len(figures) == 1 and _says_what(figures[0])
    for name in ("unit_id", "metric"):
        if (choice := dimension(look, mets, name, taken, named=named)) is not None:
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
    words = _words(look, figures)
    left_out = ((header, words),) if words else ()
    return TableProposal(
        "reported_figures", columns, remark=period.remark, beside=beside, left_out=left_out
    )


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
    words = set(_words(look, figures))
    read = read_numbers(
        [cell for header in figures for cell in look.column(header) if cell not in words]
    )
    if read is None:
        return None
    decimal, thousands = read.marks[0]
    marks: dict[str, Any] = {"decimal": decimal} if decimal != "." else {}
    return marks | ({"thousands": thousands} if thousands else {})


def _words(look: Look, figures: Sequence[str]) -> tuple[str, ...]:
    """The words that stand for no figure."""
    found = [figure_numbers(look, header) for header in figures]
    return tuple(sorted({word for each in found if each is not None for word in each[1]}))


def _figures(look: Look, mets: Mapping[str, list[Met]], taken: Collection[str]) -> list[str]:
    """The columns of counts; where some are called so, these alone.

    A column that is only called a total counts with those that it may add up.
    """
    numeric = [
        header for header in mets
        if header not in taken and not facets_of(header) & NO_FIGURE and not _is_number(header)
        and (_numeric(look, header) or _is_weight(look, header))
    ]  # fmt: skip
    called = [header for header in numeric if facets_of(header) & {"count", "weight"}]
    of_totals = all(set(tokens(header)) & TOTAL for header in called)
    if called and len(called) < LEAST_WIDE and not (of_totals and len(numeric) > LEAST_WIDE):
        return called
    counts = [each for each in numeric if each in called or not _is_code(look.column(each))]
    return without_parts_by_sex(counts if len(counts) >= LEAST_WIDE else numeric)


def _says_what(header: str) -> bool:
    """Whether the header of a figure tells more than that it is one, as *Value* and *Count* do."""
    return any(word not in PLAIN and not facets_of(word) & {"count", "plain", "number"}
               for word in tokens(header))  # fmt: skip


def _is_weight(look: Look, header: str) -> bool:
    """Whether a column holds weights, which may have more decimals than a count."""
    return "weight" in facets_of(header) and figure_numbers(look, header) is not None


def _is_code(cells: Sequence[str]) -> bool:
    """Whether numbers are as few as codes and never 0, as counts over many rows would be."""
    return len(cells) >= LEAST_ROWS and 1 < len(set(cells)) <= MOST_CODES and "0" not in cells


def _is_number(header: str) -> bool:
    """Whether a header names the number of something, and not how many: *Case No*."""
    return "number" in facets_of(header) and len(tokens(header)) < LEAST_WIDE


def _numeric(look: Look, header: str) -> bool:
    """Whether cells are numbers of few decimals."""
    return figure_numbers(look, header) is not None and not any(
        "." in cell and len(cell.split(".")[-1]) > 4 for cell in look.column(header)[:200]
    )


def _periods_wide(look: Look, mets: Mapping[str, list[Met]]) -> tuple[list[str], Period | None]:
    """The columns whose headers are periods, with the period that they name."""
    by_rule: dict[str, list[str]] = {}
    for header in mets:
        if (rule := rule_of([header])) is not None and _numeric(look, header):
            by_rule.setdefault(rule, []).append(header)
        elif header.casefold().strip(". ") in MONTHS and _numeric(look, header):
            by_rule.setdefault("month of a year", []).append(header)
    rule = max(by_rule, key=lambda each: len(by_rule[each]), default="")
    headers = by_rule.get(rule, [])
    if len(headers) < LEAST_WIDE:
        return [], None
    if rule != "month of a year":
        return headers, Period((NAMES_TO,), rule, first_month(rule))
    year = year_of(look, mets)
    return (headers, Period((year, NAMES_TO), "month")) if year else ([], None)
