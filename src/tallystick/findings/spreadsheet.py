"""Texts for CSV of which a spreadsheet makes no formula, at whichever sign it splits the cells.

Where the system separates lists by semicolons a spreadsheet splits a CSV file there, and quotes
that do not begin a cell do not hinder it: of ``A,"N;=1+1;x"`` it makes ``A,"N``, a formula and
``x"``. So an apostrophe stands before every sign of a formula that a cell could begin with: at the
start of a text and behind each sign that separates cells or rows, with blanks and quotes between.
Control characters go, as they would steer the terminal on which somebody looks at the file.

What is read back is not always what was recorded: that is in the Parquet file beside it.
"""

from __future__ import annotations

import re

SEPARATORS = ",;|\n"
"""A tab, which separates too, becomes a blank."""
SIGNS = "=+\\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}" + (
    "\N{FULLWIDTH COMMERCIAL AT}"
)
BETWEEN = ' "\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}'
REPLACED = (
    (r"\r\n?", "\n"),
    ("[\\t\\x0b\\x0c\\x85\u2028\u2029]", " "),
    ("[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f\u202a-\u202e\u2066-\u2069]", "\N{REPLACEMENT CHARACTER}"),
    (f"((?:^|[{SEPARATORS}])[{BETWEEN}]*)([{SIGNS}])", r"\1'\2"),
)
"""Regular expressions of Python and of DuckDB, and what takes the place of each, in this order."""


def disarmed(text: str) -> str:
    """Return `text` as it may stand in a cell of a CSV file."""
    for pattern, instead in REPLACED:
        text = re.sub(pattern, instead, text)
    return text
