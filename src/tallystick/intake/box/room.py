"""The chain of the reports room: what was done to keys and threads, and a line every Monday."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from tallystick.intake.box.base import Box, Connection
from tallystick.seal import JSON, Entry, Fault, entry, verify_chain

ACTOR, WEEK = "room", "week"
PROPOSED, AGREED, ENDED, THREAD_ENDED = (
    "key.proposed", "key.agreed", "key.ended", "thread.ended",
)  # fmt: skip
SALT_BYTES = 16
WEEK_DAYS = timedelta(days=7)


def append(db: Connection, day: date, act: str, about: Mapping[str, JSON]) -> None:
    """Append an entry in the transaction of `db`, at the first moment of `day`.

    Each has a salt, so that nobody who knows two heads can find by trying what lies between them.
    """
    last = db.execute("SELECT line FROM room_entry ORDER BY seq DESC LIMIT 1").fetchone()
    before = _entry(last[0]) if last else None
    at = datetime.combine(day, time(), UTC)
    made = entry(before, at, ACTOR, act, {**about, "salt": secrets.token_hex(SALT_BYTES)})
    db.execute("INSERT INTO room_entry VALUES (?, ?)", (made.seq, made.line().decode()))


def entries(db: Connection) -> list[Entry]:
    """Return every entry, in order."""
    lines = db.execute("SELECT line FROM room_entry ORDER BY seq").fetchall()
    return [_entry(line) for (line,) in lines]


def weeks_written(db: Connection, today: date) -> int:
    """Write the entry of every Monday up to `today` that has none; return how many were written.

    A Monday has one whether or not anything happened, so that its head tells nothing.
    """
    written = [each for each in entries(db) if each.act == WEEK]
    monday = today - timedelta(days=today.weekday())
    due = date.fromisoformat(str(written[-1].object["monday"])) + WEEK_DAYS if written else monday
    count = 0
    while due <= monday:
        append(db, due, WEEK, {"monday": due.isoformat()})
        due, count = due + WEEK_DAYS, count + 1
    return count


def weekly_heads(box: Box) -> list[tuple[str, str]]:
    """Return each Monday with its head: all of the chain that leaves the room."""
    with box.reading() as db:
        return [(str(each.object["monday"]), each.hash) for each in entries(db) if each.act == WEEK]


def faults(box: Box) -> list[Fault]:
    """Return what is wrong with the chain; an empty list for a whole one."""
    with box.reading() as db:
        return verify_chain(entries(db))


def _entry(line: str) -> Entry:
    return Entry(**json.loads(line))
