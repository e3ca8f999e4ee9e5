"""Where were the rows of a law pack read, and of which days does each source tell the law?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tallystick.statutes.cells import Cells
from tallystick.statutes.faults import Faults, shown
from tallystick.statutes.rows import Dates

ADDRESS = re.compile(r"\w{2,}\.\w{2,}")
FEWEST_WORDS, FEWEST_LETTERS = 3, 8


@dataclass(frozen=True)
class Source:
    """Where rows were read: its row, key and text, and the days of which it tells the law."""

    row: int
    key: str
    text: str
    read: Dates


def source_of(cells: Cells) -> Source:
    """Read a row of `sources.csv`; a text that names no place to read is a fault."""
    text = cells.text("text", needed=True)
    short = len(text.split()) < FEWEST_WORDS or sum(map(str.isalnum, text)) < FEWEST_LETTERS
    if short and not ADDRESS.search(text):
        cells.fault(
            f"text is {shown(text)}; write where it can be read: an address, or the law, its date "
            "and its part"
        )
    read = cells.day("read_from"), cells.day("read_to")
    return Source(cells.row, cells.text("key", needed=True), text, read)


def texts_of(rows: tuple[Source, ...], file: str, faults: Faults) -> dict[str, str]:
    """Return the text of each source by its key."""
    kept: dict[str, str] = {}
    for each in rows:
        if each.key in kept or len(each.key.split()) != 1:
            faults.add(file, each.row, f"key is {shown(each.key)}; a key is one word, and stands "
                                       "once")  # fmt: skip
        kept[each.key] = each.text
    return kept
