"""Name files to an engine so that it opens those files and no others.

DuckDB takes a path for a pattern, and a folder called ``unit=A`` for a column that replaces the
file's own. A class of one letter stands for that letter alone: ``[[]`` for ``[``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path


class EngineError(Exception):
    """An engine cannot be had or cannot reach a table; the message says what to do."""


def literal(text: str) -> str:
    """Return `text` as a string of SQL."""
    return "'{}'".format(text.replace("'", "''"))


def quoted(name: str) -> str:
    """Return `name` as a name of SQL."""
    return '"{}"'.format(name.replace('"', '""'))


def encodable(path: Path) -> bool:
    """Whether a path can be written as UTF-8, as an engine, an account and SQL need it."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def pattern(path: Path) -> str:
    r"""Return the pattern by which DuckDB opens the file at `path` alone.

    EngineError for the names that no pattern can say: those that are no UTF-8, and those with a
    backslash beside a letter of patterns, since DuckDB takes ``\`` for the end of a folder's name.
    """
    text = str(path.resolve())
    magic = re.search(r"[*?\[]", text)
    if not encodable(path) or (magic and "\\" in text):
        raise EngineError(
            f"{str(path)!r}: DuckDB cannot open a path with a backslash beside *, ? or [, or one "
            "that is not UTF-8; rename the file, or the folder that it lies in"
        )
    return re.sub(r"([*?\[])", r"[\1]", text)


def parquet(paths: Sequence[Path], *, numbered: bool = False, divided: bool = False) -> str:
    """Return the SQL by which DuckDB reads Parquet files, one after the other.

    Parameters
    ----------
    paths
        One file each; they may lie anywhere.
    numbered
        Adds ``file_row_number``.
    divided
        Adds a column for each folder above them that is called ``column=value``.
    """
    listed = ", ".join(literal(pattern(path)) for path in paths)
    rows = ", file_row_number = true" * numbered
    return f"read_parquet([{listed}], hive_partitioning = {str(divided).lower()}{rows})"


def backticked(path: Path) -> str:
    """Return the pattern of a Parquet file as a table of Spark's SQL."""
    return "parquet.`{}`".format(unglobbed(path).replace("`", "``"))


def unglobbed(path: Path) -> str:
    """Return the pattern by which Spark opens the file at `path` alone."""
    return re.sub(r"([\\*?{}\[\]])", r"\\\1", str(path.resolve()))
