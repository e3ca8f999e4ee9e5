"""Month names of twelve languages in a text, replaced by their English ones."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

import ibis

ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WORD = r"\pL{3,}"
"""What may be a month's name."""


def _months() -> dict[str, int]:
    """Return the month, from 1, that each name in ``months.csv`` stands for."""
    text = files("tallystick.load").joinpath("months.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {form: int(row["month"]) for row in rows for form in row["forms"].split()}


MONTHS = _months()
"""The month of each name, in small letters; no name stands for two."""


def in_english(text: Any, *, short: bool, dot: bool) -> Any:
    """Return `text` with its first word of three letters or more as an English month's name.

    `short` names have three letters; with `dot`, a full stop after the name stays. Null where
    that word is no month's name.
    """
    stop = "" if dot else r"\.?"
    known = {name: ENGLISH[month - 1][: 3 if short else None] for name, month in MONTHS.items()}
    names = ibis.map(ibis.array(list(known)), ibis.array(list(known.values())))
    english = names.get(text.re_extract(WORD, 0).lower())
    return text.re_replace(f"^(.*?){WORD}{stop}", "\\1" + english)


def month_of(text: Any) -> Any:
    """Return the number, from 1, of the month whose name `text` is; null when it is none."""
    names = ibis.map(ibis.array(list(MONTHS)), ibis.array(list(MONTHS.values())))
    return names.get(text.lower())
