"""When a case occurred, where no single column with a known term tells it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from tallystick.load.month_names import MONTHS
from tallystick.load.wording import shown
from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.cells.day_numbers import dates_of, read_numbered_dates
from tallystick.propose.cells.spans import REMARK
from tallystick.propose.columns.choices import Choice, Open, choice_for
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of
from tallystick.propose.headers.concepts import Met
from tallystick.propose.headers.folded import tokens
from tallystick.propose.times.clock_columns import Clock, clock_of

ISO_DAY = "%Y-%m-%d"
TIMES_OF_DAY = ("time", "reported_time", "occurred_at")
OTHER_DATES = frozenset({"age", "outdated", "vehicle", "closed", "decided", "future", "left",
                         "hired", "recorded"})  # fmt: skip
PERIODS = frozenset({"year", "month", "quarter"})
OTHER_TIMES = frozenset({"count", "rate", "victim", "recorded"})
BARE = ("%H", "%H%M", "%H.%M")
OF_OTHER_EVENTS = frozenset({"age", "occurred", "recorded", "hired", "left", "vehicle", "arrested",
                             "year", "month"})  # fmt: skip
UNTIMED = "a day without a time is read at midnight, as one whose time was never recorded"
COARSE = "no column tells the day: of each case the {} alone is known"
BY_VALUES = 0.3
MIDNIGHT = re.compile("%H:%M(:%S)?")
PARTS = (
    ("year", "year", r"(19|20)[0-9]{2}", "%Y"),
    ("month", "month", r"0?[1-9]|1[0-2]", "%m"),
    ("day", "date", r"0?[1-9]|[12][0-9]|3[01]", "%d"),
    ("hour", "time", r"[01]?[0-9]|2[0-3]", "%H"),
    ("minute", "clockpart", r"[0-5]?[0-9]", "%M"),
)
"""The parts of a moment: a facet of the header, what its cells look like, and how they are read."""


def when_of(cells: Sequence[str]) -> frozenset[str]:
    """Return the facet that cells tell which are dates, or times of day with a mark between."""
    read = None if not cells or cells[0].isalnum() else read_dates(cells)
    if read is None:
        return frozenset()
    return frozenset({"time" if read.kind == "time" else "date"})


def by_values(
    look: Look, mets: Mapping[str, list[Met]], taken: Collection[str]
) -> Choice | Open | None:
    """Return the moment of a case: of several parts, or of the only column of other dates."""
    if (joined := _of_parts(look, mets)) is not None:
        return joined
    dates = [
        header for header in mets
        if header not in taken and not facets_of(header) & OTHER_DATES
        and (read := dates_of(header, look.column(header))) is not None and read.kind != "time"
        and not _plain_number(look, header) and not _of_a_period(header)
    ]  # fmt: skip
    if not dates:
        return None
    best = max(dates, key=lambda header: len(look.column(header)))
    met = Met("date", BY_VALUES, "its values are dates, and no header says when")
    found = choice_for("incidents", "occurred_at", look, best, met)
    others = [shown(each) for each in dates if each != best]
    if isinstance(found, Choice) and others:
        return replace(found, remark=f"could also be {', '.join(others[:3])}")
    return found


def _of_a_period(header: str) -> bool:
    """Whether a header names a year or a month, and no date in it."""
    facets = facets_of(header)
    return bool(facets & PERIODS) and "date" not in facets


def _plain_number(look: Look, header: str) -> bool:
    """Whether cells such as 20190102 may as well be numbers; not where the header names a date
    of which they are the number.
    """
    cells = look.column(header)
    return all(map(str.isdigit, cells[:200])) and read_numbered_dates(header, cells) is None


def _of_parts(look: Look, mets: Mapping[str, list[Met]]) -> Choice | None:
    found: dict[str, tuple[str, str]] = {}
    for part, facet, cells_like, form in PARTS:
        for header in mets:
            if facet in facets_of(header) and header not in [each for each, _ in found.values()]:
                named = part == "month" and _names_months(look.column(header))
                if named or _all_like(look.column(header), cells_like):
                    found[part] = (header, "%B" if named else form)
                    break
        else:
            break
    if len(found) < len("ymd"):
        return None
    headers = tuple(header for header, _ in found.values())
    forms = [" ".join(form for _, form in found.values())]
    untimed = "hour" in found and _empty_beside(look, headers[2:])
    forms += ["%Y %m %d"] if untimed else []
    return Choice(
        headers,
        {"columns": list(headers), "format": forms if untimed else forms[0]},
        "the parts of a date stand apart",
        remark=UNTIMED if untimed else "",
        clock="hour" in found,
    )


def of_month(look: Look, mets: Mapping[str, list[Met]], taken: Collection[str]) -> Choice | None:
    """Return the month of a case, or else its year, where no column tells the day."""
    left = [header for header in mets if header not in taken
            and not facets_of(header) & OTHER_DATES]  # fmt: skip
    years = [each for each in left if "year" in facets_of(each)
             and _all_like(look.column(each), PARTS[0][2])]  # fmt: skip
    months = [(each, form) for each in left if "month" in facets_of(each)
              and (form := _month_form(look.column(each)))]  # fmt: skip
    if (one := next((each for each in months if "%Y" in each[1]), None)) is not None:
        return Choice(one[:1], {"column": one[0], "format": one[1]}, COARSE.format("month"))
    if not years:
        return None
    if not months:
        return Choice((years[0],), {"column": years[0], "format": "%Y"}, COARSE.format("year"))
    headers = years[0], months[0][0]
    mapping = {"columns": list(headers), "format": f"%Y {months[0][1]}"}
    return Choice(headers, mapping, COARSE.format("month"))


def _month_form(cells: list[str]) -> str:
    """How cells tell a month, alone or with its year; "" where they do not."""
    if _names_months(cells):
        return "%B"
    forms = {"%m": PARTS[1][2], "%Y-%m": r"(19|20)[0-9]{2}-(0?[1-9]|1[0-2])",
             "%Y/%m": r"(19|20)[0-9]{2}/(0?[1-9]|1[0-2])",
             "%m/%Y": r"(0?[1-9]|1[0-2])/(19|20)[0-9]{2}",
             "%Y%m": r"(19|20)[0-9]{2}(0[1-9]|1[0-2])"}  # fmt: skip
    return next((form for form, like in forms.items() if _all_like(cells, like)), "")


def _all_like(cells: list[str], form: str) -> bool:
    fits = sum(bool(re.fullmatch(form, cell)) for cell in cells)
    return bool(cells) and fits >= 0.98 * len(cells)


def _names_months(cells: list[str]) -> bool:
    return bool(cells) and all(cell.casefold() in MONTHS for cell in set(cells))


def with_time(look: Look, mets: Mapping[str, list[Met]], day: Choice) -> Choice:
    """Join the time of day to a day, where a column of its own holds it.

    Of several, the one whose header shares most words with that of the day.
    """
    if day.clock or len(day.headers) > 1:
        return day
    words = set(tokens(day.headers[0]))
    times = [
        (len(words & set(tokens(header))), clock)
        for header, found in mets.items()
        if header not in day.headers and any(each.concept in TIMES_OF_DAY for each in found)
        and (clock := clock_of(look, header)) is not None
    ]  # fmt: skip
    clock = max(times, key=lambda each: each[0])[1] if times else _only_clock(look, mets)
    if clock is None:
        return day
    form = day.mapping.get("format") or _iso_form(look.column(day.headers[0]))
    days = [MIDNIGHT.sub(_midnight, each) for each in ([form] if isinstance(form, str) else form)]
    forms = [f"{each} {time}" for each in days for time in clock.forms]
    headers = (day.headers[0], *clock.headers)
    untimed = _empty_beside(look, headers)
    forms += days if untimed else []
    both = {key: value for key, value in day.mapping.items() if key != "column"}
    both |= {"columns": list(headers), "format": forms[0] if len(forms) == 1 else forms}
    why = f"{day.why}; {' and '.join(map(shown, clock.headers))} holds the time of day"
    told = [day.remark, REMARK if clock.span else "", UNTIMED if untimed else ""]
    remark = "; ".join(filter(None, told))
    return replace(day, headers=headers, mapping=both, why=why, remark=remark, clock=True)


def _midnight(clock: re.Match[str]) -> str:
    """The time of day that stands with a day, where every day has the same."""
    return clock.group().replace("%H", "00").replace("%M", "00").replace("%S", "00")


def _empty_beside(look: Look, headers: Sequence[str]) -> bool:
    """Whether rows with a cell in the first column have none in all the others."""
    day, *others = (look.header.index(header) for header in headers)
    return any(row[day].strip() and not any(row[at].strip() for at in others)
               for row in look.rows)  # fmt: skip


def _only_clock(look: Look, mets: Mapping[str, list[Met]]) -> Clock | None:
    """The only column that names a time and holds such, with marks between hours and minutes."""
    found = [
        clock for header in mets
        if "time" in facets_of(header) and not facets_of(header) & (OTHER_DATES | OTHER_TIMES)
        and (clock := clock_of(look, header)) is not None and clock.forms[0] not in BARE
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def decided_by_values(look: Look, mets: Mapping[str, list[Met]]) -> Choice | Open | None:
    """Return when a case was decided: the only column of dates, where no header says when."""
    dates = [
        header for header in mets
        if (read := dates_of(header, look.column(header))) is not None and read.kind != "time"
        and not _plain_number(look, header)
    ]  # fmt: skip
    if len(dates) != 1 or facets_of(dates[0]) & OF_OTHER_EVENTS:
        return None
    met = Met("decided_at", BY_VALUES, "the only dates of the file, and no header says when")
    return choice_for("outcomes", "decided_at", look, dates[0], met)


def _iso_form(cells: list[str]) -> str:
    """The format of ISO days that may stand as moments at midnight."""
    clocks = {cell[len("2020-01-01") :] for cell in cells}
    return ISO_DAY + clocks.pop() if len(clocks) == 1 else ISO_DAY
