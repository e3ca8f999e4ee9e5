"""Tables of totals whose rows have dates: one row for each day, or months written as dates."""

from __future__ import annotations

from collections.abc import Mapping

from tallystick.propose.cells.date_readings import DateReading, read_dates
from tallystick.propose.figures.cells import figure_numbers
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met

LEAST_DAYS, LEAST_FIGURES, MOST_KINDS, ENOUGH, NUMBERED = 10, 3, 1, 0.98, 0.4
LONGER = frozenset({"month", "quarter", "year"})


def each_day(look: Look, mets: Mapping[str, list[Met]]) -> tuple[str, DateReading] | None:
    """Return the column of days where each is once, or once for each kind, beside figures alone."""
    if len(look.rows) < LEAST_DAYS or _has_number(mets):
        return None
    filled = [header for header in mets if look.column(header)]
    figures = [header for header in filled if figure_numbers(look, header) is not None]
    others = [header for header in filled if header not in figures]
    if len(figures) < LEAST_FIGURES or not 1 <= len(others) <= 1 + MOST_KINDS:
        return None
    for header in others:
        read = read_dates(look.column(header))
        if read is not None and read.kind == "day" and read.decided and not read.span:
            at = [look.header.index(each) for each in others]
            rows = {tuple(row[place].strip() for place in at) for row in look.rows}
            return (header, read) if len(rows) >= ENOUGH * len(look.rows) else None
    return None


def counts_by_month(look: Look, mets: Mapping[str, list[Met]], when: str) -> bool:
    """Whether dates are called those of a month, and another column how many there were in it."""
    facets = facets_of(when)
    if not facets & LONGER or "date" in facets or _has_number(mets):
        return False
    return any("count" in facets_of(header) and figure_numbers(look, header) is not None
               for header in mets)  # fmt: skip


def _has_number(mets: Mapping[str, list[Met]]) -> bool:
    """Whether a column is called the number of a case."""
    told = (each for found in mets.values() for each in found)
    return any(each.concept == "incident_id" and each.score >= NUMBERED for each in told)
