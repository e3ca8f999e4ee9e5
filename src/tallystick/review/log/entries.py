"""The one function that writes an entry, and how entries and their texts are read."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial

from django.conf import settings
from django.db import connections, transaction

from tallystick.review.log.head_file import note
from tallystick.review.log.projections import known, project
from tallystick.review.log.replay import database
from tallystick.review.log.rows import add_all, rows
from tallystick.review.models import Body, LogEntry
from tallystick.seal import JSON, Entry, body_hash, canonical
from tallystick.seal import entry as next_entry
from tallystick.seal.log.entries import SALT_BYTES

PERSON, PROGRAM = "person:", "program"
"""How an actor begins who is a person, and what stands for none."""
READ = ("seq", "at", "actor", "act", "object", "body_sha256", "prev", "hash")
"""The columns of a row of the log that an entry has, in its order."""
LOCK = 0x7A11
"""The advisory lock of PostgreSQL that writers of the log take in turn."""
_TURN = threading.Lock()


def append(actor: str, act: str, object: Mapping[str, JSON], body_text: str | None = None) -> Entry:
    """Append an entry and change the tables as its act says, both or neither; return it.

    `object` is JSON without free text; that goes into `body_text`, of which the entry has a salted
    hash. Raises UnknownActError where no projection is registered for `act`; what a projection
    refuses, it raises.
    """
    known(act)
    with _turn(), transaction.atomic(using=database()):
        lock()
        at = datetime.now(UTC)
        body = None
        if body_text is not None:
            salt = secrets.token_bytes(SALT_BYTES)
            body = body_hash(salt, body_text)
            add_all(Body, [(body, salt.hex(), body_text, None)])
        made = next_entry(last(), at, actor, act, object, body)
        write(made)
        project(made)
        if settings.CASE is not None:
            transaction.on_commit(partial(note, settings.CASE.folder, made), using=database())
    return made


def _turn() -> AbstractContextManager[object]:
    """Return the turn of this thread to write, unless it has that already by a transaction.

    SQLite lets a writer that waits for another sleep, and longer each time; a lock wakes it.
    """
    return nullcontext() if connections[database()].in_atomic_block else _TURN


def write(entry: Entry) -> None:
    """Write the row of an entry; the triggers refuse one that does not follow the last."""
    add_all(LogEntry, [columns_of(entry)])


def columns_of(entry: Entry) -> tuple[int | str | None, ...]:
    """Return an entry as the columns of a row of the log, in their order."""
    return (
        entry.seq,
        entry.at,
        entry.at[:10],
        entry.actor,
        entry.act,
        canonical(entry.object).decode(),
        str(entry.object.get("pattern", "")),
        entry.body,
        entry.prev,
        entry.hash,
    )


def last() -> Entry | None:
    """Return the newest entry; None where the log is empty."""
    found = rows(f"SELECT {', '.join(READ)} FROM entry ORDER BY seq DESC LIMIT 1")  # noqa: S608
    return _entry(*found[0]) if found else None


def head() -> str:
    """Return the hash of the newest entry, by which pages are cached; "" where the log is empty."""
    found = rows("SELECT hash FROM entry ORDER BY seq DESC LIMIT 1")
    return str(found[0][0]) if found else ""


def read(row: LogEntry) -> Entry:
    """Return a row of the log as the entry that was hashed."""
    return Entry(row.seq, row.at, row.actor, row.act, row.held, row.body_sha256, row.prev, row.hash)


def entries(after: int = 0) -> Iterator[Entry]:
    """Yield the log from its first entry on, or from the one that follows entry `after`."""
    held = LogEntry.objects.filter(seq__gt=after) if after else LogEntry.objects.all()
    for row in held.order_by("seq").values_list(*READ).iterator(chunk_size=2000):
        yield _entry(*row)


def _entry(
    seq: int, at: str, actor: str, act: str, object: str, body: str | None, prev: str, hash: str
) -> Entry:
    return Entry(seq, at, actor, act, json.loads(object), body, prev, hash)


def texts(hashes: Iterable[str | None]) -> dict[str, str]:
    """Return the texts with these hashes; one that was erased is not among them."""
    wanted = {each for each in hashes if each}
    held = Body.objects.filter(sha256__in=wanted, erased_seq=None)
    return {each.sha256: each.text for each in held}


def is_person(actor: str) -> bool:
    """Whether an actor is a person and not the program."""
    return actor.startswith(PERSON)


def lock() -> None:
    """Wait for the other writers, in a transaction; in SQLite that is the lock by itself."""
    connection = connections[database()]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
