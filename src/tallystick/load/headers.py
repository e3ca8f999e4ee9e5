"""Which rows of a source hold the names of its columns, and what are the columns called?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Header:
    """Where the names of the columns stand: in `rows` rows from `row` on, counted from 1.

    With no rows there is no header: `row` is then the first record, and the columns are called
    ``c1``, ``c2``, ...
    """

    row: int = 1
    rows: int = 1

    @property
    def last(self) -> int:
        """The row before the first record."""
        return self.row + self.rows - 1

    def names(self, cells: Sequence[Sequence[str]]) -> list[str]:
        """Return the names of the columns; one that the header leaves empty is called by its place.

        `cells` are the rows of the header; without a header, the first record.
        """
        numbers = numbered(max(map(len, cells), default=0))
        if not self.rows:
            return numbers
        names = joined_names(cells)
        if not any(name.strip() for name in names):
            return names
        held = {name.strip() for name in names}
        return [name if name.strip() or number in held else number
                for name, number in zip(names, numbers, strict=True)]  # fmt: skip


ONE_ROW = Header()


def numbered(width: int) -> list[str]:
    """Return the names of the columns of a file without a header."""
    return [f"c{number}" for number in range(1, width + 1)]


def joined_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the names that one or several rows of a header give, joined by a blank.

    In every row but the last, an empty cell takes what stands to its left, as a merged cell
    shows it; not where a cell above it is filled, since another group begins there.
    """
    if len(rows) == 1:
        return list(rows[0])
    width = max(map(len, rows), default=0)
    full = [[*(cell.strip() for cell in row), *[""] * (width - len(row))] for row in rows]
    parts: list[list[str]] = [[] for _ in range(width)]
    begins = [False] * width
    for row in full[:-1]:
        begins = [known or bool(cell) for known, cell in zip(begins, row, strict=True)]
        held = ""
        for at, cell in enumerate(row):
            held = cell if begins[at] else held
            parts[at].append(held)
    for at, cell in enumerate(full[-1]):
        parts[at].append(cell)
    return [" ".join(filter(None, words)) for words in parts]
