"""Check the footers of Parquet files before any other program opens them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, Any

from tallystick.load.sandbox.limits import RefusedError
from tallystick.load.sandbox.thrift import Compact, DamagedError

_CHUNK = {3: {6: None, 7: None, 9: None, 11: None}}
_GROUP = {1: [_CHUNK], 2: None, 3: None}
_FOOTER = {3: None, 4: [_GROUP]}
"""The fields that are read, by the numbers that parquet.thrift gives them."""


def answers(request: dict[str, Any], files: Iterator[IO[bytes]]) -> Iterator[dict[str, Any]]:
    """Yield for each file the reason why it is refused, "" for none.

    Sizes and places that the footer states are compared with the file and with the limits; pages
    are not unpacked.
    """
    for file in files:
        try:
            _check(file, request["limits"])
            yield {"refused": ""}
        except DamagedError as error:
            words = f"it cannot be read as Parquet: {error}; copy it again, or export it again"
            yield {"refused": words}
        except RefusedError as error:
            yield {"refused": str(error)}


def _check(file: IO[bytes], limits: dict[str, int]) -> None:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        return  # An empty file has a message of its own.
    footer = _footer(file, size, limits["PARQUET_FOOTER"])
    read = Compact(footer).struct(_FOOTER)
    groups = read.get(4, [])
    rows = read.get(3, -1)
    if rows < 0 or rows != sum(group.get(3, -1) for group in groups):
        raise DamagedError("the number of rows that its footer states is not that of its groups")
    possible = limits["PARQUET_ROWS_FROM"] + limits["PARQUET_ROWS_PER_BYTE"] * size
    if rows > min(possible, limits["PARQUET_ROWS"]):
        raise RefusedError(
            f"it states {rows:,} rows, more than {min(possible, limits['PARQUET_ROWS']):,}, the "
            "most for a file of its size; write it again, in several files"
        )
    for group in groups:
        chunks = [chunk.get(3, {}) for chunk in group.get(1, [])]
        unpacked = sum(chunk.get(6, -1) for chunk in chunks)
        if unpacked > limits["PARQUET_GROUP"]:
            raise RefusedError(
                f"a row group unpacks to {unpacked:,} bytes, more than "
                f"{limits['PARQUET_GROUP']:,}; write it again, in smaller groups"
            )
        for chunk in chunks:
            _within_file(chunk, size - 8 - len(footer))


def _footer(file: IO[bytes], size: int, most: int) -> bytes:
    file.seek(max(0, size - 8))
    end = file.read(8)
    if size < 12 or end[4:] != b"PAR1":
        raise DamagedError("the last four bytes are not PAR1")
    length = int.from_bytes(end[:4], "little")
    if length > size - 12:
        raise DamagedError("its footer is stated to be longer than the file")
    if length > most:
        raise RefusedError(f"its footer is longer than {most:,} bytes; write it in larger groups")
    file.seek(size - 8 - length)
    return file.read(length)


def _within_file(chunk: dict[int, int], end: int) -> None:
    packed, data, dictionary = chunk.get(7, -1), chunk.get(9, -1), chunk.get(11, 0)
    start = min(data, dictionary) if dictionary > 0 else data
    if min(packed, start, chunk.get(6, -1)) < 0 or start + packed > end:
        raise DamagedError("its footer points outside the pages")
