"""What do the values of a column say: dates of which form, numbers of which marks, known words?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from tallystick.load.formats import SKIP, has_clock, number_of
from tallystick.load.literals import ISO, NUMBER
from tallystick.load.month_names import ENGLISH, MONTHS
from tallystick.load.units import WORDS, is_weight, ucum
from tallystick.propose.cells import date_forms
from tallystick.propose.cells.calendars import is_buddhist, minguo_form
from tallystick.propose.cells.code_words import meaning_of
from tallystick.propose.cells.date_forms import before_no_day, forms_of, shape_of, usual
from tallystick.propose.cells.spans import read_spans

ENOUGH = 0.98
"""The share of the filled cells that must read as a date or a number."""
KNOWN_WORDS = 0.5
"""The share of the filled cells whose words must be known for a coded column."""
MAIN_FORM = 0.5
"""The share that the more frequent of two forms of dates must read."""
LAST_YEAR, NEVER = 2700, 9999
"""The last year that is meant, in the calendar whose years are the highest, and that of no end."""
DIGIT = re.compile(r"\d")
_DAY = re.compile("%[dj]")
MOST_DISTINCT, MOST_YEARS = 3_000, 500
MOST_COLUMNS = 512
"""Of so many columns the dates are read once: each is asked for several times."""
MIDNIGHTS = r"[ T](00?:00(:00(\.0+)?)?|12:00(:00)? ?AM)$"
MIDNIGHT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00(\.0+)?"
MARKS: tuple[tuple[str, str | None], ...] = (
    (".", None), (",", None), (".", ","), (",", "."), (",", " "), (".", " "), (".", "'"),
)  # fmt: skip


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


@dataclass(frozen=True)
class NumberReading:
    """Marks with which a column of numbers is read; several where they cannot be told apart."""

    marks: tuple[tuple[str, str | None], ...]

    @property
    def decided(self) -> bool:
        """Whether one pair of marks alone reads the column."""
        return len(self.marks) == 1


def counted(cells: Iterable[str]) -> Counter[str]:
    """Return the values of a column with how often each stands there, those of most first."""
    return Counter(dict(Counter(cells).most_common(MOST_DISTINCT)))


def _share(values: Counter[str], fits: Iterable[str]) -> float:
    return sum(values[each] for each in fits) / max(1, values.total())


def read_dates(cells: Sequence[str]) -> DateReading | None:
    """Return how the cells read as dates, times of day or spans of them; None when they do not."""
    return _dates_read(tuple(cells))


@lru_cache(maxsize=MOST_COLUMNS)
def _dates_read(cells: tuple[str, ...]) -> DateReading | None:
    values = counted(cells)
    if _share(values, filter(DIGIT.search, values)) < ENOUGH:
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
    return found or read_spans(cells, lambda heads: _read_moments(counted(heads)), _reads)


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
    if _share(values, iso) >= ENOUGH:
        ends = {each[10:] for each in iso}
        day = len(ends) == 1 and re.fullmatch(f"({MIDNIGHTS})?", min(ends))
        return DateReading("day" if day else "moment")
    for forms, kind in _by_kind(forms_of(values)):
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
    if _share(values, halves) >= ENOUGH:
        return DateReading("time", ("%I%M%p",), also=("%H%M%p",))
    return _in_two_forms(values)


def _by_kind(forms: Sequence[str]) -> Iterator[tuple[list[str], str]]:
    """Those of times of day, then of days, then of both."""
    dated = [form for form in forms if _DAY.search(form)]
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


def _in_two_forms(values: Counter[str]) -> DateReading | None:
    """How a column is read in which some dates are written in one form and the rest in another."""
    shares = {
        form: {each for each in values if _reads(each, form)}
        for form in usual(forms_of(values))
        if _DAY.search(form) and any(_reads(each, form) for each in list(values)[:20])
    }
    best = max(shares, key=lambda form: _share(values, shares[form]), default="")
    if not best or _share(values, shares[best]) < MAIN_FORM:
        return None
    rest = max(shares, key=lambda form: _share(values, shares[form] - shares[best]))
    if _share(values, shares[best] | shares[rest]) < ENOUGH:
        return None
    return DateReading("moment" if has_clock(best) else "day", (best,), also=(rest,))


def _fit(values: Counter[str], form: str) -> bool:
    first = list(values)[:20]
    if sum(_reads(each, form) for each in first) < ENOUGH * len(first) - 1:
        return False
    return _share(values, (each for each in values if _reads(each, form))) >= ENOUGH


def _reads(text: str, form: str) -> bool:
    return day_of(text, form) is not None


@lru_cache(maxsize=1 << 16)
def day_of(text: str, form: str) -> date | None:
    """Return the day that `form`, or ISO 8601 without one, reads; None for none from 1900 on."""
    if number_of(form):
        time = date_forms.numbered(text, form)
        return time.date() if time is not None and 1900 <= time.year <= LAST_YEAR else None
    text = date_forms.as_python_reads(text, form)
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


def read_numbers(cells: Sequence[str]) -> NumberReading | None:
    """Return with which marks the cells read as numbers; None when they do not.

    ``1,234`` alone may be a thousand or one and a quarter: then both pairs are given.
    """
    values = counted(cells)
    if not values:
        return None
    if _share(values, (each for each in values if re.fullmatch(NUMBER, each))) >= ENOUGH:
        return NumberReading(((".", None),))
    fits = [
        (decimal, thousands)
        for decimal, thousands in MARKS[1:]
        if _share(values, (v for v in values if re.fullmatch(_number(decimal, thousands), v)))
        >= ENOUGH
    ]
    simple = [pair for pair in fits if pair[1] is None]
    grouped = [pair for pair in fits if pair[1] is not None and _uses(values, pair)]
    if simple and grouped:
        leading = any(re.match(r"[+-]?0,", each) for each in values)
        return NumberReading((simple[0],) if leading else (grouped[0], simple[0]))
    chosen = simple or grouped
    return NumberReading((chosen[0],)) if chosen else None


def read_weights(cells: Sequence[str]) -> tuple[NumberReading, tuple[str, ...]] | None:
    """Return how the numbers of weights with their unit in the cell read, and the units' words.

    None where too few cells are a number with a known unit of mass behind it, or where a cell
    without one leaves the unit open.
    """
    divided = [re.fullmatch(r"([+-]?[0-9][0-9.,' \u00a0]*?)\s*([^\W\d_].*?)\.?", each)
               for each in cells]  # fmt: skip
    found = [each for each in divided if each and _mass(each.group(2))]
    if len(found) < ENOUGH * len(cells):
        return None
    read = read_numbers([each.group(1) for each in found])
    return None if read is None else (read, tuple({each.group(2) for each in found}))


def _mass(word: str) -> bool:
    code = ucum(word) or WORDS.get(word.casefold())
    return code is not None and is_weight(code)


def _number(decimal: str, thousands: str | None) -> str:
    whole = "[0-9]+"
    if thousands:
        mark = "[ \u00a0\u202f]" if thousands == " " else f"[{re.escape(thousands)}]"
        whole = f"([0-9]{{1,3}}({mark}[0-9]{{2,3}})*{mark}[0-9]{{3}}|[0-9]+)"
    return f"[+-]?{whole}({re.escape(decimal)}[0-9]+)?"


def _uses(values: Counter[str], pair: tuple[str, str | None]) -> bool:
    mark = pair[1] or ""
    return any(mark in each or (mark == " " and "\u00a0" in each) for each in values)


def read_words(column: str, cells: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...], float]:
    """Return what the values of a coded column stand for, those not known, and the share known."""
    values = counted(cells)
    known = {each: meaning for each in values if (meaning := meaning_of(column, each))}
    unknown = tuple(each for each in values if each not in known)
    return known, unknown, _share(values, known)
