"""The forms in which dates and times of day may be written, tried one after another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice

from tallystick.load.date_text import HALF_DAY
from tallystick.load.formats import CLOCKS, GUESSES

TIMES = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p", "%H.%M.%S",
         "%H:%M:%S.%f", "%Hh%M", "%H h %M", "%H:%Mh", "%I%M%p", "%H%M")  # fmt: skip
DAYS = (*GUESSES, "%d-%m-%y", "%m-%d-%Y", "%Y.%m.%d", "%m%d%Y", "%d %b %Y", "%B %d, %Y",
        "%b %d %Y", "%d de %B de %Y", "%d/%b/%Y", "%Y年%m月%d日", "%d%b%Y",
        "%A, %B %d, %Y")  # fmt: skip
MORE_CLOCKS = (" %H:%M:%S.%f", "T%H:%M:%S.%f", " %H.%M.%S", " %I:%M:%S%p", " %I:%M%p",
               " %H:%M:%S%z", " %H:%M:%S %z", " %Hh%M", ", %H:%M", " - %H:%M")  # fmt: skip
SOLID = ("%Y%m%d%H%M%S",)
MOST_CLOCKS = 5
SHAPES = {**dict.fromkeys("dmHIMS", r"[ \d]?\d"), **dict.fromkeys("aAbB", r"[^\W\d_]+\.?"),
          "Y": r"\d{4}", "y": r"\d{2}", "j": r"\d{1,3}", "f": r"\d{1,6}", "p": "[ap]m",
          "%": "%"}  # fmt: skip
"""What the parts of a date look like; of others, anything."""
BEHIND = re.compile(
    r"[^:]*[0-9](?P<joint>[ ,;-]+|:(?=[0-9]{4}$))(?:(?P<solid>[0-2][0-9][0-5][0-9])"
    r"|[0-2]?[0-9](?P<mark>[:.h])[0-5][0-9](?P<seconds>(?P=mark)[0-5][0-9])?)"
    r"(?P<half> ?[AP]M?(?![a-z.]))?(?P<tail>[^0-9]{0,8})",
    re.IGNORECASE,
)
"""A day with a time behind it."""


def each_month_once(forms: Iterable[str]) -> list[str]:
    """Return the forms without those that read the same by the other name of a month."""
    return list({form.replace("%B", "%b"): form for form in reversed(list(forms))}.values())[::-1]


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


@cache
def shape_of(form: str) -> re.Pattern[str]:
    """What a text must look like for `form` to read it: digits and letters in their places.

    A text of that shape may still name no day; to look first is many times faster.
    """
    shape = ""
    for piece in re.split(r"(%-?[A-Za-z*%]|\s+)", form):
        if piece.startswith("%"):
            shape += SHAPES.get(piece[-1], ".*")
        else:
            shape += r"\s+" if piece.isspace() else re.escape(piece)
    return re.compile(shape, re.IGNORECASE | re.DOTALL)


def moments(values: Iterable[str]) -> tuple[str, ...]:
    """Return forms of a day with a time of day, those that the first values show among them."""
    clocks = dict.fromkeys((*filter(None, CLOCKS), *MORE_CLOCKS, *_clocks_of(values)))
    days = (*DAYS, "%Y-%m-%d")
    return (*SOLID, *(day + clock for clock in clocks for day in days))


def _clocks_of(values: Iterable[str]) -> Iterable[str]:
    """The times of day behind the first values, with what stands between day and time, and after.

    Of ``6/1/2021, 5:30 PM`` it is ``, %I:%M %p``.
    """
    for each in islice(values, MOST_CLOCKS):
        found = BEHIND.fullmatch(each)
        if found is None or "%" in each:
            continue
        if found["solid"] and not found["tail"].strip() and found["joint"] != ":":
            continue
        mark, half = found["mark"] or "", found["half"] or ""
        clock = f"{mark}%M{mark}%S" if found["seconds"] else f"{mark}%M"
        half = re.sub("[AP]M?", "%p", half, flags=re.IGNORECASE)
        yield f"{found['joint']}{'%I' if half else '%H'}{clock}{half}{found['tail']}"
