"""What does a file hold at first sight: its header, some rows, and how it is written?"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from tallystick.load.encodings import find_script, utf8_chunks
from tallystick.load.places import Place, format_of
from tallystick.load.wording import InputError, first_line
from tallystick.load.workbooks import not_too_large
from tallystick.propose.concepts import met_by

MOST_ROWS = 20_000
"""Rows that are looked at; the first ones."""
TITLE_LINES, TRIED_LINES = 20, 60
ENCODINGS = ("windows-1251", "windows-1252", "koi8-r", "cp866", "windows-1250", "windows-1254",
             "mac-cyrillic")  # fmt: skip
DELIMITERS = (",", ";", "\t", "|")
Rows = list[list[str]]


@dataclass(frozen=True)
class Look:
    """A file, or a sheet of a workbook, as far as it was looked at.

    `rows` are its first rows, as texts in the order of `header`; `whole` says that there are no
    more. `delimiter` is given where it is not the usual one of the kind, `encoding` where it was
    guessed; `header_row` counts from 1.
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

    def column(self, name: str) -> list[str]:
        """The filled cells of a column, without blanks at their ends."""
        at = self.header.index(name)
        return [row[at].strip() for row in self.rows if row[at].strip()]


def look_at(path: Path, name: str, encoding: str | None = None) -> list[Look]:
    """Look at one file: a `Look` for it, or for each sheet that holds a table.

    `encoding` is that of text files; None finds it.

    Raises
    ------
    InputError
        When it is of no known kind, cannot be read, or holds no table.
    """
    kind, zipped = format_of(path)
    if kind is None:
        raise InputError(f"{name}: it is of no known kind")
    place = Place(path, name, kind, zipped)
    try:
        other = {"parquet": _parquet, "xlsx": _workbook, "jsonl": _json}.get(kind)
        looks = other(place) if other is not None else _text(place, encoding)
    except OSError as error:
        raise InputError(f"{name}: it cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(
            f"{name}: its bytes are no text in {encoding}; try another --encoding"
        ) from None
    if not looks:
        raise InputError(f"{name}: it holds no table with a header and a row below it")
    return looks


def _text(place: Place, said: str | None) -> list[Look]:
    encoding, guessed = (said, True) if said is not None else _encoding(place)
    lines = _lines(utf8_chunks(place, encoding))
    start = list(islice(lines, TRIED_LINES))
    usual = "\t" if place.format == "tsv" else ","
    mark = max(DELIMITERS, key=lambda each: (_steady(start, each), each == usual))
    rows = list(islice(csv.reader(_both(start, lines), delimiter=mark), MOST_ROWS + TITLE_LINES))
    look = _table(place, rows)
    if look is None:
        return []
    stated = encoding if guessed else None
    return [replace(look, encoding=stated, delimiter=None if mark == usual else mark)]


def _encoding(place: Place) -> tuple[str, bool]:
    """The encoding of a text file, and whether it is a guess that the engagement must state.

    Where the bytes allow several, the one in which most words of the first lines are terms.
    """
    try:
        script = find_script(place, None)
        return script.encoding, bool(script.note)
    except InputError as error:
        counts = {name: _known_words(place, name) for name in ENCODINGS}
        best, *others = sorted(counts, key=lambda name: -counts[name])
        if counts[best] > counts[others[0]]:
            return best, True
        raise error from None


def _known_words(place: Place, encoding: str) -> int:
    """How many cells of the first lines are terms that are not ASCII, read in `encoding`."""
    try:
        lines = list(islice(_lines(utf8_chunks(place, encoding)), TITLE_LINES))
    except UnicodeDecodeError:
        return 0
    cells = {cell.strip(' "\r\n') for line in lines for cell in re.split("[,;\t|]", line)}
    return sum(1 for cell in cells if not cell.isascii() and met_by(cell))


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    held = b""
    for chunk in chunks:
        *whole, held = (held + chunk).split(b"\n")
        yield from (line.decode("utf-8") + "\n" for line in whole)
    if held:
        yield held.decode("utf-8")


def _both(start: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from start
    yield from rest


def _steady(lines: list[str], mark: str) -> tuple[int, int]:
    """How many of the lines have the number of cells that most have, and that number."""
    cells = Counter(len(row) for row in csv.reader(lines, delimiter=mark) if row)
    most, times = max(cells.items(), key=lambda each: (each[0] > 1, each[1]), default=(1, 0))
    return (times if most > 1 else 0), most


def _table(place: Place, rows: Rows, sheet: str | None = None) -> Look | None:
    """Find the header below any lines of title, and put the rows in its order."""
    wide = Counter(sum(1 for cell in row if cell.strip()) for row in rows[: 5 * TITLE_LINES] if row)
    usual = max(wide, key=lambda many: (wide[many], many), default=0)
    for at, row in enumerate(rows[:TITLE_LINES]):
        named = [cell.strip() for cell in row]
        while named and not named[-1]:
            named.pop()
        filled = sum(1 for cell in named if cell)
        if filled >= max(2, 0.6 * usual) and not any(map(_a_number, named)):
            body = [[*cells, *[""] * len(named)][: len(named)] for cells in rows[at + 1 :]]
            body = [cells for cells in body if any(cell.strip() for cell in cells)]
            if not body:
                return None
            kept = tuple(tuple(cells) for cells in body[:MOST_ROWS])
            header = tuple(named)
            return Look(place.name, place.format, header, kept, len(body) < MOST_ROWS,
                        sheet=sheet, header_row=at + 1)  # fmt: skip
    return None


def _a_number(cell: str) -> bool:
    try:
        float(cell.replace(",", ".").replace(" ", "") or "no")
    except ValueError:
        return False
    return True


def _workbook(place: Place) -> list[Look]:
    import python_calamine

    not_too_large(place)
    try:
        with place.path.open("rb") as file:
            book = python_calamine.CalamineWorkbook.from_filelike(file)
            sheets = {
                name: [[_shown(cell) for cell in row] for row in
                       islice(book.get_sheet_by_name(name).iter_rows(), MOST_ROWS + TITLE_LINES)]
                for name in book.sheet_names
            }  # fmt: skip
    except (python_calamine.CalamineError, ValueError, KeyError) as error:
        raise InputError(f"{place.name}: it cannot be read as an Excel workbook: {error}") from None
    found = [(name, _table(place, rows, name)) for name, rows in sheets.items()]
    looks = [look for _, look in found if look is not None]
    return [replace(look, sheet=None) for look in looks] if len(sheets) == 1 else looks


def _shown(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _parquet(place: Place) -> list[Look]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(place.path) as file:
            batch = next(file.iter_batches(batch_size=MOST_ROWS), None)
            whole = file.metadata.num_rows <= MOST_ROWS
    except pa.ArrowException as error:
        raise InputError(
            f"{place.name}: it cannot be read as Parquet: {first_line(error)}; copy it again, or "
            "export it again"
        ) from None
    if batch is None or not batch.num_rows:
        return []
    columns = [[_shown(value) for value in column.to_pylist()] for column in batch.columns]
    rows = tuple(zip(*columns, strict=True))
    return [Look(place.name, place.format, tuple(batch.schema.names), rows, whole)]


def _json(place: Place) -> list[Look]:
    script = find_script(place, None)
    objects = []
    for line in islice(_lines(utf8_chunks(place, script.encoding)), MOST_ROWS):
        try:
            told = json.loads(line) if line.strip() else None
        except json.JSONDecodeError:
            continue
        if isinstance(told, dict):
            objects.append(told)
    header = tuple(dict.fromkeys(key for each in objects for key in each))
    if not header:
        return []
    rows = tuple(tuple(_shown(each.get(key)) for key in header) for each in objects)
    guessed = script.encoding if script.note else None
    return [Look(place.name, place.format, header, rows, len(rows) < MOST_ROWS, guessed)]
