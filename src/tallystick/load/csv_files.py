"""How does a file of delimited text become rows of cells?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from tallystick.load.encodings import LINE_LIMIT, find_script, utf8_chunks
from tallystick.load.headers import ONE_ROW, Header
from tallystick.load.headers_seen import note_header
from tallystick.load.places import DELIMITERS, Place
from tallystick.load.staging import Account, Stage
from tallystick.load.value_shape import shown_header
from tallystick.load.wording import InputError, meant, shown

_END = "tallystickendoffile"
_LONGEST_HEADER = 1 << 20


class ByteStream(io.RawIOBase):
    """Chunks of bytes as a file, which counts nothing and forgets what was read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with the next bytes and return how many; 0 at the end."""
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def read_delimited(
    place: Place,
    stage: Stage,
    *,
    delimiter: str | None,
    encoding: str | None,
    broken_bytes: str | None = None,
    header: Header = ONE_ROW,
    line_limit: int = LINE_LIMIT,
) -> Account:
    """Add the rows of a CSV or TSV file to `stage`.

    Rows are counted as a spreadsheet shows them, those of the `header` too, and a record whose
    quoted cell holds a line break is one row. Records with too many or too few cells are set
    aside; rows without any content are no records. Without a header the first record tells how
    many cells there are.

    Raises
    ------
    InputError
        When the file is no text, has no header, lacks a wanted column, or a quote stays open.
    """
    script = find_script(place, encoding, line_limit=line_limit, broken_bytes=broken_bytes)
    account = Account(encoding=script.encoding, notes=[script.note] if script.note else [])
    mark = delimiter or ("\t" if place.format == "tsv" else ",")
    names, rest = _header(place, utf8_chunks(place, script.encoding, script.errors), mark, header)
    at = wanted_columns(place.name, names, stage.wanted, _other_delimiter(names, mark))
    ended = _with_end(rest, mark, len(names))
    _rows(place, stage, account, ended, (mark, len(names), header, line_limit), at)
    return account


def wanted_columns(
    name: str, header: list[str], wanted: tuple[str, ...], hint: str = ""
) -> list[int]:
    """Return where each wanted column stands in `header`; InputError when one is not there."""
    note_header(wanted, name, header)
    trimmed = [text.strip() for text in header]
    faults, at = [], []
    for column in wanted:
        names = header if column in header else trimmed
        count = names.count(column if column in header else column.strip())
        if count == 1:
            at.append(names.index(column if column in header else column.strip()))
        elif count:
            faults.append(
                f"{name}: {count} columns are called {shown(column)}; a mapped column has one "
                "name; rename one in a copy of the file"
            )
        else:
            there = shown_header([text for text in trimmed if text])
            move = hint or meant(column, there, what="map one of")
            faults.append(f"{name}: there is no column {shown(column)}; {move}")
    if faults:
        raise InputError(faults)
    return at


def _other_delimiter(header: list[str], mark: str) -> str:
    if len(header) > 1:
        return ""
    line = header[0] if header else ""
    best = max(DELIMITERS, key=line.count)
    if best == mark or not line.count(best):
        return ""
    stated = "\\t" if best == "\t" else best
    return (
        f'its header has one column and {line.count(best)} "{stated}"; write delimiter = "{stated}"'
    )


def _header(
    place: Place, chunks: Iterator[bytes], mark: str, header: Header
) -> tuple[list[str], Iterator[bytes]]:
    """Return the names of the columns, and the bytes of the records."""
    lines, row = _Lines(chunks), header.row
    for _ in range(row - 1):
        if not next(lines, ""):
            raise InputError(f"{place.name}: it has fewer than {row} rows; correct header_row")
    lines.given.clear()
    try:
        reader = csv.reader(lines, delimiter=mark)
        cells = list(islice(reader, max(header.rows, 1)))
    except csv.Error as error:
        raise InputError(f"{place.name} row {row}: the header cannot be read: {error}") from None
    names = header.names(cells)
    if not any(map(any, cells)):
        told = "header" if header.rows else "first record"
        what = "it is empty" if lines.taken == 0 else f"row {row}, the {told}, is empty"
        raise InputError(f"{place.name}: {what}; a header and rows are needed; check header_row")
    if lines.quotes % 2 and lines.ended:
        raise InputError(f"{place.name} row {row}: a quote in the header is never closed; close it")
    return names, lines.rest() if header.rows else chain(lines.given, lines.rest())


class _Lines:
    """The physical lines of chunks of UTF-8, each with its end; what follows stays in `rest`."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self.given: list[bytes] = []
        self.taken = 0
        self.quotes = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while True:
            found = re.search(rb"\r\n|\n|\r(?=[^\n])", self._held)
            if found or self.ended or self.taken + len(self._held) > _LONGEST_HEADER:
                break
            more = next(self._chunks, b"")
            self._held += more
            self.ended = not more
        end = found.end() if found else len(self._held)
        line, self._held = self._held[:end], self._held[end:]
        self.taken += len(line)
        self.quotes += line.count(b'"')
        self.given.append(line)
        if not line or self.taken > _LONGEST_HEADER:
            raise StopIteration
        return line.decode("utf-8")

    def rest(self) -> Iterator[bytes]:
        """Yield what no line has taken."""
        yield self._held
        yield from self._chunks


def _with_end(chunks: Iterator[bytes], mark: str, width: int) -> Iterator[bytes]:
    """Add a last record of our own: when it does not come back, a quote was left open."""
    last = b"\n"
    for chunk in chunks:
        if chunk:
            last = chunk[-1:]
            yield chunk
    if last not in (b"\n", b"\r"):
        yield b"\n"
    yield (mark.join([_END] * width) + "\n").encode()


def _rows(
    place: Place,
    stage: Stage,
    account: Account,
    chunks: Iterator[bytes],
    shape: tuple[str, int, Header, int],
    at: list[int],
) -> None:
    mark, width, header, line_limit = shape
    header_row, told = header.last, "header" if header.rows else "first record"
    holes: list[int] = []
    blank = re.compile(rf'(?:(?:"")?{re.escape(mark)})*(?:"")?[\r\n]*')

    def ragged(row: Any) -> str:
        holes.append(row.number)
        if blank.fullmatch(row.text):
            account.blank += 1
            return "skip"
        account.set_ragged(
            header_row + row.number,
            f"it has {row.actual_columns} cells and the {told} {row.expected_columns}",
        )
        return "skip"

    done, last = 0, None
    for batch in _batches(place, chunks, (mark, width, line_limit), ragged):
        if last is not None:
            done += _add(stage, account, last, at, (done, header_row), holes)
        last = batch
    closed = last is not None and last.num_rows and last.column(width - 1)[-1].as_py() == _END
    if last is None or not closed:
        raise InputError(_unclosed(place, header_row, done, last, holes))
    _add(stage, account, last.slice(0, last.num_rows - 1), at, (done, header_row), holes)


def _unclosed(place: Place, header_row: int, done: int, last: Any, holes: list[int]) -> str:
    valid = done + (last.num_rows if last is not None else 0)
    row = header_row + max(valid + len(holes), holes[-1] if holes else 0)
    return (
        f"{place.name} row {row}: a quote is opened and never closed; close it, or take the stray "
        "quote out of a copy"
    )


def _batches(
    place: Place, chunks: Iterator[bytes], shape: tuple[str, int, int], ragged: Any
) -> Iterator[Any]:
    mark, width, line_limit = shape
    names = [f"c{i}" for i in range(width)]
    try:
        yield from arrow_csv.open_csv(
            pa.PythonFile(io.BufferedReader(ByteStream(chunks), 1 << 20), mode="r"),
            read_options=arrow_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=line_limit
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=mark,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=ragged,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if "straddling" not in str(error):
            raise
        raise InputError(
            f"{place.name}: a record is longer than {line_limit:,} bytes; a quote is opened and "
            "not closed near there, or the delimiter is wrong"
        ) from None


def _add(
    stage: Stage,
    account: Account,
    batch: Any,
    at: list[int],
    before: tuple[int, int],
    holes: list[int],
) -> int:
    """Add a batch of records to `stage`; return how many records it held."""
    done, header_row = before
    count = batch.num_rows
    if not count:
        return 0
    rows = _numbers(done, count, holes) + header_row
    empty = pc.equal(pc.binary_length(batch.column(0)), 0)
    for column in batch.columns[1:]:
        empty = pc.and_(empty, pc.equal(pc.binary_length(column), 0))
    blank = int(pc.sum(empty).as_py() or 0)
    if blank:
        keep = pc.invert(empty)
        batch, rows = batch.filter(keep), rows[keep.to_numpy(zero_copy_only=False)]
    account.rows += count - blank
    account.blank += blank
    stage.add(rows, [batch.column(i) for i in at], False)
    return int(count)


def _numbers(done: int, count: int, holes: list[int]) -> np.ndarray:
    """Return the numbers of the next `count` records after `done`, past those at `holes`."""
    gaps = np.asarray(holes, dtype=np.int64)
    before = gaps - np.arange(len(gaps)) - 1
    order = np.arange(done, done + count)
    return np.asarray(order + 1 + np.searchsorted(before, order, side="right"), dtype=np.int64)
