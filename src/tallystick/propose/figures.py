"""Published figures: which columns of a table of totals hold period, unit, metric and figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tallystick.propose.choices import Choice
from tallystick.propose.composed import facets_of
from tallystick.propose.concepts import Met
from tallystick.propose.dimensions import NO_FIGURE, UNITS, dimensions
from tallystick.propose.figure_cells import figure_numbers
from tallystick.propose.figure_layout import (
    NO_PERIOD,
    Layout,
    layout_by_period,
    layout_of_metrics,
    layout_of_one_period,
)
from tallystick.propose.folded import tokens
from tallystick.propose.look import Look
from tallystick.propose.parts_by_sex import without_parts_by_sex
from tallystick.propose.periods_found import period_of, rule_of, year_of
from tallystick.propose.proposals import TableProposal
from tallystick.propose.stated_periods import period_named, stated_period
from tallystick.propose.units_across import units_side_by_side
from tallystick.propose.values import read_dates, read_numbers
from tallystick.propose.wide_figures import LEAST_WIDE, wide_figures

MANY_SIDE_BY_SIDE, SHORT, NAMELESS, PLACES = 6, 3, 0.15, 4
BROKEN = re.compile(r"[^\W\d_]- [^\W\d_]")
"""A word that a header of several rows breaks."""
OTHER_PERIOD = re.compile(
    r"(?i)(previous|prior|preceding|corresponding|last)[ _]+(year|month|period|quarter|week)"
    r"|ytd|to[ _-]date|up[ _-]?to|cumulative|acumulad|anterior|vorjahr|cumul\b|накоплен"
)
"""What calls a column of figures one of another period than its row names."""
OF_TIME = frozenset({"year", "month", "quarter", "week", "date", "time"})
OF_CASES = frozenset({"officer", "badge", "rank", "date", "datetime", "time", "text"})
CASE_CONCEPTS = frozenset({"incident_id", "person_id", "officer_id", "badge", "exhibit_id"})
OF_GROUPS = frozenset({"unit", "area", "offense", "kind"})
"""What tells that rows are cases or people, and of what a name may be besides."""
COUNTED = frozenset(
    {
        "offense",
        "force",
        "arrest",
        "stop",
        "seizure",
        "victim",
        "case",
        "search",
        "subject",
        "decided",
    }
)
"""What tells that numbers count, beside those that are called a count."""
DURING = frozenset(
    {"during", "within", "current", "daily", "weekly", "monthly", "quarterly", "annual", "yearly"}
)
HELD = frozenset(
    {"daily", "average", "adp", "inmate", "inmates", "jail", "prison", "prisoner", "custody",
     "detention", "detained", "detainee", "incarcerated"}
)  # fmt: skip
"""What calls a population one of people held, which is a figure and no base of rates."""
FLAGS = frozenset({"0", "1"})
TOTAL = frozenset({"total", "totals", "totale", "всего"})
LEAST_ROWS, MOST_CODES, OF_ONE_LENGTH, LEAST_TOLD, LEAST_FLAGS, VERY_TERM = (
    100,
    4,
    0.8,
    0.4,
    30,
    0.95,
)
ENDS_IN_RATE = re.compile("(?i)[a-z]+(rate|pct)$")
WORDS = frozenset({"corporate", "separate", "moderate", "magistrate", "pirate", "inebriate"})
"""Words that end so and are no rates."""


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
    columns |= units_side_by_side(columns, layout)
    if layout.period is None and not _tells_rows_apart(look, columns, layout):
        return None
    columns["metric"] = _metric(columns.get("metric"), columns.get("unit_id"), layout)
    many = len(layout.headers)
    why = "its cells are figures" if many == 1 else f"{many} columns of figures"
    columns |= layout.days()
    columns["value"] = Choice(layout.headers, {"column": layout.value_from} | numbers, why)
    words = _words(look, layout.headers)
    return TableProposal(
        "reported_figures", columns, remark=layout.remark, beside=layout.beside(),
        left_out=((layout.value_from, words, "no figure"),) if words else (),
    )  # fmt: skip


def _tells_rows_apart(look: Look, columns: Mapping[str, Choice], layout: Layout) -> bool:
    """Whether a unit or a kind tells the rows of one period apart, and no header is a day."""
    if len(layout.headers) > 1 and read_dates(layout.headers) is not None:
        return False
    return len(look.rows) < LEAST_WIDE or any(each.headers for each in columns.values())


def _layout(look: Look, mets: Mapping[str, list[Met]], *, alone: bool) -> Layout | None:
    """Where figures, metrics and periods stand; None where it is no table of totals."""
    wide = wide_figures(look, [header for header in mets if not _is_number(header)])
    if wide is not None and not wide.is_constant:
        year = year_of(look, mets) if wide.lacks_year else None
        layout = layout_by_period(wide, year, stated_period(look))
        if layout is not None and (alone or layout.period is not None):
            return layout
    period = period_of(look, mets)
    if period is None and wide is not None and wide.is_constant and alone:
        return layout_of_one_period(wide, period_named(wide.named[0], "the header"))
    taken = period.columns if period is not None else ()
    figures = _figures(look, mets, taken, alone=period is None)
    if len(figures) == 1 and CASE_CONCEPTS & {each.concept for each in mets[figures[0]]}:
        return None
    unknown = period is None and (not alone or bool(_of_periods(look, mets)))
    if not figures or unknown or (period is None and not of_totals(look, mets, figures)):
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
    return {header for header in mets if rule_of(look.column(header)) is not None}


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


def _figures(
    look: Look, mets: Mapping[str, list[Met]], taken: Collection[str], *, alone: bool = False
) -> list[str]:
    """The columns of counts; where few columns hold numbers and some are called so, these alone.

    All of them where they are `alone` the figures of a table, those after its first column of
    words; and the first that is called so where many have no name, or a part of one.
    """
    words = (at for at, header in enumerate(mets) if _has_words(look.column(header)))
    start = next(words, 0) if alone else 0
    may_be = [
        header for header in list(mets)[start:]
        if header not in taken and not _is_number(header) and not _is_place(mets[header])
        and (_numeric(look, header) or _is_weight(look, header))
    ]  # fmt: skip
    numeric = [h for h in may_be if not _tells_no_count(look, h, frozenset())] or [
        h for h in may_be if not _tells_no_count(look, h, frozenset({"rate"}))
    ]
    numeric = [each for each in numeric if not OTHER_PERIOD.search(each)] or numeric
    called = [header for header in numeric if facets_of(header) & {"count", "weight"}]
    if called:
        numeric = [each for each in numeric if each in called or not _is_exact(look, each)]
    nameless = [header for header in numeric
                if look.is_nameless(header) or BROKEN.search(header)]  # fmt: skip
    if nameless and len(nameless) >= NAMELESS * len(numeric):
        return called[:1]
    of_totals = all(set(tokens(header)) & TOTAL for header in called)
    few = len(called) < LEAST_WIDE and not (of_totals and len(numeric) > LEAST_WIDE)
    if called and few and len(numeric) < MANY_SIDE_BY_SIDE and not alone:
        return [each for each in numeric if each in called or facets_of(each) & COUNTED]
    named = [header for header in numeric if header not in nameless]
    counts = [each for each in named if each in called or not _is_code(look.column(each))]
    return without_parts_by_sex(counts if len(counts) >= LEAST_WIDE else named)


def _is_place(told: Sequence[Met]) -> bool:
    """Whether a header is the very term for a unit or an area, as numbered precincts have it."""
    return any(each.concept in UNITS and each.score >= VERY_TERM for each in told[:1])


def _is_exact(look: Look, header: str) -> bool:
    """Whether most numbers have so many decimals that they are worked out, beside whole counts."""
    cells = look.column(header)
    return sum(bool(re.search("[.,][0-9]{5,}$", cell)) for cell in cells) > len(cells) / 2


def _is_weight(look: Look, header: str) -> bool:
    """Whether a column holds weights, which may have more decimals than a count."""
    return "weight" in facets_of(header) and figure_numbers(look, header) is not None


def _is_code(cells: Sequence[str]) -> bool:
    """Whether numbers are as few as codes and never 0, as counts over many rows would be."""
    return len(cells) >= LEAST_ROWS and 1 < len(set(cells)) <= MOST_CODES and "0" not in cells


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether some numbers begin with 0, as 022 does, and most have as many digits."""
    length = Counter(map(len, cells)).most_common(1)[0][1]
    zeros = any(re.fullmatch("0[0-9]+", cell) for cell in cells)
    return zeros and length >= OF_ONE_LENGTH * len(cells)


def _has_words(cells: Sequence[str]) -> bool:
    return any(any(map(str.isalpha, cell)) for cell in cells) and read_numbers(cells) is None


def _tells_no_count(look: Look, header: str, spared: frozenset[str]) -> bool:
    """Whether a header says another thing than a count, or the rows are numbered by its cells.

    In many words, *during the year* says of which time a count is.
    """
    facets, cells = facets_of(header) & NO_FIGURE - spared, look.column(header)
    words = tokens(header)
    facets -= {"population"} if HELD & set(words) else set()
    if "flag" in facets_of(header) and set(cells) <= FLAGS and len(cells) >= LEAST_FLAGS:
        return True
    if facets and facets <= OF_TIME and (len(words) > SHORT or DURING & set(words)):
        return rule_of(cells) is not None
    rated = not spared and (last := ENDS_IN_RATE.search(header)) and last[0].casefold() not in WORDS
    return bool(facets or rated) or (
        len(cells) > MANY_SIDE_BY_SIDE and cells == [str(n + 1) for n in range(len(cells))]
    )


def of_totals(look: Look, mets: Mapping[str, list[Met]], figures: Collection[str]) -> bool:
    """Whether columns of figures are so much of a table that its rows are no cases."""
    others = [header for header in mets if header not in figures
              and (cells := look.column(header)) and read_numbers(cells) is None]  # fmt: skip
    told = (each for header in mets if header not in figures for each in mets[header])
    if CASE_CONCEPTS & {each.concept for each in told if each.score >= LEAST_TOLD}:
        return False
    payroll = len(figures) < MANY_SIDE_BY_SIDE or any("money" in facets_of(h) for h in figures)
    if any(_of_cases(look, header, mets[header], payroll=payroll) for header in others):
        return False
    if len(others) == 1 < len(figures) and len(set(look.column(others[0]))) == len(look.rows):
        return True
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


def _numeric(look: Look, header: str) -> bool:
    """Whether cells are numbers, and neither codes such as 022 nor degrees of a coordinate."""
    first = look.column(header)[:200]
    if figure_numbers(look, header) is None or _are_codes(first):
        return False
    exact = any("." in cell and len(cell.split(".")[-1]) > PLACES for cell in first)
    return not exact or any(len(cell.split(".")[0]) > len("-180") for cell in first)
