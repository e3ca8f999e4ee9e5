"""Threads and their letters: put into the box, found by a locator, deleted."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tallystick.intake.box import room
from tallystick.intake.box.base import Box, BoxError, Connection

ID_BYTES = 16
LETTERS_A_DAY, BYTES_A_DAY = 300, 500 << 20
FREE_BYTES = 1 << 30
"""As much of the disk stays free, whatever is sent."""
KEEP_DAYS = 365


class FullError(BoxError):
    """The box takes no more today: too many letters, or too little room on the disk."""


@dataclass(frozen=True)
class StoredLetter:
    """A letter as it lies in the box."""

    id: str
    thread: str
    sender: str
    day: str
    size: int
    ciphertext: bytes


@dataclass(frozen=True)
class Thread:
    """A thread: the colleague's public key, and the day of its first letter."""

    id: str
    colleague: str
    day: str
    keep_until: str | None


def thread(db: Connection, name: str) -> Thread | None:
    """Return the thread of this name; None where there is none."""
    row = db.execute(
        "SELECT id, colleague, day, keep_until FROM thread WHERE id = ?", (name,)
    ).fetchone()
    return Thread(*row) if row else None


def threads(db: Connection) -> list[Thread]:
    """Return every thread; their order tells nothing."""
    rows = db.execute("SELECT id, colleague, day, keep_until FROM thread ORDER BY id")
    return [Thread(*row) for row in rows]


def letters(db: Connection, name: str) -> list[StoredLetter]:
    """Return the letters of a thread by day; within a day, those of the colleague come first."""
    rows = db.execute(
        "SELECT id, thread, sender, day, size, ciphertext FROM letter WHERE thread = ? "
        "ORDER BY day, sender, id",
        (name,),
    )
    return [StoredLetter(*row) for row in rows]


def refuse_when_full(box: Box, db: Connection, size: int) -> None:
    """FullError where a letter of `size` bytes is more than the quota of a day or the disk."""
    count, total = db.execute(
        "SELECT count(*), coalesce(sum(size), 0) FROM letter WHERE day = ?",
        (box.today().isoformat(),),
    ).fetchone()
    if count >= LETTERS_A_DAY or total + size > BYTES_A_DAY:
        raise FullError(f"{box.name}: holds as much of today as it takes; try again tomorrow")
    # A letter stands once in the file, and once in the new file while that is ordered anew.
    used = box.bytes_used(db)
    if shutil.disk_usage(box.path.parent).free - 2 * size - used < FREE_BYTES:
        raise FullError(f"{box.name}: the disk has too little room; free some")


def begin(box: Box, name: str, colleague: str, letter: tuple[int, bytes]) -> bool:
    """Begin a thread with a letter of the colleague: its size and its ciphertext.

    Returns whether it was begun; not where a thread of this name is there, and then nothing
    changes. FullError where the box takes no more.
    """
    with box.writing() as db:
        refuse_when_full(box, db, letter[0])
        if thread(db, name) is not None:
            return False
        db.execute(
            "INSERT INTO thread VALUES (?, ?, ?, NULL)", (name, colleague, box.today().isoformat())
        )
        _put(box, db, name, "colleague", letter)
    return True


def add(box: Box, name: str, sender: str, letter: tuple[int, bytes]) -> bool:
    """Add a letter to a thread; False where there is no such thread. FullError when full."""
    with box.writing() as db:
        refuse_when_full(box, db, letter[0])
        if thread(db, name) is None:
            return False
        _put(box, db, name, sender, letter)
    return True


def close(box: Box, name: str) -> str:
    """Let a thread be deleted twelve months from today; return that day."""
    until = (box.today() + timedelta(days=KEEP_DAYS)).isoformat()
    with box.writing() as db:
        if thread(db, name) is None:
            raise BoxError(f"{name}: there is no such thread; see them with: tallystick box open")
        db.execute("UPDATE thread SET keep_until = ? WHERE id = ?", (until, name))
    return until


def delete(box: Box, names: Sequence[str]) -> int:
    """Delete threads with their letters, overwritten; the chain of the room says how many ended."""
    with box.writing() as db:
        count: int = sum(
            db.execute("DELETE FROM thread WHERE id = ?", (name,)).rowcount for name in names
        )
        if count:
            room.append(db, box.today(), room.THREAD_ENDED, {"threads": count})
    if count:
        box.overwritten()
    return count


def _put(box: Box, db: Connection, name: str, sender: str, letter: tuple[int, bytes]) -> None:
    size, ciphertext = letter
    day = box.today().isoformat()
    db.execute(
        "INSERT INTO letter VALUES (?, ?, ?, ?, ?, ?)",
        (secrets.token_hex(ID_BYTES), name, sender, day, size, ciphertext),
    )
