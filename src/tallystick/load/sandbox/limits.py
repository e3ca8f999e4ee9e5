"""The limits within which a child process reads one file; docs/engines.md lists them."""

from __future__ import annotations

_GIBI = 2**30
_MEBI = 2**20

# Of addresses; less where the machine or its control group has less.
MEMORY = 8 * _GIBI
CPU_SECONDS = 3600
# How long the parent waits for the next frame.
SILENT_SECONDS = 1800
FRAME_BYTES = 128 * _MEBI

WORKBOOK_BYTES = 4 * _GIBI
WORKBOOK_PARTS = 10_000
SHEET_CELLS = 50_000_000
# Of one cell, and of one row: what a line of text may be long (encodings.LINE_LIMIT).
TEXT_CHARACTERS = 16 * _MEBI
# Of the rows of a file that `init` looks at, each cell counting one more.
LOOK_CHARACTERS = 32 * _MEBI

# Of the brackets of one line of JSON.
JSON_DEPTH = 1_000

GZIP_RATIO = 250
GZIP_RATIO_FROM = _GIBI

ZIP_PARTS = 10_000
# Of a workbook in an archive, which is held in memory.
ZIP_HELD = 512 * _MEBI

PARQUET_FOOTER = 64 * _MEBI
PARQUET_GROUP = 16 * _GIBI
PARQUET_ROWS = 2**31 - 1
PARQUET_ROWS_FROM = 1_000_000
PARQUET_ROWS_PER_BYTE = 1_000

SQLITE_CHECKED = 64 * _MEBI
SQLITE_STEPS = 100_000_000


class RefusedError(Exception):
    """A file that is not read: the rule that it breaks and the next move, without its name."""


def in_force() -> dict[str, int]:
    """Return every limit by its name."""
    return {name: value for name, value in globals().items() if name.isupper() and name[0] != "_"}
