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
from tallystick.load.parquet_files import unsound
from tallystick.load.places import Place, format_of
from tallystick.load.sandbox import limits
from tallystick.load.sandbox.parquet_rows import cell_text
from tallystick.load.sandbox.process import Sandbox
from tallystick.load.wording import InputError
from tallystick.propose.concepts import met_by
from tallystick.propose.headers_found import TITLE_LINES, found_header

MOST_ROWS = 20_000
"""Rows that are looked at; the first ones, and fewer where they are long (`limits`)."""
TRIED_LINES = 60
ENCODINGS = ("windows-1251", "windows-1252", "koi8-r", "cp866", "windows-1250", "windows-1254",
             "mac-cyrillic")  # fmt: skip
DELIMITERS = (",", ";", "\t", "|")
Rows = list[list[str]]


@dataclass(frozen=True)
class Look:
    """A file, or a sheet of a workbook, as far as it was looked at.

    `rows` are its first rows, as texts in the order of `header`; `whole` says that there are no
    more. `delimiter` is given where it is not the usual one of the kind, `encoding` where it was
    guessed; `header_row` counts from 1 and is the first of `header_rows`, 0 of them where there is
    no header and the columns are called ``c1``, ``c2``, ... `totals` are the columns in which rows
    are called totals, each with what they are called there.
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
    except csv.Error as error:
        raise InputError(
            f"{name}: its lines cannot be divided into cells ({error}); check the quotes"
        ) from None
    except UnicodeDecodeError:
        raise InputError(
            f"{name}: its bytes are no text in {encoding}; try another --encoding"
        ) from None
    if not looks:
        raise InputError(f"{name}: it holds no table with a header and a row below it")
    return looks


def _text(place: Place, said: str | None) -> list[Look]:
    encoding, guessed = (said, True) if said is not None else _encoding(place)
    text = _Lines(utf8_chunks(place, encoding))
    lines = iter(text)
    start = list(islice(lines, TRIED_LINES))
    usual = "\t" if place.format == "tsv" else ","
    mark = max(DELIMITERS, key=lambda each: (_steady(start, each), each == usual))
    rows = list(islice(csv.reader(_both(start, lines), delimiter=mark), MOST_ROWS + TITLE_LINES))
    look = _table(place, rows, cut=text.cut)
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
        lines = list(islice(_Lines(utf8_chunks(place, encoding)), TITLE_LINES))
    except UnicodeDecodeError:
        return 0
    cells = {cell.strip(' "\r\n') for line in lines for cell in re.split("[,;\t|]", line)}
    return sum(1 for cell in cells if not cell.isascii() and met_by(cell))


class _Lines:
    """The lines of a text as far as they are looked at; `cut` tells that there are more."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        held, size = b"", 0
        for chunk in self._chunks:
            if size > limits.LOOK_CHARACTERS:
                self.cut = True
                return
            size += len(chunk)
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


def _table(place: Place, rows: Rows, sheet: str | None = None, *, cut: bool) -> Look | None:
    """Find the header below any lines of title, and put the rows in its order."""
    at = found_header(rows)
    if at is None:
        return None
    head = rows[at.row - 1 : at.last] or rows[at.row - 1 : at.row]
    names = [name.strip() for name in at.names(head)]
    while not names[-1]:
        names.pop()
    width, most = len(names), min(MOST_ROWS, limits.LOOK_CHARACTERS // len(names))
    padded = ([*cells, *[""] * width][:width] for cells in rows[at.last :])
    body = (tuple(cells) for cells in padded if any(cell.strip() for cell in cells))
    kept = tuple(islice(body, most))
    if not kept:
        return None
    return Look(place.name, place.format, tuple(names), kept, len(kept) < most and not cut,
                sheet=sheet, header_row=at.row, header_rows=at.rows)  # fmt: skip


def _workbook(place: Place) -> list[Look]:
    wish = {"header_row": 1, "header_rows": 0, "most": MOST_ROWS + TITLE_LINES}
    left = limits.LOOK_CHARACTERS
    found: list[Look | None] = []
    with Sandbox(place.name, "workbook", [place.path]) as child:
        names = child.answer()["sheets"]
        for name in names:
            child.reply(wish | {"sheet": name, "characters": left})
            child.answer()
            child.reply({"columns": None})
            rows, last = _sheet(child)
            left -= last["characters"]
            found.append(_table(place, rows, name, cut=last["more"]))
    looks = [look for look in found if look is not None]
    return [replace(look, sheet=None) for look in looks] if len(names) == 1 else looks


def _sheet(child: Sandbox) -> tuple[Rows, dict[str, Any]]:
    """The rows of a sheet, each at its place and a blank one empty; and what was said last."""
    rows: Rows = []
    while "rows" in (block := child.answer()):
        for number, cells in zip(block["rows"], zip(*block["cells"], strict=True), strict=True):
            rows += [[] for _ in range(number - 1 - len(rows))]
            rows.append([cell or "" for cell in cells])
    return rows, block


def _parquet(place: Place) -> list[Look]:
    if wrong := unsound([place]):
        raise InputError(wrong)
    with Sandbox(place.name, "parquet_rows", [place.path], most=MOST_ROWS) as child:
        header, *rows, last = child.answers()
    if not rows:
        return []
    held = tuple(tuple(each["row"]) for each in rows)
    return [Look(place.name, place.format, tuple(header["header"]), held, not last["more"])]


def _json(place: Place) -> list[Look]:
    script = find_script(place, None)
    lines = _Lines(utf8_chunks(place, script.encoding))
    objects: list[dict[str, Any]] = []
    keys: dict[str, None] = {}
    for line in islice(lines, MOST_ROWS):
        try:
            told = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict):
            width = len(keys) + sum(key not in keys for key in told)
            if width * (len(objects) + 1) > limits.LOOK_CHARACTERS:
                lines.cut = True
                break
            keys |= dict.fromkeys(told)
            objects.append(told)
    if not keys:
        return []
    rows = tuple(tuple(cell_text(each.get(key)) for key in keys) for each in objects)
    guessed = script.encoding if script.note else None
    whole = len(rows) < MOST_ROWS and not lines.cut
    return [Look(place.name, place.format, tuple(keys), rows, whole, guessed)]
