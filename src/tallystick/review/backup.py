"""A copy of a case that can be restored: its folder, its database, and the head of its log.

A backup of SQLite is itself the folder of a case. One of PostgreSQL has a dump in place of the
database. Sessions are in neither; passwords, second factors and signing keys are: keep it locked.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction

from tallystick.review.case_folder import DATABASE, RUNS, SEAL_IN_NAME, Case, write_own
from tallystick.review.log.entries import PROGRAM, append, last
from tallystick.review.log.head_file import HEAD_FILE, note
from tallystick.review.log.projections import projection
from tallystick.review.models import LogEntry
from tallystick.review.postgres import dumped, restored_dump, scratch_database
from tallystick.review.restoring import DRAFT, DUMP, HALF, BackupError
from tallystick.review.runs.copying import INCOMING
from tallystick.review.runs.importing import IMPORTED
from tallystick.review.runs.removing import remove
from tallystick.seal import Entry, half

SESSIONS = ("django_session", "attempts")
"""Tables of which a backup has no rows."""
RESTORED = "case.restore"
UNVERIFIED = (
    "not verified: this role may not make a database to restore it into; restore it on another "
    "server, or give the role CREATEDB"
)


@projection(RESTORED)
def restored_from(entry: Entry) -> None:
    """Keep that the case was restored from a backup: ``{seq, hash}`` of its newest entry."""


def back_up(case: Case, out: Path) -> str:
    """Copy the case that is open to `out`, and restore and replay the copy to verify it.

    Returns what the verification printed. Raises BackupError where something lies at `out`, it
    cannot be written, or the copy is not as its log says.
    """
    if out.exists():
        raise BackupError(f"{out}: there is something here; give another folder")
    if last() is None:
        raise BackupError(f"{case.folder}: nothing was entered yet, so there is nothing to keep")
    draft = out.with_name(f"{DRAFT}{secrets.token_hex(4)}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
        newest, seals = _copied_database(case, draft)
        _copy_files(case.folder, draft, {seal[:SEAL_IN_NAME] for seal in seals})
        note(draft, newest)
        write_own(draft / HALF, half(newest, case.office_key).text())
        os.sync()
        told = verified(draft)
        draft.rename(out)
    except OSError as error:
        raise BackupError(
            f"{error.filename or out}: {error.strerror}; make room, or give another folder"
        ) from None
    finally:
        remove(draft)
    return told


def fill_database(dump: Path) -> None:
    """Restore a dump into the database that is open, which must be empty."""
    if connection.introspection.table_names():
        raise BackupError(
            "the database of DATABASE_URL is not empty, and nothing in it was changed; make a new "
            "one, and name that"
        )
    restored_dump(connection.settings_dict, dump)


def enter_restored() -> None:
    """Enter in the log that the case was restored, and up to which entry."""
    newest = last()
    if newest is not None:
        append(PROGRAM, RESTORED, {"seq": newest.seq, "hash": newest.hash})


def verified(backup: Path) -> str:
    """Verify a copy by its half, and by replaying its log; return what was printed.

    One of PostgreSQL is restored into a database that is made for it. Raises BackupError where the
    copy is not as its log says.
    """
    if not (backup / DUMP).is_file():
        return verified_by_command(backup, backup / HALF)
    try:
        with scratch_database(connection) as (settings, url):
            restored_dump(settings, backup / DUMP)
            return verified_by_command(backup, backup / HALF, url)
    except PermissionError:
        return UNVERIFIED


def verified_by_command(folder: Path, half: Path, url: str | None = None) -> str:
    """Verify in a process of its own, since Django is set up for one case in each."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    command = [sys.executable, "-m", "tallystick", "verify", str(folder), "--replay",
               "--half", str(half)]  # fmt: skip
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, errors="replace"
    )
    if done.returncode:
        raise BackupError(
            "the copy is not as its log says, and was not kept:\n"
            f"{done.stdout}{done.stderr}Look at the case itself with: tallystick verify CASE "
            "--replay"
        )
    return done.stdout


def _copied_database(case: Case, draft: Path) -> tuple[Entry, list[str]]:
    """Copy the database as it is at one moment; return its newest entry, and seals of its runs."""
    if connection.vendor == "postgresql":
        with _one_moment() as snapshot:
            dumped(connection.settings_dict, draft / DUMP, snapshot, SESSIONS)
            newest = last()
            seals = _seals(LogEntry.objects.filter(act=IMPORTED).values_list("object", flat=True))
        assert newest is not None
        return newest, seals
    with (
        closing(sqlite3.connect(f"{case.database.resolve().as_uri()}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(draft / DATABASE)) as copy,
    ):
        live.backup(copy)
        os.chmod(draft / DATABASE, 0o600)
        copy.execute("PRAGMA secure_delete=ON")
        for table in SESSIONS:
            copy.execute(f"DELETE FROM {table}")  # noqa: S608
        copy.commit()
        told = "seq, at, actor, act, object, body_sha256, prev, hash"
        row = copy.execute(f"SELECT {told} FROM entry ORDER BY seq DESC LIMIT 1").fetchone()  # noqa: S608
        objects = copy.execute("SELECT object FROM entry WHERE act = ?", [IMPORTED]).fetchall()
    seq, at, actor, act, object, *rest = row
    return Entry(seq, at, actor, act, json.loads(object), *rest), _seals(one for (one,) in objects)


@contextmanager
def _one_moment() -> Iterator[str]:
    """Yield the snapshot of PostgreSQL that this connection and pg_dump both read."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        yield str(snapshot)


def _seals(objects: Iterable[str]) -> list[str]:
    return [str(json.loads(each)["seal"]) for each in objects]


def _copy_files(folder: Path, draft: Path, runs: set[str]) -> None:
    """Copy what lies in the folder of a case, but the database, drafts, and runs of a later day."""

    def left_out(at: str, names: list[str]) -> set[str]:
        if Path(at) == folder / RUNS:
            return {each for each in names if each not in runs}
        if Path(at) == folder:
            return {each for each in names if each.startswith((DATABASE, INCOMING))
                    or each == HEAD_FILE or (folder / each).is_socket()}  # fmt: skip
        return set()

    shutil.copytree(folder, draft, symlinks=True, ignore=left_out, dirs_exist_ok=True)
