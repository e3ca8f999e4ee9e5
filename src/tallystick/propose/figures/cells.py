"""Cells of figures: numbers, and the few words or signs that stand where there is none."""

from __future__ import annotations

from tallystick.propose.cells.values import NumberReading, read_numbers
from tallystick.propose.files.look import Look
from tallystick.propose.headers.composed import facets_of

MOST_WORDS, MOST_SHARE, MOST_DASHES, LEAST_NUMBERS = 3, 0.3, 0.95, 3

DASHES = frozenset({"-", "–", "—", "..", "...", "…"})
"""Signs of no figure, which may fill most of a column: a rare offence in small towns."""


def figure_numbers(look: Look, header: str) -> tuple[NumberReading, tuple[str, ...]] | None:
    """Return how the numbers of a column read, and which words stand for none; None if they do not.

    Signs such as ``..`` and ``*`` may stand for none; words such as *Unknown* only in a column that
    is called a count. There are three of them at most, in less than a third of the cells.
    """
    cells = look.column(header)
    others = {cell for cell in cells if not any(sign.isdigit() for sign in cell)}
    if others:
        called = "count" in facets_of(header)
        letters = any(sign.isalpha() for cell in others for sign in cell)
        share = sum(cell in others for cell in cells) / len(cells)
        dashes = others <= DASHES and len(cells) * (1 - share) >= LEAST_NUMBERS
        most = MOST_DASHES if dashes else MOST_SHARE
        if len(others) > MOST_WORDS or share > most or (letters and not called):
            return None
    read = read_numbers([cell for cell in cells if cell not in others])
    return None if read is None else (read, tuple(sorted(others)))
