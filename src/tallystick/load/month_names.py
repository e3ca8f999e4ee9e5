"""Month names of nine languages in a text, replaced by their English ones."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from typing import Any

import ibis

ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _months() -> dict[str, int]:
    """Return the month, from 1, that each name in ``months.csv`` stands for."""
    text = files("tallystick.load").joinpath("months.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {form: int(row["month"]) for row in rows for form in row["forms"].split()}


MONTHS = _months()
"""The month of each name, in small letters; no name stands for two."""
NAMES = "|".join(map(re.escape, sorted(MONTHS, key=lambda name: (-len(name), name))))


def in_english(text: Any, *, short: bool, dot: bool) -> Any:
    """Return `text` with its first month name in English: `short` has three letters.

    With `dot`, a full stop after the name stays. A text without such a name stays as it is.
    """
    stop = "" if dot else r"\.?"
    pattern = rf"(?i)(^|[^\pL])({NAMES}){stop}([^\pL]|$)"
    known = {name: ENGLISH[month - 1][: 3 if short else None] for name, month in MONTHS.items()}
    names = ibis.map(ibis.array(list(known)), ibis.array(list(known.values())))
    english = names.get(text.re_extract(pattern, 2).lower())
    return english.isnull().ifelse(text, text.re_replace(pattern, "\\1" + english + "\\3"))


def month_of(text: Any) -> Any:
    """Return the number, from 1, of the month whose name `text` is; null when it is none."""
    names = ibis.map(ibis.array(list(MONTHS)), ibis.array(list(MONTHS.values())))
    return names.get(text.lower())
