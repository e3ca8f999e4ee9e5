"""Words that stand for an empty cell, such as (null), seen in the columns of a file."""

from __future__ import annotations

import re
from dataclasses import replace

from tallystick.propose.look import Look
from tallystick.propose.proposals import TableProposal

WORDS = frozenset(
    {"(null)", "null", "<null>", "\\n", "n/a", "#n/a", "na", "nan", "none", "nil", "-", "--", "---",
     ".", "..", "...", "…", "np", "n.p.",
     "(blank)", "s/d", "sin_dato", "n.d.", "нет данных", "sin dato", "não informado", "k.a."}
)  # fmt: skip
"""In small letters. *Unknown* is not among them: what a record calls unknown it has been asked."""
NO_DATE = re.compile(r"0{1,4}([-/.])0{1,2}\1(0{4}|00)([ T]00?:00(:00)?)?")
"""A date of zeros, as databases write where there is none."""
MOST = 0.9
"""The share of a column's cells above which such a word is its only value, and no empty cell."""


def without_null_words(look: Look) -> tuple[Look, dict[str, tuple[str, ...]]]:
    """Return the look with such cells empty, and which words stood in which column."""
    found: dict[str, tuple[str, ...]] = {}
    for at, name in enumerate(look.header):
        cells = [row[at].strip() for row in look.rows if row[at].strip()]
        words = [cell for cell in cells if cell.casefold() in WORDS or NO_DATE.fullmatch(cell)]
        if words and len(words) <= MOST * len(cells):
            found[name] = tuple(sorted(set(words)))
    if not found:
        return look, {}
    columns = {look.header.index(name): set(words) for name, words in found.items()}
    rows = tuple(
        tuple("" if at in columns and cell.strip() in columns[at] else cell
              for at, cell in enumerate(row))
        for row in look.rows
    )  # fmt: skip
    return replace(look, rows=rows), found


def with_null_words(table: TableProposal, found: dict[str, tuple[str, ...]]) -> TableProposal:
    """Return the table with the key ``null`` for the words that stood in the columns it reads."""
    read = {header for each in table.all_columns.values() for header in each.headers}
    words = sorted({word for name in read for word in found.get(name, ())})
    return replace(table, beside={**table.beside, "null": words}) if words else table
