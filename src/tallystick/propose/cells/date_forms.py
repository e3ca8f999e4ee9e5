"""The forms in which dates and times of day may be written, made from what cells look like.

A cell is cut into digits, words and signs. What most cells have in common says which digits are a
time of day and which may be day, month and year; each order that is possible is a form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice

from tallystick.load.date_text import HALF_DAY
from tallystick.load.formats import DAY_NUMBER, EPOCHS, SKIP
from tallystick.load.month_names import ENGLISH, MONTHS

MOST_LOOKED_AT, MOST_PIECES, MOST_SHAPES = 50, 24, 4
PIECE = re.compile(
    r"(?:(?<=:[0-9]{2})|(?<=[.][0-9]{3})|(?<=[.][0-9]{6})) ?[+-][0-9]{2}(?::?[0-9]{2})?$"
    r"|[0-9]+|[^\W\d_]+|[\W_]"
)
"""An offset from UTC behind a time; digits; a word; a sign."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONG_MONTHS = frozenset(each.casefold() for each in ENGLISH if each != "May")
NAMED = frozenset({"%a", "%A", "%b", "%B", "%p"})
HALVES = frozenset({"am", "pm"})
OF_HOURS = frozenset({"h", "hr", "hrs", "hour", "hours", "uhr"})
"""Words behind four digits that are hours and minutes."""
SOLID = {
    14: ("%Y%m%d%H%M%S",),
    12: ("%Y%m%d%H%M",),
    8: ("%Y%m%d", "%m%d%Y"),
    7: ("%m%d%Y",),
    6: ("%m%d%y",),
}
"""What so many digits without a sign between them may be."""
ORDERS = (("d", "m", "y"), ("m", "d", "y"), ("y", "m", "d"))
RARE = re.compile(r"%m\.%d\.|%y.*%d")
"""Forms that count only where no other fits: those of a few, months first by dots."""
MARKS = ([":"], ["h"], [" ", "h", " "], ["."])
"""What stands between hours and minutes."""
YEAR, TWO = 4, 2
NUMBER = "%H.%M"
"""A time that looks like a number, and counts only beside a day."""
NO_DAY = re.compile(
    r"((?:1900-01-0[01]|1899-12-3[01]|0?1/0?1/1900|1/0/1900|12/3[01]/1899)[ T])[0-9]+:.+"
)
"""A time of day that was exported with the first day of its system's calendar."""
WIDTHS = {SOLID[digits][0]: digits for digits in (6, 12, 14)}
"""How many digits a text has that such a form reads."""
WHOLE = re.compile(r"(-?[0-9]{1,15})(\.0+)?")
SHAPES = {**dict.fromkeys("dmHIMS", r"[ \d]?\d"), **dict.fromkeys("aAbB", r"[^\W\d_]+\.?"),
          "Y": r"\d{4}", "y": r"\d{2}", "j": r"\d{1,3}", "f": r"\d{1,6}", "p": "[ap]m",
          "%": "%"}  # fmt: skip
"""What the parts of a date look like; of others, anything."""

Skeleton = tuple[str, ...]


def forms_of(values: Iterable[str]) -> tuple[str, ...]:
    """Return the forms, as ``strptime`` knows them, that the first values may have.

    Those of the most frequent shape come first; a day first comes before a month first.
    """
    skeletons = [_skeleton(value) for value in islice(values, MOST_LOOKED_AT)]
    found: list[str] = []
    for signs, _ in Counter(map(_signs, skeletons)).most_common(MOST_SHAPES):
        alike = [each for each in skeletons if _signs(each) == signs]
        found += _forms(tuple(_common(column) for column in zip(*alike, strict=True)))
    return tuple(dict.fromkeys(found))


def usual(forms: Iterable[str]) -> list[str]:
    """Return the forms without the rare ones, where others fit as well."""
    found = list(forms)
    return [form for form in found if not RARE.search(form)] or found


def _skeleton(value: str) -> Skeleton:
    """The pieces of a value as they stand there, but known words by their directive."""
    pieces = PIECE.findall(re.sub(HALF_DAY, r"\1\2m", " ".join(value.split())))
    if len(pieces) > MOST_PIECES:
        return ()
    return tuple(_known(each) for each in pieces)


def _signs(skeleton: Skeleton) -> Skeleton:
    """The signs of a value, with ``w`` for words and as many ``0`` as there are digits over two."""
    return tuple(
        "0" * (len(each) if len(each) > TWO else 1) if each.isdecimal()
        else "w" if each[-1].isalpha() else each
        for each in skeleton
    )  # fmt: skip


def _known(piece: str) -> str:
    word = piece.casefold()
    if word in MONTHS:
        return "%B" if word in LONG_MONTHS else "%b"
    if word in WEEKDAYS or word in (each[:3] for each in WEEKDAYS):
        return "%A" if word in WEEKDAYS else "%a"
    if word in HALVES:
        return "%p"
    offset = len(piece) > 1 and piece.strip()[0] in "+-"
    return piece[: -len(piece.strip())] + "%z" if offset else piece.replace("%", "%%")


def _common(column: Sequence[str]) -> str:
    """What a piece is in all cells: so many digits as ``0000``, a word or sign, or ``%*``."""
    if all(map(str.isdecimal, column)):
        return "0" * max(map(len, column))
    if len(set(column)) == 1:
        return column[0]
    months = {"%B", "%b"}
    return "%B" if set(column) <= months else SKIP


def _forms(common: Skeleton) -> Iterator[str]:
    pieces = _with_time(common)
    named = Counter(each for each in pieces if each in NAMED)
    if max(named.values(), default=0) > 1 or {"%b", "%B"} <= set(named):
        return
    if "%A" not in pieces and "%a" not in pieces:
        pieces = ["%b" if each == "%B" else each for each in pieces]
    digits = [at for at, piece in enumerate(pieces) if _is_digits(piece)]
    lengths = [len(pieces[at]) for at in digits]
    between = pieces[digits[0] : digits[-1]] if digits else []
    if not digits and any("%M" in each for each in pieces):
        yield from {"".join(pieces)} - {NUMBER}
    elif len(pieces) == 1 and lengths and lengths[0] <= YEAR:
        yield "%H%M"
    elif len(lengths) == 1:
        for form in SOLID.get(lengths[0], ()):
            yield _filled(pieces, digits, [form])
    elif YEAR in lengths or not any(map(str.isalpha, between)):
        for parts in _orders(lengths, named="%B" in pieces or "%b" in pieces):
            yield _filled(pieces, digits, parts)
    if "%S" in pieces and "." in pieces and len(common) == len("1.2.3"):
        yield from ("%d.%m.%y", "%m.%d.%y")


def _is_digits(piece: str) -> bool:
    return set(piece) == {"0"}


def _with_time(common: Skeleton) -> list[str]:
    """The pieces with directives where hours, minutes and seconds stand."""
    pieces = list(common)
    hour = "%I" if "%p" in pieces else "%H"
    digits = [at for at, piece in enumerate(pieces) if _is_digits(piece)]
    for mark in MARKS:
        starts = [at for at in digits if _is_hour(pieces, at, mark)]
        if starts:
            at = starts[-1 if mark == ["."] else 0]
            return [*pieces[:at], hour, *mark, "%M", *_seconds(pieces[at + 2 + len(mark) :], mark)]
    for at in digits:
        behind = [each.casefold() for each in pieces[at + 1 : at + 3] if each.strip()]
        if len(pieces[at]) in (YEAR, YEAR - 1) and set(behind[:1]) & (OF_HOURS | {"%p"}):
            return [*pieces[:at], f"{hour}%M", *pieces[at + 1 :]]
    whole = [len(pieces[at]) for at in digits]
    if whole[-1:] == [YEAR] and (whole[0] in SOLID or len(digits) == len("dmyH")):
        pieces[digits[-1]] = "%H%M"
    return pieces


def _is_hour(pieces: Sequence[str], place: int, mark: Sequence[str]) -> bool:
    """Whether a mark and two digits stand behind, and by dots no more than seconds after these."""
    at = place + 1 + len(mark)
    minutes = len(pieces[place]) <= TWO and pieces[at - len(mark) : at + 1] == [*mark, "00"]
    before = place > 1 and pieces[place - 1] == mark[0] and _is_digits(pieces[place - 2])
    before = before and (mark == ["."] or (mark == [":"] and len(pieces[place - 2]) <= TWO))
    if not minutes or before:
        return False
    return mark != ["."] or pieces[at + 1 : at + 2] != ["."] or pieces[at + 2 : at + 3] == ["00"]


def _seconds(behind: list[str], mark: Sequence[str]) -> list[str]:
    """What stands behind the minutes, with directives for seconds and their fraction."""
    if behind[:2] != [*mark, "00"]:
        return behind
    if behind[2:3] in (["."], [":"]) and _is_digits("".join(behind[3:4])):
        return [*mark, "%S", behind[2], "%f", *behind[4:]]
    return [*mark, "%S", *behind[2:]]


def _orders(lengths: Sequence[int], *, named: bool) -> Iterator[list[str]]:
    """The directives that so many digits, beside the name of a month if it is `named`, may be."""
    long = [at for at, length in enumerate(lengths) if length > TWO]
    for letters in (("d", "y"), ("y", "d")) if named else ORDERS:
        if len(letters) != len(lengths) or (long and long != [letters.index("y")]):
            continue
        if long and lengths[long[0]] != YEAR:
            continue
        yield ["%Y" if letter == "y" and long else f"%{letter}" for letter in letters]


def _filled(pieces: Sequence[str], places: Sequence[int], parts: Sequence[str]) -> str:
    found = list(pieces)
    for at, part in zip(places, parts, strict=True):
        found[at] = part
    return "".join(found)


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

    A text of that shape may still name no day; to look first is many times faster. Where a form
    skips something, the groups of the match are what it reads.
    """
    if form in WIDTHS:
        return re.compile(f"[0-9]{{{WIDTHS[form]}}}")
    read = [
        "".join(map(_shape, re.split(r"(%-?[A-Za-z%]|\s+)", part))) for part in form.split(SKIP)
    ]
    shape = ".*?".join(f"({part})" for part in read) if len(read) > 1 else read[0]
    return re.compile(shape, re.IGNORECASE | re.DOTALL)


def _shape(piece: str) -> str:
    if piece.startswith("%"):
        return SHAPES.get(piece[-1], ".*")
    return r"\s+" if piece.isspace() else re.escape(piece)
