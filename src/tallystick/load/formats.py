"""Which date formats are understood, and does one of them fit a text?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from tallystick.load.wording import shown

MOST_SKIPS = 3
LETTERS = "aAbBdfHIjmMpSyYz"
SKIP = "%*"
"""The part of a date format that stands for text that is not read."""
DAY_NUMBER, ITS_DAY = "%E", "%Y-%m-%d"
"""The number of a day in a workbook, 43831 for 2020-01-01, and the form in which it is read."""
SECONDS, MILLISECONDS = "%s", "%Q"
"""A moment as a number since 1970-01-01 00:00 UTC."""
SECONDS_DAY, MILLISECONDS_DAY = "%Ds", "%DQ"
"""The day in UTC of such a number; its time of day is not read."""
EPOCHS = {SECONDS: 1, SECONDS_DAY: 1, MILLISECONDS: 1000, MILLISECONDS_DAY: 1000}
"""How many units of such a number are a second."""
NUMBERED = {
    **dict.fromkeys((DAY_NUMBER, SECONDS_DAY, MILLISECONDS_DAY), ITS_DAY),
    **dict.fromkeys((SECONDS, MILLISECONDS), "%Y-%m-%d %H:%M:%S%z"),
}
"""The numbers that a format may begin with, and the form of what each stands for."""
_OF_NUMBERS = frozenset("DEQs")
_DIRECTIVE = re.compile(r"%(-?[A-Za-z%]|.|$)", re.S)
GUESSES = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d-%m-%Y", "%d-%b-%Y"),
    *("%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%b-%y", "%b %d, %Y", "%d %B %Y"),
)
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S")


def format_fault(text: str, calendar: str | None = None) -> str | None:
    """Return what is wrong with a date format, whose years are those of `calendar`, or None."""
    if SKIP * 2 in text or text.count(SKIP) > MOST_SKIPS:
        return f"read {shown(text)}; write %* once between two parts, at most {MOST_SKIPS} times"
    found = _DIRECTIVE.findall(in_days(text).replace(SKIP, ""))
    if wrong := _number_fault(text, found, calendar):
        return wrong
    for directive in found:
        letter = directive.lstrip("-")
        if letter != "%" and (letter not in LETTERS or not letter):
            return (
                f"read {shown(text)}; '%{directive}' is not known; use %d %m %b %B %Y %y %j %H %I "
                "%p %M %S %f %z, %E for a day's number in Excel, %s or %Q for seconds or "
                "milliseconds since 1970, %* for text to skip, in an order such as %d/%m/%Y"
            )
    letters = [directive.lstrip("-") for directive in found if directive != "%"]
    if not {"Y", "y"} & set(letters):
        return f"read {shown(text)}; it has no year; write, for example, %d/%m/%Y"
    if calendar is not None and "Y" not in letters:
        return f"read {shown(text)}; years of another calendar are read by %Y; write %Y for %y"
    if len(set(letters)) != len(letters):
        return f"read {shown(text)}; it names one part twice; write, for example, %d/%m/%Y"
    return None


def _number_fault(text: str, found: Iterable[str], calendar: str | None) -> str | None:
    """What is wrong with a format that has the number of a day or of a moment."""
    number = number_of(text)
    if (number and (SKIP in text or calendar)) or _OF_NUMBERS & set(found):
        return (
            f"read {shown(text)}; a number (%E %s %Q %Ds %DQ) stands first, without %* and "
            "another calendar: %E %H:%M"
        )
    if number in (SECONDS, MILLISECONDS) and text != number:
        day = number.replace("%", "%D")
        return f"read {shown(text)}; {number} stands alone; for its day beside a time: {day} %H:%M"
    return None


@cache
def number_of(text: str) -> str:
    """Return the number that a date format begins with, such as ``%E``; "" where there is none."""
    return next((number for number in NUMBERED if text.startswith(number)), "")


def in_days(text: str) -> str:
    """Return a date format with the day or the moment itself for the number of it."""
    number = number_of(text)
    return NUMBERED[number] + text.removeprefix(number) if number else text


def directives(text: str) -> list[str]:
    """Return the letters of a date format's parts, such as ``d``, ``m`` and ``Y``."""
    return [letter.lstrip("-") for letter in _DIRECTIVE.findall(in_days(text))]


def parts(text: str) -> list[tuple[str, str]]:
    """Return the parts of a date format in order: a letter such as ``d``, or a text for itself."""
    pieces = _DIRECTIVE.split(text)
    found = [("", piece) if at % 2 == 0 else (piece.lstrip("-"), "") for at, piece in
             enumerate(pieces)]  # fmt: skip
    return [each for each in found if each != ("", "")]


def month_directive(text: str) -> str:
    """Return the part of a date format that reads a month's name, ``B`` or ``b``, or nothing."""
    return next((letter for letter in directives(text) if letter in ("B", "b")), "")


def has_clock(text: str) -> bool:
    """Whether a date format tells the time of day."""
    return bool({"H", "I"} & set(directives(text)))


def tells_to_the(text: str) -> str:
    """Return how much of a date a format tells: the ``day``, the ``month`` or the ``year``."""
    found = set(directives(text))
    if found & {"d", "j"}:
        return "day"
    return "month" if found & {"m", "B", "b"} else "year"


def has_offset(text: str) -> bool:
    """Whether a date format reads an offset from UTC."""
    return "z" in _DIRECTIVE.findall(text)


def formats_that_fit(texts: Iterable[str]) -> list[str]:
    """Return the usual formats that read every one of `texts`: two when they cannot be told."""
    given = list(texts)
    fits = [
        day + clock
        for day in GUESSES
        for clock in CLOCKS
        if given and all(_fits(text, day + clock) for text in given)
    ]
    return fits[:2]


def _fits(text: str, form: str) -> bool:
    try:
        return datetime.strptime(text, form).year >= 1900
    except ValueError:
        return False
