"""Check that an SQLite database opens, is whole and states its size truly."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from tallystick.load.sandbox.limits import RefusedError


def answers(request: dict[str, Any], files: Iterator[IO[bytes]]) -> Iterator[dict[str, Any]]:
    """Yield how many pages the database has.

    The pages of one that is small are checked as ``PRAGMA quick_check`` does it; of a larger one
    only the schema is read.

    Raises
    ------
    RefusedError
        When it is no SQLite database, is damaged or cut short, or takes too long to check.
    """
    path = request["paths"][0].encode("latin-1")
    size = os.stat(path).st_size
    target = f"file:{quote(path)}?mode=ro&immutable=1"
    base = sqlite3.connect(target, uri=True)
    try:
        base.set_progress_handler(lambda: 1, request["limits"]["SQLITE_STEPS"])
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("SELECT count(*), max(length(sql)) FROM sqlite_schema").fetchone()
        pages = base.execute("PRAGMA page_count").fetchone()[0]
        if pages * base.execute("PRAGMA page_size").fetchone()[0] > size:
            raise RefusedError("it is cut short; copy it again with sqlite3 .backup")
        if size <= request["limits"]["SQLITE_CHECKED"]:
            said = str(base.execute("PRAGMA quick_check(1)").fetchone()[0])
            # Other words are of values that break a rule of their own table.
            if said.startswith(("***", "Tree ", "Page ", "Freelist")):
                raise sqlite3.DatabaseError(said)
    except sqlite3.Error as error:
        raise RefusedError(
            f"it cannot be read as an SQLite database: {str(error)[:200]}; give the database file, "
            "or a copy made with sqlite3 .backup"
        ) from None
    yield {"pages": pages}
