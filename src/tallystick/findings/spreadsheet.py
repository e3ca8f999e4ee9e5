"""Which texts would a spreadsheet run as a formula, or take for one?"""

from __future__ import annotations

import re

FORMULA = r"^[=+\-@\t\r\n]"
"""As a regular expression of Python and of DuckDB; such a text is preceded by an apostrophe."""


def disarmed(text: str) -> str:
    """Return `text`, preceded by an apostrophe where a spreadsheet would run it."""
    return f"'{text}" if re.match(FORMULA, text) else text
