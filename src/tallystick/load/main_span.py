"""The days in which nearly all records lie, where a few have dates far from them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import accumulate, pairwise

from ibis import _

from tallystick.engine import Engine
from tallystick.tables.store import Tables

DATED = (("incidents", "occurred_at"), ("measurements", "measured_at"))
FAR_DAYS = 180
MOST_OUTSIDE = 5
"""How many of a thousand records may lie outside."""


def main_span(dates: Iterable[date] | Mapping[date, int]) -> tuple[date, date, int]:
    """Return the first and last day of the main span of `dates`, and how many lie outside.

    It is the shortest span that holds at least 99.5 % of the dates and from which each other is
    more than 180 days away, or more days than the span is long; the earliest of several. All
    dates are in it where there is none. `dates` may be counts by date.

    Raises ValueError when there is no date.
    """
    counts = Counter(dates)
    days = sorted(day for day, n in counts.items() if n > 0)
    if not days:
        raise ValueError("there is no date")
    numbers = [day.toordinal() for day in days]
    before = [0, *accumulate(counts[day] for day in days)]
    total, most = before[-1], before[-1] * MOST_OUTSIDE // 1000
    open_end = FAR_DAYS + numbers[-1]
    gaps = [open_end, *(b - a for a, b in pairwise(numbers)), open_end]
    wide = _next_wide(gaps)
    best = (numbers[-1] - numbers[0] + 1, 0, len(days) - 1)
    for start in range(len(days)):
        if before[start] > most:
            break
        end = bisect_left(before, total - most + before[start]) - 1
        while end < len(days):
            length = numbers[end] - numbers[start] + 1
            near = min(length, FAR_DAYS)
            if length >= best[0] or gaps[start] <= near:
                break
            if gaps[end + 1] > near:
                best = length, start, end
                break
            end = wide[end] if length >= FAR_DAYS else end + 1
    _length, start, end = best
    return days[start], days[end], before[start] + total - before[end + 1]


def _next_wide(gaps: list[int]) -> list[int]:
    """Return, for each day, the first from it on behind which more than 180 days are empty."""
    found = len(gaps) - 2
    nexts = [found] * (found + 1)
    for at in range(found, -1, -1):
        found = at if gaps[at + 1] > FAR_DAYS else found
        nexts[at] = found
    return nexts


def days_of(tables: Tables, name: str, column: str, engine: Engine) -> dict[date, int]:
    """Return how many records of the table called `name` lie on each day of `column`."""
    days = tables[name].select(day=tables[name][column].date())
    rows = engine.rows(days.filter(days.day.notnull()).group_by("day").aggregate(n=_.count()))
    return {row["day"]: int(row["n"]) for row in rows}


def far_dates(tables: Tables, engine: Engine) -> tuple[str, ...]:
    """Return a note for each table of which a few records have dates far from all others.

    None where the engagement states the first and the last day.
    """
    if tables.frame.first_day is not None and tables.frame.last_day is not None:
        return ()
    notes = []
    for name, column in DATED:
        if not tables.dates(name, column):
            continue
        counts = days_of(tables, name, column, engine)
        if not counts:
            continue
        first, last, outside = main_span(counts)
        if outside:
            total = sum(counts.values())
            notes.append(
                f"{name}: {total - outside:,} of {total:,} dated records lie from {first} to "
                f"{last}, and {outside:,} far from these days, in {min(counts)} to {max(counts)}, "
                f"which is taken for the period examined: state first_day = {first} and "
                f"last_day = {last}, or correct the dates"
            )
    return tuple(notes)
