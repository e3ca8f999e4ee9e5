"""Is a value that the engagement file states for a canonical column one that it may hold?"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tallystick.load.units import near_unit, ucum
from tallystick.load.wording import meant, shown
from tallystick.tables import Column

LARGEST = 10**15
NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?"
OFFSET = r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
ISO = f"{DAY}([T ]{CLOCK}( ?{OFFSET})?)?"


def canonical_text(value: Any) -> str:
    """Return a stated `value` as the text of a cell that reads back as it."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < 40 else str(value)
    return str(value)


def literal_fault(column: Column, value: Any) -> str | None:
    """Return what is wrong with `value` standing in `column`, or None."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal, date)):
        return f"read {shown(value)}; write text, a number or a day"
    if isinstance(value, int) and value.bit_length() > 100:
        return f"read {shown(value)}; numbers here are at most {LARGEST:,}"
    text = canonical_text(value)
    if not text.strip():
        return "it is empty; leave it out instead"
    if column.kind == "code" and text not in column.codes:
        return f"read {shown(text)}; {column.name} does not know it; {meant(text, column.codes)}"
    if column.kind == "unit" and ucum(text) is None:
        return f"read {shown(text)}; it is no UCUM code that is known here; {near_unit(text)}"
    if column.kind in ("number", "integer"):
        return _number_fault(column, text)
    if column.kind in ("instant", "date") and not _is_instant(text):
        return f"read {shown(text)}; write a day such as 2019-01-31"
    return None


def _number_fault(column: Column, text: str) -> str | None:
    if len(text) > 400 or not re.fullmatch(NUMBER, text) or abs(float(text)) > LARGEST:
        return f"read {shown(text)}; write a number with a decimal point, at most {LARGEST:,}"
    number = float(text)
    if column.kind == "integer" and not number.is_integer():
        return f"read {shown(text)}; write a whole number"
    if column.minimum is not None and number < column.minimum:
        return f"read {shown(text)}; it must be >= {column.minimum:g}"
    return None


def _is_instant(text: str) -> bool:
    if not re.fullmatch(ISO, text) or not text[:4] >= "1700":
        return False
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
