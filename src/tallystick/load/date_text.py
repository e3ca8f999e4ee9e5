"""The part of a text that a date format reads, with its year in the Gregorian calendar."""

from __future__ import annotations

import re
from typing import Any, Literal

import ibis

from tallystick.load.formats import SKIP, parts

Calendar = Literal["minguo", "buddhist"]
BEHIND: dict[str, int] = {"minguo": 1911, "buddhist": -543}
"""What is added to a year of each calendar to make it a year of the Gregorian one."""
CHECK = "CHECK THE DATES"
"""How a message about dates begins whose order of day and month is assumed."""
_YEARS = {"minguo": "[0-9]{2,3}", "buddhist": "[0-9]{4}"}
_NUMBER, _WORD = "[0-9]{1,2}", r"[^\s0-9/.,-]{3,}\.?"
_READS = {"Y": "[0-9]{4}", "j": "[0-9]{1,3}", "f": "[0-9]+", "B": _WORD, "b": _WORD, "A": _WORD,
          "a": _WORD, "p": r"[AaPp](?:\.? ?[Mm]\.?)?", "z": "[+-][0-9:]{2,6}",
          "%": "%"}  # fmt: skip
HALF_DAY = r"(?i)([0-9] ?)([ap])(?:\. ?m\.?|$)"
"""A half of the day as Spanish and others write it: ``08:41 p. m.``; and short: ``0752A``."""
_ERA = "^(中華)?民國 ?"


def read_by(form: str) -> str:
    """Return `form` without the parts that are not read, and the text between them and its ends."""
    return "".join(read for _, read, _ in _segments(form))


def groups_read(form: str, calendar: str | None = None) -> str:
    """Return the pattern of texts that `form` reads, a group for each part between those skipped.

    It holds for RE2 and for Python.
    """
    found = [
        f"{re.escape(before)}({_pattern(read, calendar)}){re.escape(behind)}"
        for before, read, behind in _segments(form)
    ]
    return "(?s)^" + ".*?".join(found) + "$"


def groups_of_year(form: str, calendar: str) -> str:
    """Return the pattern of texts that `form` reads: before the year, the year, and behind it."""
    before, _, after = form.partition("%Y")
    return f"^({_pattern(before)})({_YEARS[calendar]})({_pattern(after)})$"


def with_skipped_left_out(text: Any, form: str, calendar: str | None) -> Any:
    """Return `text` without the parts that `form` skips; null where `form` does not fit."""
    if SKIP not in form:
        return text
    pattern = groups_read(form, calendar)
    kept = "".join(rf"\{number}" for number in range(1, form.count(SKIP) + 2))
    return text.re_search(pattern).ifelse(text.re_replace(pattern, kept), ibis.null("string"))


def _segments(form: str) -> list[tuple[str, str, str]]:
    """The parts between those skipped; at either end, text that is matched and not read."""
    found = [("", each, "") for each in form.split(SKIP)]
    if len(found) > 1 and not found[0][1]:
        letter = re.search("%-?[A-Za-z]", found[1][1])
        start = letter.start() if letter else 0
        found[1] = (found[1][1][:start], found[1][1][start:], "")
    if len(found) > 1 and not found[-1][1]:
        before, last, _ = found[-2]
        end = max((each.end() for each in re.finditer("%-?[A-Za-z%]", last)), default=0)
        found[-2] = (before, last[:end], last[end:])
    return found


def in_gregorian_years(text: Any, form: str, calendar: str | None) -> Any:
    """Return `text` with the year that `form` reads in it in the Gregorian calendar.

    Null where `form` does not fit, and `text` as it is without a calendar.
    """
    if calendar is None:
        return text
    return _shifted(text, groups_of_year(form, calendar), calendar)


def lone_year_gregorian(text: Any, calendar: str | None) -> Any:
    """Return `text` with its first number as a Gregorian year; two digits behind may be a month.

    Null where there is no such number; without a calendar, `text` as it is.
    """
    if calendar is None:
        return text
    pattern = rf"^(|.*?[^0-9])({_YEARS[calendar]})(|[0-9]{{2}}|[^0-9].*)$"
    return _shifted(text.re_replace(_ERA, ""), pattern, calendar)


def _shifted(text: Any, pattern: str, calendar: str) -> Any:
    year = text.re_extract(pattern, 2).nullif("").try_cast("int64") + BEHIND[calendar]
    return text.re_extract(pattern, 1) + year.cast("string") + text.re_extract(pattern, 3)


def _pattern(form: str, calendar: str | None = None) -> str:
    """The pattern of what `form` reads; numbers that touch have their full width.

    Hours and minutes at its end may lack zeros in front.
    """
    if form.endswith("%H%M"):
        return _pattern(form.removesuffix("%H%M"), calendar) + "[0-9]{1,4}"
    found = parts(form)
    pattern = ""
    for at, (letter, literal) in enumerate(found):
        if not letter:
            pattern += re.escape(literal)
            continue
        touched = any(
            0 <= near < len(found) and found[near][0] not in ("", "%") for near in (at - 1, at + 1)
        )
        usual = "[0-9]{2}" if touched else _NUMBER
        pattern += _YEARS[calendar] if letter == "Y" and calendar else _READS.get(letter, usual)
    return pattern
