"""What is seen of a file at first sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tallystick.load.headers import numbered
from tallystick.propose.cells.date_readings import read_dates
from tallystick.propose.cells.values import ENOUGH


class TrueDate(str):
    """A cell of a workbook that is a date and no text, as the text that is made of it."""

    __slots__ = ()


@dataclass(frozen=True)
class Look:
    """A file, or a sheet of a workbook, as far as it was looked at.

    `rows` are its first rows, as texts in the order of `header`; `whole` says that there are no
    more. `delimiter` is given where it is not the usual one of the kind, `encoding` where it was
    guessed; `header_row` counts from 1 and is the first of `header_rows`, 0 of them where there is
    no header and the columns are called ``c1``, ``c2``, ... `totals` are the columns in which rows
    are called totals, each with what they are called there. `keys` are further keys of the source
    that the engagement must state, and `doubt` is what its reader should know of them. `lower`
    has, for each of `header`, the name in the last row of a header of several; empty of one row.
    `titles` are the filled cells above the header, and the name of a sheet that is the only one.
    """

    name: str
    format: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    whole: bool
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int = 1
    header_rows: int = 1
    totals: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keys: tuple[tuple[str, Any], ...] = ()
    doubt: str = ""
    lower: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    _read: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def column(self, name: str) -> list[str]:
        """The filled cells of a column in rows that are no totals, without blanks at their ends.

        Where dates stand as texts beside true dates, the texts alone: a true date needs no format.
        """
        if name not in self._read:
            self._read[name] = self._column(name)
        return list(self._read[name])

    def _column(self, name: str) -> list[str]:
        at = self.header.index(name)
        filled = [row[at] for row in self._records() if row[at].strip()]
        cells = [cell.strip() for cell in filled]
        texts = [cell.strip() for cell in filled if type(cell) is not TrueDate]
        if not 0 < len(texts) < len(cells):
            return cells
        read = read_dates(texts)
        few = len(texts) <= (1 - ENOUGH) * len(cells)
        return cells if read is None or (few and not read.decided) else texts

    def is_nameless(self, name: str) -> bool:
        """Whether the header leaves a column without a name, so that its place names it."""
        at = self.header.index(name)
        return self.header_rows > 0 and name == numbered(at + 1)[at]

    def _records(self) -> Sequence[tuple[str, ...]]:
        """The rows without those that are called totals."""
        said = [(self.header.index(name), set(words)) for name, words in self.totals]
        if not said:
            return self.rows
        return [row for row in self.rows
                if not any(row[at].strip() in words for at, words in said)]  # fmt: skip
