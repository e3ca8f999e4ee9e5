"""Published figures: which columns of a table of totals hold period, unit, metric and figure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.cells.day_numbers import dates_of
from tallystick.propose.cells.values import read_numbers
from tallystick.propose.columns.choices import Choice
from tallystick.propose.columns.proposals import TableProposal
from tallystick.propose.figures.breakdowns import with_kinds
from tallystick.propose.figures.cells import figure_numbers
from tallystick.propose.figures.counts import figure_columns, is_number
from tallystick.propose.figures.dimensions import dimensions
from tallystick.propose.figures.layout import (
    NO_PERIOD,
    Layout,
    layout_by_period,
    layout_of_metrics,
    layout_of_one_period,
)
from tallystick.propose.figures.of_cases import rows_are_cases
from tallystick.propose.figures.periods import period_of, rule_of, year_of
from tallystick.propose.figures.stated_periods import period_named, stated_period
from tallystick.propose.figures.units_across import units_side_by_side
from tallystick.propose.figures.wide import LEAST_WIDE, wide_figures
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens

MANY_SIDE_BY_SIDE, LEAST_TOLD = 6, 0.4
OF_CASES = frozenset({"officer", "badge", "rank", "date", "datetime", "time", "text"})
CASE_CONCEPTS = frozenset({"incident_id", "person_id", "officer_id", "badge", "exhibit_id"})
PAY = frozenset({"pay", "salary", "wage", "wages", "overtime", "ot", "earnings", "compensation",
                 "gross", "retro", "detail", "injured", "bonus", "longevity"})  # fmt: skip
OF_GROUPS = frozenset({"unit", "area", "offense", "kind"})
"""What tells that rows are cases or people, and of what a name may be besides."""


def figures_of(
    look: Look, mets: Mapping[str, list[Met]], *, alone: bool = False
) -> TableProposal | None:
    """Return how a table of totals becomes published figures; None where it is no such table.

    Where it is `alone`, no column tells of cases: then the period may stand outside the table.
    """
    layout = _layout(look, mets, alone=alone)
    if layout is None or (numbers := _marks(look, layout.headers)) is None:
        return None
    if _of_paid_people(mets, layout.headers):
        return None
    period = layout.period.columns if layout.period is not None else ()
    by_column = len(layout.headers) == 1 or layout.metric
    if by_column and rows_are_cases(look, mets, layout.headers, period):
        return None
    taken = {*period, *layout.headers, *_of_periods(look, mets)}
    columns = dimensions(look, mets, taken, layout)
    columns |= units_side_by_side(columns, layout)
    if layout.period is None and not _tells_rows_apart(look, columns, layout):
        return None
    columns["metric"] = _metric(columns.get("metric"), columns.get("unit_id"), layout)
    told = [columns[name] for name in ("unit_id", "metric") if name in columns]
    key = {*period, *(header for each in told for header in each.headers)}
    columns |= with_kinds(look, columns, key, taken)
    many = len(layout.headers)
    why = "its cells are figures" if many == 1 else f"{many} columns of figures"
    columns |= layout.days()
    columns["value"] = Choice(layout.headers, {"column": layout.value_from} | numbers, why)
    words = _words(look, layout.headers)
    return TableProposal(
        "reported_figures", columns, remark=layout.remark, beside=layout.beside(),
        left_out=((layout.value_from, words, "no figure"),) if words else (),
    )  # fmt: skip


def _of_paid_people(mets: Mapping[str, list[Met]], figures: Sequence[str]) -> bool:
    """Whether each row is a person of a rank or name, and half of the figures are what was paid."""
    paid = sum(bool(PAY & set(tokens(header))) for header in figures)
    of_one = any(
        "rank" in facets or ("name" in facets and not facets & OF_GROUPS)
        for facets in (facets_of(header) for header in mets if header not in figures)
    )
    return of_one and 2 * paid >= len(figures)


def _tells_rows_apart(look: Look, columns: Mapping[str, Choice], layout: Layout) -> bool:
    """Whether a unit or a kind tells the rows of one period apart, and no header is a day."""
    if len(layout.headers) > 1 and read_dates(layout.headers) is not None:
        return False
    return len(look.rows) < LEAST_WIDE or any(each.headers for each in columns.values())


def _layout(look: Look, mets: Mapping[str, list[Met]], *, alone: bool) -> Layout | None:
    """Where figures, metrics and periods stand; None where it is no table of totals."""
    wide = wide_figures(look, [header for header in mets if not is_number(header)])
    if wide is not None and not wide.is_constant:
        year = year_of(look, mets) if wide.lacks_year else None
        layout = layout_by_period(wide, year, stated_period(look))
        if layout is not None and (alone or layout.period is not None):
            return layout
    period = period_of(look, mets)
    if period is None and wide is not None and wide.is_constant and alone:
        return layout_of_one_period(wide, period_named(wide.named[0], "the header"))
    taken = period.columns if period is not None else ()
    figures = figure_columns(look, mets, taken, alone=period is None)
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
    if all("rate" in facets_of(header) for header in figures):
        return False
    one = len(others) == 1 < len(figures) and stated_period(look) is not None
    if one and len(set(look.column(others[0]))) == len(look.rows):
        return True
    called = any(facets_of(header) & {"count", "offense"} for header in figures)
    return len(figures) >= max(LEAST_WIDE, len(others)) or (called and len(others) <= LEAST_WIDE)


def _of_cases(look: Look, header: str, told: Sequence[Met], *, payroll: bool) -> bool:
    """Whether a column tells of a case or a person; a name does so in a `payroll` alone."""
    facets = facets_of(header)
    named = payroll and "name" in facets and not facets & OF_GROUPS
    of_one = any(each.concept in CASE_CONCEPTS for each in told)
    return bool(named or of_one or facets & OF_CASES or dates_of(header, look.column(header)))
