"""A box of which the tables lie in PostgreSQL: a database and a role of its own.

PostgreSQL overwrites nothing that is deleted, and its own log (WAL) has the hour of each change
until its files are used again; docs/channel.md says what that means.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.intake.box.base import (
    SECONDS_WAITING,
    VERSION,
    Box,
    BoxError,
    Connection,
    empty_file,
    new_file,
)

if TYPE_CHECKING:
    import psycopg

URL_VARIABLE = "DATABASE_URL"
NAME = f"the database of {URL_VARIABLE}"
SCHEMES = ("postgresql://", "postgres://")
ONE_WRITER = 1_415_669_105
"""The advisory lock that one who writes holds; any number that nothing else takes."""
SCHEMA = """
CREATE TABLE thread (
    id TEXT COLLATE "C" PRIMARY KEY, colleague TEXT NOT NULL, day TEXT NOT NULL, keep_until TEXT
);
CREATE TABLE letter (
    id TEXT COLLATE "C" PRIMARY KEY,
    thread TEXT COLLATE "C" NOT NULL REFERENCES thread ON DELETE CASCADE,
    sender TEXT COLLATE "C" NOT NULL, day TEXT COLLATE "C" NOT NULL,
    size INTEGER NOT NULL, ciphertext BYTEA NOT NULL
);
ALTER TABLE letter ALTER ciphertext SET STORAGE EXTERNAL;
CREATE TABLE reader_key (
    recipient TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL,
    outside INTEGER NOT NULL, proposed_by TEXT NOT NULL, agreed_by TEXT, since TEXT, until TEXT
);
CREATE TABLE room_entry (seq INTEGER PRIMARY KEY, line TEXT NOT NULL);
CREATE TABLE box_version (number INTEGER NOT NULL)
"""
ANEW = """
CREATE TABLE thread_anew (LIKE thread INCLUDING ALL);
CREATE TABLE letter_anew (LIKE letter INCLUDING ALL);
INSERT INTO thread_anew SELECT * FROM thread ORDER BY id;
INSERT INTO letter_anew SELECT * FROM letter ORDER BY id;
DROP TABLE letter, thread;
ALTER TABLE thread_anew RENAME TO thread;
ALTER TABLE letter_anew RENAME TO letter;
ALTER TABLE letter ADD FOREIGN KEY (thread) REFERENCES thread ON DELETE CASCADE
"""
"""New tables, not CLUSTER: that leaves on each row the numbers by which they came."""
COPIED = {
    "SELECT id, colleague, day, keep_until FROM thread ORDER BY id":
        "INSERT INTO thread VALUES (?, ?, ?, ?)",
    "SELECT recipient, name, outside, proposed_by, agreed_by, since, until FROM reader_key":
        "INSERT INTO reader_key VALUES (?, ?, ?, ?, ?, ?, ?)",
    "SELECT seq, line FROM room_entry ORDER BY seq": "INSERT INTO room_entry VALUES (?, ?)",
}  # fmt: skip
LETTER = "SELECT id, thread, sender, day, size, ciphertext FROM letter WHERE id = ?"


class ServerBox(Box):
    """A box in PostgreSQL; its key lies in the case. A copy for readers is a file of SQLite."""

    def __init__(self, path: Path, instance: bytes, url: str) -> None:
        super().__init__(path, instance)
        self.name, self._url = NAME, url

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that changes nothing; BoxError where the box cannot be read."""
        with connected(self._url) as server:
            server.execute("SET TRANSACTION READ ONLY")
            yield _Statements(server)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection within one transaction, while no other writes."""
        with connected(self._url) as server:
            server.execute("SELECT pg_advisory_xact_lock(%s)", (ONE_WRITER,))
            yield _Statements(server)

    def bytes_used(self, db: Connection) -> int:
        """Return the bytes of letters with what is not yet used again."""
        return int(db.execute("SELECT pg_total_relation_size('letter')").fetchone()[0])

    def overwritten(self) -> None:
        """Let the server use the place of what was deleted again: until it does, bytes stay."""
        with connected(self._url) as server:
            server.autocommit = True
            server.execute("VACUUM thread")
            server.execute("VACUUM letter")

    def ordered_anew(self) -> None:
        """Write the tables anew in the order of their random keys; files of the old ones go."""
        with self.writing() as db:
            db.execute(ANEW)

    def copied(self, out: Path) -> None:
        """Write a copy for readers, a file of SQLite; BoxError where one is there."""
        with new_file(out), self.writing() as db:
            empty_file(out)
            with contextlib.closing(sqlite3.connect(out)) as copy, copy:
                for taken, put in COPIED.items():
                    copy.executemany(put, db.execute(taken).fetchall())
                # One at a time: a box may be larger than memory.
                for row in db.execute("SELECT id FROM letter ORDER BY id").fetchall():
                    (letter,) = db.execute(LETTER, row).fetchall()
                    copy.execute("INSERT INTO letter VALUES (?, ?, ?, ?, ?, ?)", letter)


class _Statements:
    """A connection to which values are given as SQLite takes them."""

    def __init__(self, server: psycopg.Connection[Any]) -> None:
        self._server = server

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Any:
        """Run one statement, or several without values."""
        return self._server.execute(statement.replace("?", "%s").encode(), values or None)


@contextlib.contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection within a transaction; BoxError where the server says no.

    Of an error the first line is shown: those after it can hold values.
    """
    try:
        import psycopg
    except ImportError:
        raise BoxError(
            "PostgreSQL needs psycopg; run: pip install 'tallystick[intake,postgres]'"
        ) from None
    if not url.startswith(SCHEMES):
        raise BoxError(
            f"{URL_VARIABLE}: not an address of PostgreSQL; write postgresql://USER@/NAME?host="
            "/run/postgresql, or take it out of the environment for SQLite"
        )
    waiting = f"-c lock_timeout={SECONDS_WAITING:.0f}s"
    try:
        with psycopg.connect(url, connect_timeout=10, options=waiting) as server:
            yield server
    except psycopg.Error as error:
        line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise BoxError(f"{NAME}: {line}; see that the server answers, or try again") from None


def make_tables(url: str) -> None:
    """Make the tables of a box in an empty database; BoxError where it has some."""
    with connected(url) as server:
        row = server.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
        if row is None or row[0]:
            raise BoxError(f"{NAME}: is not empty; give a box a database of its own")
        server.execute(SCHEMA)
        server.execute("INSERT INTO box_version VALUES (%s)", (VERSION,))


def version(url: str) -> int:
    """Return the version of the tables; 0 where there are none."""
    with connected(url) as server:
        there = server.execute("SELECT to_regclass('public.box_version')").fetchone()
        if there is None or there[0] is None:
            return 0
        row = server.execute("SELECT number FROM box_version").fetchone()
        return int(row[0]) if row else 0
