"""What a box is, wherever its tables lie: SQLite in the case, or PostgreSQL."""

from __future__ import annotations

import contextlib
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

INSTANCE = "instance.key"
VERSION = 1
SECONDS_WAITING = 20.0
"""How long one who writes waits for another."""
SCHEMA = """
CREATE TABLE thread (
    id TEXT PRIMARY KEY, colleague TEXT NOT NULL, day TEXT NOT NULL, keep_until TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE letter (
    id TEXT PRIMARY KEY, thread TEXT NOT NULL REFERENCES thread ON DELETE CASCADE,
    sender TEXT NOT NULL, day TEXT NOT NULL, size INTEGER NOT NULL, ciphertext BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE reader_key (
    recipient TEXT PRIMARY KEY, name TEXT NOT NULL, outside INTEGER NOT NULL,
    proposed_by TEXT NOT NULL, agreed_by TEXT, since TEXT, until TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE room_entry (
    seq INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (seq)
) STRICT, WITHOUT ROWID;
"""


class BoxError(ValueError):
    """A box cannot be made, opened or written to; the message says why and what to do."""


class Connection(Protocol):
    """A connection within a transaction; a statement has ``?`` for each value."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Any:
        """Run one statement; return its cursor."""


class Box(ABC):
    """A box that is there. `instance` is its key; a copy for readers has none.

    `path` lies on the disk whose floor is kept, and `name` is what a message calls the tables.
    """

    def __init__(self, path: Path, instance: bytes | None) -> None:
        self.path, self.name, self._instance = path, str(path), instance

    @property
    def instance(self) -> bytes:
        """Return the key of the instance; BoxError for a copy."""
        if self._instance is None:
            raise BoxError(f"{self.path}: a copy for readers has no {INSTANCE}; name the case")
        return self._instance

    def today(self) -> date:
        """Return the day of what is written now, in UTC; nothing here has an hour."""
        return datetime.now(UTC).date()

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """Yield a connection that changes nothing; BoxError where the box cannot be read."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """Yield a connection within one transaction; BoxError where that cannot be.

        One writes at a time, and what it reads does not change meanwhile.
        """

    @abstractmethod
    def bytes_used(self, db: Connection) -> int:
        """Return how many bytes of the disk the letters take."""

    @abstractmethod
    def overwritten(self) -> None:
        """Let go of what was deleted; see each kind of box for what that leaves."""

    @abstractmethod
    def ordered_anew(self) -> None:
        """Write the tables anew in the order of their random keys, so that they tell none in time.

        Raises BoxError.
        """

    @abstractmethod
    def copied(self, out: Path) -> None:
        """Write a copy for readers to `out`, which must not be there; without the instance key."""


@contextlib.contextmanager
def new_file(out: Path) -> Iterator[Path]:
    """Yield a path at which nothing is yet, and let its owner alone read what is written there."""
    if out.exists():
        raise BoxError(f"{out}: is there already; name another file")
    yield out
    out.chmod(0o600)


def empty_file(path: Path) -> None:
    """Make the tables of a box in a new file, which its owner alone may read."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript(f"{SCHEMA}PRAGMA user_version = {VERSION};")
    path.chmod(0o600)
