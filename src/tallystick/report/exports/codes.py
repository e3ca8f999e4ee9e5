"""What is a code of a closed list called in the reader's language?

In English a code is its own name, so that a workbook and the other forms can be joined.
"""

from __future__ import annotations

from typing import Any

from tallystick.report.pages.unit_figures import LEVELS_OF
from tallystick.report.words.rendering import rendered_name
from tallystick.report.words.wording import catalogue, language, say

CLOSED = frozenset({"disposition", "family", "source", "subject_kind", "verdict"})


def told(column: str, value: Any) -> Any:
    """Return a value of `column` in words, where the column is of a closed list; else as it is."""
    if not isinstance(value, str):
        return value
    if column == "basis":
        return rendered_name(LEVELS_OF, value)
    key = f"code.{column}.{value}"
    known = column in CLOSED and key in catalogue(language())
    return say(f"code.{column}.{value}") if known else value
