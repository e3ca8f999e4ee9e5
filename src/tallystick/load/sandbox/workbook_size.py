"""Count what a workbook unpacks to, and the cells of its sheets, whatever it declares."""

from __future__ import annotations

import encodings.cp437  # noqa: F401 - zipfile needs it when no file can be opened any more
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from tallystick.load.sandbox.limits import RefusedError

CHUNK = 1 << 20
_PACKED = 1 << 16
_COLUMN = re.compile(rb' r="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'<row [^>]{0,200}?r="([0-9]{1,7})"')
_CELLS = (b"<c ", b"<c>")
_OVERLAP = 256


def refuse_too_large(file: IO[bytes], limits: dict[str, int]) -> None:
    """Unpack every part of a workbook once; RefusedError when a limit is passed.

    The parser makes a cell of every place between the first and the last that is filled, so that
    one stray cell far from the table counts for millions.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > limits["WORKBOOK_PARTS"]:
                raise RefusedError(
                    f"it has {len(parts):,} parts, more than {limits['WORKBOOK_PARTS']:,}; export "
                    "it as CSV"
                )
            left = limits["WORKBOOK_BYTES"]
            for part in parts:
                left -= _count(file, part, left, limits)
    except (RefusedError, MemoryError):
        raise
    except Exception:  # zipfile raises many kinds on a damaged archive
        raise RefusedError(
            "it is no Excel workbook (.xlsx); save it again in that form, or state its format"
        ) from None


def _count(file: IO[bytes], part: zipfile.ZipInfo, left: int, limits: dict[str, int]) -> int:
    """Return how many bytes a part unpacks to; RefusedError when they are more than `left`."""
    sheet = "/worksheets/" in f"/{part.filename}"
    xml = sheet or part.filename.endswith((".xml", ".rels"))
    size = cells = rows = columns = text = 0
    rest = b""
    for chunk in unpacked(file, part):
        size += len(chunk)
        if size > left:
            raise RefusedError(
                f"it unpacks to more than {limits['WORKBOOK_BYTES']:,} bytes; export it as CSV"
            )
        if xml:
            text = _within_text(chunk, text, limits["TEXT_CHARACTERS"])
        if sheet:
            cells += sum(map(chunk.count, _CELLS))
            seen = rest + chunk
            rows = max([rows, *map(int, _ROW.findall(seen))])
            letters = set(_COLUMN.findall(seen))
            columns = max([columns, *map(_number, letters)])
            rest = chunk[-_OVERLAP:]
            _within_cells(cells, rows, columns, limits["SHEET_CELLS"])
    return size


def _within_text(chunk: bytes, before: int, most: int) -> int:
    """Return the bytes since the last tag; RefusedError when more than `most` lie between two."""
    first = chunk.find(b"<")
    if before + (len(chunk) if first < 0 else first) > most:
        raise RefusedError(
            f"a text in it is longer than {most:,} bytes; shorten it, or export it as CSV"
        )
    return before + len(chunk) if first < 0 else len(chunk) - chunk.rfind(b"<")


def _within_cells(cells: int, rows: int, columns: int, most: int) -> None:
    if rows * columns > most:
        raise RefusedError(
            f"a sheet spans {rows:,} rows by {columns:,} columns, more than {most:,} cells; clear "
            "what lies far from the table, or export it as CSV"
        )
    if cells > most:
        raise RefusedError(f"a sheet has more than {most:,} cells; export it as CSV")


def _number(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column


def unpacked(file: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part holds up to the end of its own stream, not to the size that it states."""
    file.seek(part.header_offset)
    head = file.read(30)
    if len(head) < 30 or head[:4] != b"PK\3\4" or part.compress_type not in (0, 8):
        raise zipfile.BadZipFile
    file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    left, stream = part.compress_size, zlib.decompressobj(-15)
    while left and (packed := file.read(min(left, CHUNK if not part.compress_type else _PACKED))):
        left -= len(packed)
        if not part.compress_type:
            yield packed
            continue
        while packed:
            yield stream.decompress(packed, CHUNK)
            packed = stream.unconsumed_tail
        if stream.eof:
            return
