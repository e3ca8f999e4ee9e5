"""Numbers with their unit in the same cell, such as ``0,48 г`` or ``1.2 lbs``."""

from __future__ import annotations

from typing import Any

import ibis

from tallystick.load.units import WORDS

_NUMBER = r"[+-]?[0-9.,][0-9.,'\x{2019}_\s\x{a0}\x{202f}]*"
PATTERN = rf"^({_NUMBER})([^0-9\s\x{{a0}}\x{{202f}}][^0-9]*)?$"
"""A number, then a unit without a digit: ``3 kg 200 g`` is not one number."""


def divided(text: Any) -> tuple[Any, Any]:
    """Return the number and the unit in `text`; all of it and null where it is no such pair."""
    pair = text.re_search(PATTERN)
    number = pair.ifelse(text.re_extract(PATTERN, 1).strip(), text)
    unit = text.re_extract(PATTERN, 2).strip().nullif("")
    return number, pair.ifelse(unit, ibis.null("string"))


def worded(text: Any) -> Any:
    """Return the UCUM code that a unit's word or abbreviation means; null when it is unknown."""
    codes = ibis.map(ibis.array(list(WORDS)), ibis.array(list(WORDS.values())))
    return codes.get(text.re_replace(r"\.+$", "").lower())
