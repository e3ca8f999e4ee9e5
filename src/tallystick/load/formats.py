"""Which date formats are understood, and does one of them fit a text?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from tallystick.load.wording import shown

MOST_SKIPS = 3
LETTERS = "aAbBdEfHIjmMpSyYz"
SKIP = "%*"
"""The part of a date format that stands for text that is not read."""
DAY_NUMBER, ITS_DAY = "%E", "%Y-%m-%d"
"""The number of a day in a workbook, 43831 for 2020-01-01, and the form in which it is read."""
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
    if DAY_NUMBER in text and (not text.startswith(DAY_NUMBER) or SKIP in text or calendar):
        return f"read {shown(text)}; %E stands first, without %* and another calendar: %E %H:%M"
    found = _DIRECTIVE.findall(in_days(text).replace(SKIP, ""))
    for directive in found:
        letter = directive.lstrip("-")
        if letter != "%" and (letter not in LETTERS or not letter):
            return (
                f"read {shown(text)}; '%{directive}' is not known; use %d %m %b %B %Y %y %j %H %I "
                "%p %M %S %f %z, %E for a day's number in Excel, %* for text to skip, in an order "
                "such as %d/%m/%Y"
            )
    letters = [directive.lstrip("-") for directive in found if directive != "%"]
    if not {"Y", "y"} & set(letters):
        return f"read {shown(text)}; it has no year; write, for example, %d/%m/%Y"
    if calendar is not None and "Y" not in letters:
        return f"read {shown(text)}; years of another calendar are read by %Y; write %Y for %y"
    if len(set(letters)) != len(letters):
        return f"read {shown(text)}; it names one part twice; write, for example, %d/%m/%Y"
    return None


def in_days(text: str) -> str:
    """Return a date format with the day itself for its number in a workbook."""
    return text.replace(DAY_NUMBER, ITS_DAY)


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
    return any(letter.lstrip("-") in ("H", "I") for letter in _DIRECTIVE.findall(text))


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
