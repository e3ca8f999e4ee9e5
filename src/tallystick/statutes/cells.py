"""What does a cell of a law pack's table say?"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from tallystick.statutes.faults import Faults, listed, shown

LARGEST_FILE = 4 << 20
LONGEST_CELL = 2_000
NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YES_NO: dict[str, bool | None] = {"yes": True, "no": False, "unknown": None}


class Cells:
    """One row of a table: its cells by column, and where faults are told."""

    def __init__(self, file: str, row: int, cells: dict[str, str], faults: Faults) -> None:
        self.file, self.row = file, row
        self._cells, self._faults = cells, faults

    def fault(self, words: str) -> None:
        """Note a fault of this row."""
        self._faults.add(self.file, self.row, words)

    def text(self, name: str, *, needed: bool = False) -> str:
        """Return a cell as it is, without blanks around it; "" where the column is left out."""
        read = self._cells.get(name, "")
        if needed and not read:
            self.fault(f"{name} is empty; every row has one; write it, or take the row out")
        return read

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words of a cell, which blanks separate; none where the column is left out."""
        return tuple(self._cells.get(name, "").split())

    def holds(self, name: str) -> bool:
        """Whether there is such a cell, and anything in it."""
        return self._cells.get(name, "") != ""

    def number(self, name: str, *, needed: bool = False) -> Decimal | None:
        """Return a number that is not negative; None for an empty cell."""
        read = self.text(name, needed=needed)
        if not read:
            return None
        if not NUMBER.fullmatch(read):
            self.fault(f"{name} is {shown(read)}; write a number such as 1000 or 0.25")
            return None
        return Decimal(read)

    def day(self, name: str) -> date | None:
        """Return a day; None, which is open, for an empty cell or a column left out."""
        read = self._cells.get(name, "")
        if not read:
            return None
        try:
            if DAY.fullmatch(read) and (told := date.fromisoformat(read)) < date.max:
                return told
        except ValueError:
            pass
        self.fault(f"{name} is {shown(read)}; write a day such as 2025-03-03, or nothing")
        return None

    def choice(self, name: str, options: Sequence[str]) -> str:
        """Return a cell that is one of `options`; the first of them after a fault."""
        read = self._cells[name]
        if read in options:
            return read
        self.fault(f"{name} is {shown(read)}; write one of {listed(options)}")
        return options[0]

    def inclusive(self, name: str, *, bounded: bool) -> bool | None:
        """Return whether a bound belongs to the class: yes, no, or unknown as None."""
        read = self._cells[name]
        if not bounded:
            if read:
                self.fault(f"{name} is {shown(read)} where there is no bound; empty the cell")
            return None
        if read not in YES_NO:
            self.fault(f"{name} is {shown(read)}; write yes, no or unknown")
        return YES_NO.get(read)

    def flag(self, name: str) -> bool:
        """Return whether a cell says yes; an empty one says no."""
        return self.holds(name) and self.choice(name, ("no", "yes")) == "yes"


def _bytes(path: Path, file: str, faults: Faults) -> bytes | None:
    try:
        with path.open("rb") as opened:
            raw = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        faults.add(file, None, f"it cannot be opened: {error.strerror}; check the path")
        return None
    if len(raw) > LARGEST_FILE:
        faults.add(file, None, "it is larger than 4 MiB; is it part of a law pack?")
        return None
    return raw


def read_text(path: Path, file: str, faults: Faults) -> str | None:
    """Return the text of a file of a pack; None, and a fault, where it is none."""
    raw = _bytes(path, file, faults)
    try:
        return None if raw is None else raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(file, None, f"byte {error.start:,} is not UTF-8; save the file in UTF-8")
        return None


def read_rows(
    text: str, file: str, columns: tuple[str, ...], faults: Faults, may_lack: tuple[str, ...] = ()
) -> Iterator[Cells]:
    """Yield the rows of a CSV file whose header has `columns`, in any order; all faults told.

    The columns `may_lack` can be there too.
    """
    try:
        records = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except csv.Error as error:
        faults.add(file, None, f"it is not valid CSV: {error}; correct its quotes")
        return
    header = [name.strip() for name in records[0]] if records else []
    known = {*columns, *may_lack}
    if not set(columns) <= set(header) <= known or len(header) != len(set(header)):
        lacking = [name for name in columns if name not in header]
        foreign = [shown(name) for name in header if name not in known]
        words = [f"it lacks {listed(lacking)}"] if lacking else []
        words += [f"it has {listed(foreign)}, which the table does not know"] if foreign else []
        faults.add(
            file, 1, f"{'; '.join(words) or 'a column stands twice'}; "
            f"the header is {','.join(columns)}",
        )  # fmt: skip
        return
    for number, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) != len(header):
            faults.add(
                file, number, f"it has {len(record)} cells and the header {len(header)}; "
                "quote cells that hold a comma",
            )  # fmt: skip
            continue
        cells = Cells(
            file, number, {name: cell.strip() for name, cell in zip(header, record, strict=True)},
            faults,
        )  # fmt: skip
        if _clean(cells, header):
            yield cells


def _clean(cells: Cells, header: list[str]) -> bool:
    """Whether no cell holds what could steer a terminal, or is longer than a cell may be."""
    for name in header:
        read = cells.text(name)
        if len(read) > LONGEST_CELL:
            cells.fault(f"{name} has {len(read):,} characters; a cell has at most {LONGEST_CELL:,}")
            return False
        if not read.isprintable():
            cells.fault(f"{name} is {shown(read)}; a cell is one line of printable text")
            return False
    return True
