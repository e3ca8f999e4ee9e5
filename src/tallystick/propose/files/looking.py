"""What does a file hold at first sight: its header, some rows, and how it is written?"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from tallystick.load.archives import data_files, member_of
from tallystick.load.encodings import utf8_chunks
from tallystick.load.headers import Header
from tallystick.load.parquet_files import unsound
from tallystick.load.places import DELIMITERS, Place, format_of, kind_within
from tallystick.load.sandbox import limits
from tallystick.load.sandbox.process import Sandbox
from tallystick.load.wording import InputError
from tallystick.propose.files.encodings import Found, found_encoding
from tallystick.propose.files.header_rows import TITLE_LINES, found_header
from tallystick.propose.files.look import Look, TrueDate
from tallystick.propose.files.look_json import json_lines_seen, json_seen
from tallystick.propose.files.look_lines import MOST_ROWS, Lines
from tallystick.propose.files.totals import totals
from tallystick.propose.files.widths import cut, found_widths

TRIED_LINES, MOST_MEMBERS = 60, 50
ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
Rows = list[list[str]]


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
    if kind != "zip":
        return _looks(Place(path, name, kind, zipped), encoding)
    files = data_files(path, name, kind_within)
    if len(files) < 2:
        file = member_of(path, name, None, kind_within)
        return _looks(Place(path, name, kind_within(file) or "", member=file), encoding)
    looks = [
        replace(look, keys=(("member", file), *look.keys))
        for file in files[:MOST_MEMBERS]
        for look in _member(Place(path, name, kind_within(file) or "", member=file), encoding)
    ]
    if not looks:
        raise InputError(f"{name}: no file in it holds a table with a header and a row below it")
    return looks


def _member(place: Place, encoding: str | None) -> list[Look]:
    """Look at one of several files in an archive; one that is no table, such as a note, is none."""
    try:
        return _looks(place, encoding)
    except InputError:
        return []


def _looks(place: Place, encoding: str | None) -> list[Look]:
    kind, name = place.format, place.name
    try:
        other = {"parquet": _parquet, "xlsx": _workbook, "json": json_seen,
                 "jsonl": json_lines_seen}.get(kind)  # fmt: skip
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
    return [replace(look, totals=totals(look.header, look.rows)) for look in looks]


def _text(place: Place, said: str | None) -> list[Look]:
    found = Found(said, True) if said is not None else found_encoding(place)
    text = Lines(utf8_chunks(place, found.encoding, found.errors))
    lines = iter(text)
    start = list(islice(lines, TRIED_LINES))
    usual = "\t" if place.format == "tsv" else ","
    mark = max(DELIMITERS, key=lambda each: (_steady(start, each), each == usual))
    most, both = MOST_ROWS + TITLE_LINES, _both(start, lines)
    held = list(islice(both, most)) if len(found_widths(start)[0]) > _steady(start, mark)[1] else []
    widths, titles = found_widths(held)
    if widths:
        rows = [[line.strip()] for line in held[:titles]]
        rows += [cut(line, widths) for line in held[titles:]]
    else:
        rows = list(islice(csv.reader(_both(held, both), delimiter=mark), most))
    look = _table(place, rows, cut=text.cut)
    if look is None:
        return []
    return [
        replace(
            look,
            encoding=found.encoding if found.stated else None,
            delimiter=None if mark == usual or widths else mark,
            keys=(*found.keys, *((("format", "fwf"), ("widths", widths)) if widths else ())),
            doubt=found.doubt,
        )
    ]


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
    names = _names(at, head, rows[at.last :])
    width, most = len(names), min(MOST_ROWS, limits.LOOK_CHARACTERS // len(names))
    padded = ([*cells, *[""] * width][:width] for cells in rows[at.last :])
    body = (tuple(cells) for cells in padded if any(cell.strip() for cell in cells))
    kept = tuple(islice(body, most))
    if not kept:
        return None
    last = [cell.strip() for cell in head[-1]] if at.rows > 1 else []
    return Look(place.name, place.format, tuple(names), kept, len(kept) < most and not cut,
                sheet=sheet, header_row=at.row, header_rows=at.rows,
                lower=tuple([*last, *[""] * width][:width] if last else ()),
                titles=tuple(cell.strip() for row in rows[: at.row - 1] for cell in row
                             if cell.strip()))  # fmt: skip


def _names(at: Header, head: Rows, rows: Rows) -> list[str]:
    """The names of the columns; empty for one without a name or a cell, and none at the end."""
    filled = {place for row in rows for place, cell in enumerate(row) if cell.strip()}
    named = {place for row in head for place, cell in enumerate(row) if cell.strip()}
    names = [name.strip() if place in named | filled or not at.rows else ""
             for place, name in enumerate(at.names(head))]  # fmt: skip
    while not names[-1]:
        names.pop()
    return names


def _workbook(place: Place) -> list[Look]:
    wish = {"header_row": 1, "header_rows": 0, "most": MOST_ROWS + TITLE_LINES}
    left = limits.LOOK_CHARACTERS
    found: list[Look | None] = []
    with Sandbox(place.name, "workbook", [place.path], member=place.member) as child:
        names = child.answer()["sheets"]
        for name in names:
            child.reply(wish | {"sheet": name, "characters": left})
            child.answer()
            child.reply({"columns": None})
            rows, last = _sheet(child)
            left -= last["characters"]
            found.append(_table(place, rows, name, cut=last["more"]))
    looks = [look for look in found if look is not None]
    if len(names) > 1:
        return looks
    return [replace(look, sheet=None, titles=(*look.titles, *names)) for look in looks]


def _sheet(child: Sandbox) -> tuple[Rows, dict[str, Any]]:
    """The rows of a sheet, each at its place and a blank one empty; and what was said last."""
    rows: Rows = []
    while "rows" in (block := child.answer()):
        columns = [
            [_cell(text or "", flag) for text, flag in zip(texts, flags, strict=True)]
            for texts, flags in zip(block["cells"], block["typed"], strict=True)
        ]
        for number, cells in zip(block["rows"], zip(*columns, strict=True), strict=True):
            rows += [[] for _ in range(number - 1 - len(rows))]
            rows.append(list(cells))
    return rows, block


def _cell(text: str, flag: str) -> str:
    return TrueDate(text) if flag == "1" and ISO_DAY.match(text) else text


def _parquet(place: Place) -> list[Look]:
    if wrong := unsound([place]):
        raise InputError(wrong)
    with Sandbox(place.name, "parquet_rows", [place.path], most=MOST_ROWS) as child:
        header, *rows, last = child.answers()
    if not rows:
        return []
    held = tuple(tuple(each["row"]) for each in rows)
    return [Look(place.name, place.format, tuple(header["header"]), held, not last["more"])]
