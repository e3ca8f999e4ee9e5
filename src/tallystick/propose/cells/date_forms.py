"""The forms in which dates and times of day may be written, tried one after another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from itertools import islice

from tallystick.load.date_text import HALF_DAY
from tallystick.load.formats import CLOCKS, DAY_NUMBER, EPOCHS, GUESSES

TIMES = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p", "%H.%M.%S",
         "%H:%M:%S.%f", "%Hh%M", "%H h %M", "%H:%Mh", "%H%M hrs", "%H%M hours", "%H:%M hrs",
         "%I%M%p", "%H%M")  # fmt: skip
MONTH_FIRST_BY_DOTS = ("%m.%d.%Y", "%m.%d.%y")
"""Forms of a few Americans, which count only where those of Germans do not fit."""
DAYS = (*GUESSES, "%d-%m-%y", "%m-%d-%Y", "%Y.%m.%d", "%m%d%Y", "%d %b %Y", "%B %d, %Y",
        "%b %d %Y", "%d de %B de %Y", "%d/%b/%Y", "%Y年%m月%d日", "%d%b%Y",
        "%A, %B %d, %Y", "%m-%d-%y", "%d%b%y", *MONTH_FIRST_BY_DOTS, "%m%d%y")  # fmt: skip
MORE_CLOCKS = (" %H:%M:%S.%f", "T%H:%M:%S.%f", " %H.%M.%S", " %I:%M:%S%p", " %I:%M%p",
               " %H:%M:%S%z", " %H:%M:%S %z", " %Hh%M", ", %H:%M", " - %H:%M")  # fmt: skip
NO_DAY = re.compile(
    r"((?:1900-01-0[01]|1899-12-3[01]|0?1/0?1/1900|1/0/1900|12/3[01]/1899)[ T])[0-9]+:.+"
)
"""A time of day that was exported with the first day of its system's calendar."""
SOLID = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%a %b %d %H:%M:%S %Y")
WIDTHS = {"%m%d%y": 6, "%Y%m%d%H%M": 12, "%Y%m%d%H%M%S": 14}
"""How many digits a text has that such a form reads."""
MOST_CLOCKS = 5
WHOLE = re.compile(r"(-?[0-9]{1,15})(\.0+)?")
SHAPES = {**dict.fromkeys("dmHIMS", r"[ \d]?\d"), **dict.fromkeys("aAbB", r"[^\W\d_]+\.?"),
          "Y": r"\d{4}", "y": r"\d{2}", "j": r"\d{1,3}", "f": r"\d{1,6}", "p": "[ap]m",
          "%": "%"}  # fmt: skip
"""What the parts of a date look like; of others, anything."""
BEHIND = re.compile(
    r"[^:]*[0-9](?P<joint>[ ,;-]+| ?@ ?| at |:(?=[0-9]{4}$|[0-9]{2}:[0-9]{2}))"
    r"(?:(?P<solid>[0-2][0-9][0-5][0-9])"
    r"|[0-2]?[0-9](?P<mark>[:.h])[0-5][0-9](?P<seconds>(?P=mark)[0-5][0-9])?)"
    r"(?P<half> ?[AP]M?(?![a-z.]))?(?P<tail>[^0-9]{0,8})",
    re.IGNORECASE,
)
"""A day with a time behind it."""
BY_DIGITS = re.compile(r"[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{8}")
"""A day in digits alone, behind which four more are hours and minutes."""
BEFORE = re.compile(r"[0-2]?[0-9]:[0-5][0-9](?P<seconds>:[0-5][0-9])?(?P<half> ?[AP]M)?"
                    r"(?P<joint>,? +)[0-9].*", re.IGNORECASE)  # fmt: skip
"""A day with a time before it."""
FULL_MONTH = re.compile("january|february|march|april|june|july|august|ember|tober", re.IGNORECASE)
WEEKDAY = re.compile(
    r"(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(?P<day>day)?(?P<joint>[.,]? +).*[0-9].*",
    re.IGNORECASE,
)
"""A day with its name before it."""


def each_month_once(forms: Iterable[str]) -> list[str]:
    """Return the forms without those that read the same by the other name of a month.

    Nor are months first by dots among them, where another form reads as much.
    """
    found = {form.replace("%B", "%b"): form for form in reversed(list(forms))}
    others = [form for form in found.values() if form not in MONTH_FIRST_BY_DOTS]
    return (others or list(found.values()))[::-1]


def before_no_day(values: Iterable[str]) -> str:
    """Return what stands before each time where a workbook made days of times: ``1900-01-01 ``."""
    found = {match[1] if (match := NO_DAY.fullmatch(each)) else "" for each in values}
    return found.pop() if len(found) == 1 else ""


def as_python_reads(text: str, form: str) -> str:
    """Return `text` as ``strptime`` reads it by `form`, where the loader reads more.

    Of a fraction of a second, Python reads six digits.
    """
    if form.endswith("%z") and re.search(r"[+-][0-9]{2}$", text):
        text += "00"
    if form == "%H%M" and text.isdigit():
        text = text.zfill(4)
    if "%p" in form:
        text = re.sub(HALF_DAY, r"\1\2m", text)
    if "%f" in form:
        text = re.sub(r"(\.[0-9]{6})[0-9]{1,3}(?![0-9])", r"\1", text)
    return text


def numbered(text: str, form: str) -> datetime | None:
    """Return the time that is a number of days in a workbook, or a number since 1970 in UTC."""
    found = WHOLE.fullmatch(text)
    if found is None or form not in (DAY_NUMBER, *EPOCHS):
        return None
    number = int(found[1])
    try:
        if form == DAY_NUMBER:
            return datetime(1899, 12, 30) + timedelta(days=number)
        return datetime(1970, 1, 1) + timedelta(seconds=number // EPOCHS[form])
    except OverflowError:
        return None


@cache
def shape_of(form: str) -> re.Pattern[str]:
    """What a text must look like for `form` to read it: digits and letters in their places.

    A text of that shape may still name no day; to look first is many times faster.
    """
    if form in WIDTHS:
        return re.compile(f"[0-9]{{{WIDTHS[form]}}}")
    shape = ""
    for piece in re.split(r"(%-?[A-Za-z*%]|\s+)", form):
        if piece.startswith("%"):
            shape += SHAPES.get(piece[-1], ".*")
        else:
            shape += r"\s+" if piece.isspace() else re.escape(piece)
    return re.compile(shape, re.IGNORECASE | re.DOTALL)


def days(values: Iterable[str]) -> tuple[str, ...]:
    """Return forms of a day, with its name before it where the first value shows one.

    Behind such a name, that of a month is read as it stands, in English, long or short.
    """
    found = WEEKDAY.fullmatch(next(iter(values), ""))
    if found is None:
        return DAYS
    name = ("%A" if found["day"] else "%a") + found["joint"]
    other = "%b" if any(FULL_MONTH.search(each) for each in islice(values, MOST_CLOCKS)) else "%B"
    named = (name + day for day in (*DAYS, "%Y-%m-%d") if "%A" not in day and other not in day)
    return (*DAYS, *named)


def moments(values: Iterable[str]) -> tuple[str, ...]:
    """Return forms of a day with a time of day, those that the first values show among them."""
    clocks = dict.fromkeys((*filter(None, CLOCKS), *MORE_CLOCKS, *_clocks_of(values)))
    each_day = (*days(values), "%Y-%m-%d")
    behind = (day + clock for clock in clocks for day in each_day)
    before = (clock + day for clock in _clocks_before(values) for day in each_day)
    return (*SOLID, *behind, *before)


def _clocks_before(values: Iterable[str]) -> Iterable[str]:
    """The time of day before the first value, and what stands between: of ``5:30 6/1/2021``."""
    found = BEFORE.fullmatch(next(iter(values), ""))
    if found is not None:
        half = re.sub("[AP]M", "%p", found["half"] or "", flags=re.IGNORECASE)
        seconds = ":%S" if found["seconds"] else ""
        yield f"{'%I' if half else '%H'}:%M{seconds}{half}{found['joint']}"


def _clocks_of(values: Iterable[str]) -> Iterable[str]:
    """The times of day behind the first values, with what stands between day and time, and after.

    Of ``6/1/2021, 5:30 PM`` it is ``, %I:%M %p``.
    """
    for each in islice(values, MOST_CLOCKS):
        found = BEHIND.fullmatch(each)
        if found is None or "%" in each:
            continue
        sure = found["joint"] == ":" or found["tail"].strip()
        if found["solid"] and not sure and not BY_DIGITS.fullmatch(each[: found.start("joint")]):
            continue
        mark, half = found["mark"] or "", found["half"] or ""
        clock = f"{mark}%M{mark}%S" if found["seconds"] else f"{mark}%M"
        half = re.sub("[AP]M?", "%p", half, flags=re.IGNORECASE)
        yield f"{found['joint']}{'%I' if half else '%H'}{clock}{half}{found['tail']}"
