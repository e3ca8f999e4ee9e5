"""Several values in one cell, such as ``White; Black``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

import ibis

_BETWEEN = "\x1f"
MOST_VALUES = 1_000
"""How many values a cell may hold, since the rest of its row is repeated for each."""
MIXED = "mixed"
"""What a cell is read as whose values must be the same and are not."""


def parts_of(text: Any, separators: Sequence[str]) -> Any:
    """Return the values in `text` as an array: trimmed, none empty, one null where it is null."""
    return (
        _joined(text, separators)
        .split(_BETWEEN)
        .fill_null(ibis.array([ibis.null("string")]).cast("array<string>"))
    )


def one_of(text: Any, separators: Sequence[str], take: Literal["first", "same"]) -> Any:
    """Return the first value in `text`, or the one that all are: ``mixed`` where they differ."""
    parts = _joined(text, separators).split(_BETWEEN)
    if take == "first":
        return parts[0]
    return (parts.unique().length() > 1).ifelse(MIXED, parts[0])


def _joined(text: Any, separators: Sequence[str]) -> Any:
    """Return the values in `text` with one sign between them; null where there is none."""
    between = "|".join(map(re.escape, sorted(separators, key=len, reverse=True)))
    joined = text.re_replace(rf"(\s*(?:{between})\s*)+", _BETWEEN)
    return joined.re_replace(f"^{_BETWEEN}|{_BETWEEN}$", "").nullif("")
