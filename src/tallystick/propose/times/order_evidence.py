"""What the rows of a file tell of the order of day and month in a column whose values fit both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from tallystick.load.month_names import MONTHS
from tallystick.load.wording import shown
from tallystick.propose.cells.date_readings import day_of, read_dates
from tallystick.propose.cells.values import counted
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of

FITS, FITS_NOT, NOT_IN_TIME = 0.98, 0.9, 0.95
"""The share of rows that must agree with one order, and below which that of the other must be.

In order of time are eleven of twelve rows by the wrong one: its months go up with the days.
"""
LEAST_ALONE = 3
"""How many rows must fit one form alone, while none fits the other alone."""
LEAST_ROWS, WEEK, LEAST_WEEKDAYS = 20, 7, 5
Days = list[tuple[int, date]]
"""Rows, counted from 0, with their day."""


def order_told(look: Look, header: str, forms: Sequence[str]) -> tuple[int, str] | None:
    """Return the place of the form that the rows tell, and by what; None where they do not.

    `forms` are two of which each reads nearly every value of `header`. A few values fit one alone,
    another column has the weekday, the month or a day within a week of it, or the rows are in order
    of time by one alone.
    """
    cells = [row[look.header.index(header)].strip() for row in look.rows]
    read = {form: {each: day_of(each, form) for each in set(cells) if each} for form in forms}
    readings: list[Days] = [
        [(at, day) for at, cell in enumerate(cells) if (day := read[form].get(cell)) is not None]
        for form in forms
    ]
    more, fewer = len(readings[0]) - len(readings[1]), min(map(len, readings))
    if abs(more) >= LEAST_ALONE and fewer == _read_by_both(readings):
        return int(more < 0), f"{abs(more):,} rows fit it alone"
    if fewer < LEAST_ROWS:
        return None
    for told in _by_columns(look, header, readings):
        return told
    in_time = [_in_order([day for _, day in each]) for each in readings]
    place = _told(in_time, NOT_IN_TIME)
    # Dates sorted as texts are in order of what stands first, whether that is the month or not.
    if place is not None and _in_order(cells) < NOT_IN_TIME:
        return place, "the rows are in order of time only by it"
    return None


def _read_by_both(readings: Sequence[Days]) -> int:
    return len({at for at, _ in readings[0]} & {at for at, _ in readings[1]})


def _told(shares: Sequence[float], fits_not: float = FITS_NOT) -> int | None:
    best = max(range(len(shares)), key=lambda at: shares[at])
    return best if shares[best] >= FITS and min(shares) < fits_not else None


def _by_columns(look: Look, header: str, readings: Sequence[Days]) -> Iterator[tuple[int, str]]:
    """Yield what each other column tells."""
    for at, other in enumerate(look.header):
        if other == header or not other:
            continue
        cells = [row[at].strip() for row in look.rows]
        for shares, what in ((_weekdays(cells, readings), "has the weekday"),
                             (_months(other, cells, readings), "has the month"),
                             (_near(cells, readings), "has a day within a week")):  # fmt: skip
            if shares and (place := _told(shares)) is not None:
                yield place, f"{shown(other)} {what} of it"


def _weekdays(cells: Sequence[str], readings: Sequence[Days]) -> list[float]:
    """The share of rows whose cell is the word of their weekday, by each reading."""
    words = {each for each in cells if each}
    if not LEAST_WEEKDAYS <= len(words) <= WEEK:
        return []
    return [_one_to_one(Counter((day.weekday(), cells[at]) for at, day in each if cells[at]))
            for each in readings]  # fmt: skip


def _one_to_one(pairs: Counter[tuple[int, str]]) -> float:
    """The share of pairs whose word is that of their number, and of no other; 0 of few rows."""
    best = {number: max((n, word) for (each, word), n in pairs.items() if each == number)
            for number in {number for number, _ in pairs}}  # fmt: skip
    if pairs.total() < LEAST_ROWS or len({word for _, word in best.values()}) < len(best):
        return 0.0
    return sum(n for n, _ in best.values()) / pairs.total()


def _months(header: str, cells: Sequence[str], readings: Sequence[Days]) -> list[float]:
    """The share of rows whose cell names their month; a number does where its header says so."""
    numbers = {str(k): k for k in range(1, 13)} | {f"0{k}": k for k in range(1, 10)}
    known = MONTHS | (numbers if "month" in facets_of(header) else {})
    named = {at: known[each.casefold()] for at, each in enumerate(cells)
             if each.casefold() in known}  # fmt: skip
    if len(named) < max(LEAST_ROWS, FITS * sum(map(bool, cells))):
        return []
    return [sum(named.get(at) == day.month for at, day in each) / len(each) for each in readings]


def _near(cells: Sequence[str], readings: Sequence[Days]) -> list[float]:
    """The share of rows in which another date, whose form is certain, is within a week."""
    filled = [each for each in cells if each]
    first = filled[:LEAST_ROWS]
    if len(first) < LEAST_ROWS or sum(map(str.isdigit, first)) > 0:
        return []
    read = read_dates(filled)
    if read is None or read.kind == "time" or not read.decided or read.also:
        return []
    form = read.forms[0] if read.forms else ""
    days = {each: day_of(each, form) for each in counted(filled)}
    both = [[(day, other) for at, day in each if (other := days.get(cells[at])) is not None]
            for each in readings]  # fmt: skip
    if min(map(len, both)) < LEAST_ROWS:
        return []
    return [sum(abs((day - other).days) <= WEEK for day, other in each) / len(each)
            for each in both]  # fmt: skip


def _in_order(values: Sequence[date] | Sequence[str]) -> float:
    """The share of changes from row to row that go the same way; 0 of few."""
    ups = [a < b for a, b in pairwise(values) if a != b]  # type: ignore[operator]
    return max(sum(ups), len(ups) - sum(ups)) / len(ups) if len(ups) >= LEAST_ROWS else 0.0
