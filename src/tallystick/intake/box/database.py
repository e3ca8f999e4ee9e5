"""The database of the box: four tables, whose order on disk is none in time once it is tidied."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from tallystick.intake.box import on_server
from tallystick.intake.box.base import (
    INSTANCE,
    SECONDS_WAITING,
    VERSION,
    Box,
    BoxError,
    Connection,
    empty_file,
    new_file,
)
from tallystick.intake.codes.keys import INSTANCE_BYTES

__all__ = ["DATABASE", "FOLDER", "INSTANCE", "Box", "BoxError", "make_box", "open_box"]
FOLDER, DATABASE = "box", "box.sqlite3"


class FileBox(Box):
    """A box in a file of SQLite, whose deleted rows are overwritten."""

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that changes nothing; BoxError where the box cannot be read.

        It undoes what a process that was killed has left half, where the file can be written to.
        """
        try:
            with contextlib.closing(self._connected(self._least())) as db:
                db.execute("PRAGMA query_only=ON")
                yield db
        except sqlite3.Error as error:
            raise self._fault(error) from None

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection within one transaction, and tell no hour by the file's time after it.

        Raises BoxError where the box cannot be written to.
        """
        try:
            with contextlib.closing(self._connected("rw")) as db:
                db.execute("BEGIN IMMEDIATE")
                with db:
                    yield db
        except sqlite3.Error as error:
            raise self._fault(error) from None
        finally:
            self._without_hour()

    def bytes_used(self, db: Connection) -> int:
        """Return the size of the file."""
        return self.path.stat().st_size

    def overwritten(self) -> None:
        """Nothing is to be done: `secure_delete` has written over it."""

    def ordered_anew(self) -> None:
        """Write the file anew in the order of its random keys, so that it tells none in time."""
        try:
            with contextlib.closing(self._connected("rw")) as db:
                # A box may be larger than memory, and what lies beside it is ciphertext.
                db.execute("PRAGMA temp_store=FILE")
                db.execute("VACUUM")
        except sqlite3.Error as error:
            raise self._fault(error) from None
        finally:
            self._without_hour()

    def copied(self, out: Path) -> None:
        """Write a copy for readers to `out`, which must not be there; without the instance key."""
        try:
            with new_file(out), contextlib.closing(self._connected(self._least())) as db:
                db.execute("VACUUM INTO ?", (str(out),))
        except sqlite3.Error as error:
            raise self._fault(error) from None

    def _least(self) -> str:
        return "rw" if os.access(self.path, os.W_OK) else "ro"

    def _connected(self, mode: str) -> sqlite3.Connection:
        uri = f"{self.path.resolve().as_uri()}?mode={mode}"
        db = sqlite3.connect(uri, uri=True, timeout=SECONDS_WAITING, isolation_level=None)
        for pragma in ("journal_mode=DELETE", "secure_delete=ON", "temp_store=MEMORY",
                       "foreign_keys=ON", "trusted_schema=OFF"):  # fmt: skip
            if mode == "rw" or "journal" not in pragma:
                db.execute(f"PRAGMA {pragma}")
        return db

    def _without_hour(self) -> None:
        midnight = datetime.combine(self.today(), time(), UTC).timestamp()
        for path in (self.path, self.path.parent):
            with contextlib.suppress(OSError):
                os.utime(path, (midnight, midnight))

    def _fault(self, error: sqlite3.Error) -> BoxError:
        return BoxError(f"{self.path}: {error}; restore it from a backup, or try again")


def make_box(case: Path) -> Box:
    """Make the box of a case folder, which its owner alone may enter; BoxError where one is.

    The case folder is made if it is not there.
    """
    folder = case / FOLDER
    try:
        case.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise BoxError(f"{folder}: there is a box already") from None
    except OSError as error:
        raise BoxError(f"{folder}: {error.strerror}; name another case") from None
    number = os.open(folder / INSTANCE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(os.urandom(INSTANCE_BYTES).hex() + "\n")
    if url := os.environ.get(on_server.URL_VARIABLE):
        try:
            on_server.make_tables(url)
        except BoxError:
            (folder / INSTANCE).unlink()
            folder.rmdir()
            raise
    else:
        empty_file(folder / DATABASE)
    return open_box(case)


def open_box(place: Path) -> Box:
    """Return the box of a case folder, or of a copy for readers; BoxError where there is none."""
    path = place / FOLDER / DATABASE if place.is_dir() else place
    url = os.environ.get(on_server.URL_VARIABLE)
    if url and place.is_dir() and (place / FOLDER).is_dir():
        return _on_server(path, url)
    if not path.is_file():
        raise BoxError(f"{place}: there is no box; propose a reader's key to make one, or name a "
                       "case or a copy")  # fmt: skip
    box = FileBox(path, _instance_beside(path))
    with box.reading() as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        raise BoxError(f"{path}: of version {version}, and this program knows {VERSION}; use the "
                       "program that made it")  # fmt: skip
    return box


def _on_server(path: Path, url: str) -> Box:
    if path.exists():
        raise BoxError(f"{path}: the letters of this case lie here; take {on_server.URL_VARIABLE} "
                       "out of the environment")  # fmt: skip
    instance = _instance_beside(path)
    if instance is None:
        raise BoxError(f"{path.with_name(INSTANCE)}: is not there; restore it, since no code opens "
                       "without it")  # fmt: skip
    if (version := on_server.version(url)) != VERSION:
        raise BoxError(f"{on_server.NAME}: holds a box of version {version}, and this program "
                       f"knows {VERSION}; name the database of this case")  # fmt: skip
    return on_server.ServerBox(path.parent / INSTANCE, instance, url)


def _instance_beside(path: Path) -> bytes | None:
    beside = path.with_name(INSTANCE)
    if path.name != DATABASE or not beside.exists():
        return None
    try:
        key = bytes.fromhex(beside.read_text(encoding="ascii"))
    except (OSError, ValueError):
        key = b""
    if len(key) != INSTANCE_BYTES:
        raise BoxError(f"{beside}: cannot be read; restore it, since no code opens without it")
    return key
