"""How are the dates and times of day of a column written?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from tallystick.load.formats import SKIP, has_clock, number_of
from tallystick.load.literals import ISO
from tallystick.load.month_names import ENGLISH, MONTHS
from tallystick.propose.cells.calendars import is_buddhist, minguo_form
from tallystick.propose.cells.date_forms import (
    as_python_reads,
    before_no_day,
    forms_of,
    numbered,
    shape_of,
    usual,
)
from tallystick.propose.cells.spans import read_spans
from tallystick.propose.cells.values import ENOUGH, counted, share

MAIN_FORM = 0.5
"""The share that the more frequent of two forms of dates must read."""
BLANKS = re.compile(r"\s+")
LAST_YEAR, NEVER = 2700, 9999
"""The last year that is meant, in the calendar whose years are the highest, and that of no end."""
DIGIT, OF_A_DAY = re.compile(r"\d"), re.compile("%[dj]")
MOST_YEARS = 500
MOST_COLUMNS = 512
"""Of so many columns the dates are read once: each is asked for several times."""
MIDNIGHTS = r"[ T](00?:00(:00(\.0+)?)?|12:00(:00)? ?AM)$"
MIDNIGHT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00(\.0+)?"


@dataclass(frozen=True)
class DateReading:
    """How a column of dates is read: ISO where `forms` is empty, two `forms` where not decided.

    `kind` is ``moment``, ``day`` or ``time``; `proof` a value that only this form reads. Where the
    form alone reads too few, `also` are others that read the rest. `calendar` is that of the years
    where it is not the Gregorian, and `span` says that cells name spans, read by their beginning.
    """

    kind: str
    forms: tuple[str, ...] = ()
    proof: str = ""
    also: tuple[str, ...] = ()
    calendar: str = ""
    span: bool = False

    @property
    def keys(self) -> dict[str, Any]:
        """What a mapping says beside the format."""
        return {"calendar": self.calendar} if self.calendar else {}

    @property
    def decided(self) -> bool:
        """Whether one form alone reads the column."""
        return len(self.forms) < 2


def read_dates(cells: Sequence[str]) -> DateReading | None:
    """Return how the cells read as dates, times of day or spans of them; None when they do not."""
    return _dates_read(tuple(cells))


@lru_cache(maxsize=MOST_COLUMNS)
def _dates_read(cells: tuple[str, ...]) -> DateReading | None:
    values = counted(cells)
    if share(values, filter(DIGIT.search, values)) < ENOUGH:
        return None
    found = _read_moments(values)
    plain = found is not None and (found.forms or len(next(iter(values))) == len("2020-01-01"))
    if found is not None and plain and found.kind != "time":
        years = Counter(day.year for each in list(values)[:MOST_YEARS]
                        if (day := _read(each, found)) is not None)  # fmt: skip
        if is_buddhist(years):
            return replace(found, forms=found.forms or ("%Y-%m-%d",), calendar="buddhist")
    if found is None:
        form = minguo_form(values)
        found = DateReading("day", (form,), calendar="minguo") if form else None
    found = found or read_spans(cells, lambda heads: _read_moments(counted(heads)), _reads)
    return found and replace(found, forms=tuple(_with_blank(form, values) for form in found.forms))


def _with_blank(form: str, values: Counter[str]) -> str:
    """`form` with the first blank as it stands in most cells: two of them, or one without break."""
    blanks = Counter[str]()
    for each in values:
        blanks["".join(BLANKS.findall(each)[:1])] += values[each]
    return form.replace(" ", blanks.most_common(1)[0][0] or " ", 1)


def _read(text: str, reading: DateReading) -> date | None:
    """The day that a text says by the first form that reads it."""
    days = (day_of(text, form) for form in (*(reading.forms[:1] or ("",)), *reading.also))
    return next((day for day in days if day is not None), None)


def _read_moments(values: Counter[str]) -> DateReading | None:
    clocks = Counter[str]()
    for each in values:
        clocks[each[10:] if re.fullmatch(MIDNIGHT, each) else ""] += values[each]
    clock, times = clocks.most_common(1)[0]
    if clock and times >= ENOUGH * values.total():
        return DateReading("day", (f"%Y-%m-%d{clock}",))
    if head := before_no_day(values):
        read = _read_moments(Counter(each.removeprefix(head) for each in values))
        return replace(read, forms=tuple(head + form for form in read.forms)) if read else None
    iso = [each for each in values if re.fullmatch(ISO, each)]
    if share(values, iso) >= ENOUGH:
        ends = {each[10:] for each in iso}
        day = len(ends) == 1 and re.fullmatch(f"({MIDNIGHTS})?", min(ends))
        return DateReading("day" if day else "moment")
    made = forms_of(values)
    for forms, kind in _by_kind(made):
        found = usual(form for form in forms if _fit(values, form))
        if found == ["%H.%M.%S"] and any(_fit(values, form) for form in ("%m.%d.%y", "%d.%m.%y")):
            continue
        if found == ["%H%M"] and all("1900" <= each <= "2100" for each in values):
            continue
        if found and kind == "time":
            return DateReading("time", (found[0],))
        if found and kind == "moment" and (clock := _midnight(values, found[0])):
            found, kind = [form.split(" ")[0].split("T")[0] + clock for form in found], "day"
        if found:
            found = [form for form in found if _first_days(values, form)] or found
            return DateReading(kind, tuple(found[:2]), _proof(values, found[0]))
    halves = [each for each in values if re.fullmatch("[0-9]{4} ?[AaPp][Mm]?", each)]
    if share(values, halves) >= ENOUGH:
        return DateReading("time", ("%I%M%p",), also=("%H%M%p",))
    return _in_two_forms(values, made)


def _by_kind(forms: Sequence[str]) -> Iterator[tuple[list[str], str]]:
    """Those of times of day, then of days, then of both."""
    dated = [form for form in forms if OF_A_DAY.search(form)]
    yield [form for form in forms if form not in dated], "time"
    yield [form for form in dated if not has_clock(form)], "day"
    yield [form for form in dated if has_clock(form)], "moment"


def _first_days(values: Counter[str], form: str) -> bool:
    """Whether `form` reads all values as first days of months, of two years at least.

    Of one year, they may as well be the first days of its January in the other order.
    """
    days = {day for each in values if (day := day_of(each, form)) is not None}
    return len({day.year for day in days}) > 1 and {day.day for day in days} == {1}


def _midnight(values: Counter[str], form: str) -> str:
    """The time of day as it is written where all are midnight, as of days held as moments."""
    clocks = {found.group() for each in values if (found := re.search(MIDNIGHTS, each))}
    if len(clocks) != 1 or " " in form.split("%H")[0].split("%I")[0].strip():
        return ""
    clock = clocks.pop()
    return clock if all(each.endswith(clock) for each in values) else ""


def _in_two_forms(values: Counter[str], forms: Sequence[str]) -> DateReading | None:
    """How a column is read in which some dates are written in one form and the rest in another."""
    shares = {
        form: {each for each in values if _reads(each, form)}
        for form in usual(forms)
        if OF_A_DAY.search(form) and any(_reads(each, form) for each in list(values)[:20])
    }
    best = max(shares, key=lambda form: share(values, shares[form]), default="")
    if not best or share(values, shares[best]) < MAIN_FORM:
        return None
    rest = max(shares, key=lambda form: share(values, shares[form] - shares[best]))
    if share(values, shares[best] | shares[rest]) < ENOUGH:
        return None
    return DateReading("moment" if has_clock(best) else "day", (best,), also=(rest,))


def _fit(values: Counter[str], form: str) -> bool:
    first = list(values)[:20]
    if sum(_reads(each, form) for each in first) < ENOUGH * len(first) - 1:
        return False
    return share(values, (each for each in values if _reads(each, form))) >= ENOUGH


def _reads(text: str, form: str) -> bool:
    return day_of(text, form) is not None


@lru_cache(maxsize=1 << 16)
def day_of(text: str, form: str) -> date | None:
    """Return the day that `form`, or ISO 8601 without one, reads; None for none from 1900 on."""
    if number_of(form):
        time = numbered(text, form)
        return time.date() if time is not None and 1900 <= time.year <= LAST_YEAR else None
    text = as_python_reads(text, form)
    if "%B" in form or "%b" in form:
        text = _in_english(text, short="%b" in form)
    found = shape_of(form).fullmatch(text)
    if form and found is None:
        return None
    if found and SKIP in form:
        text, form = "".join(found.groups()), form.replace(SKIP, "")
    try:
        read = datetime.strptime(text, form) if form else datetime.fromisoformat(text[:10])
    except ValueError:
        return None
    return read.date() if 1900 <= read.year <= LAST_YEAR or read.year == NEVER else None


def _in_english(text: str, *, short: bool) -> str:
    """`text` with the month that it names in English, as the loader reads it."""
    for word in re.findall(r"[^\W\d_]+\.?", text):
        if month := MONTHS.get(word.casefold().rstrip(".")):
            return text.replace(word, ENGLISH[month - 1][: 3 if short else None])
    return text


def _proof(values: Counter[str], form: str) -> str:
    """A value that the same form with day and month the other way round does not read."""
    other = form.replace("%d", "%%").replace("%m", "%d").replace("%%", "%m")
    return next((each for each in values if _reads(each, form) and not _reads(each, other)), "")
