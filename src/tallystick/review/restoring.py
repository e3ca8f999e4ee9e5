"""A case restored from a backup: a new folder, its database, and the replay that verifies both."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from tallystick.review.case_folder import Case, CaseError, open_case
from tallystick.review.database import is_on_server
from tallystick.review.office import open_office, set_up
from tallystick.review.runs.removing import remove

DUMP, HALF = "office.dump", "half.txt"
DRAFT = ".backup-"


class BackupError(CaseError):
    """A backup cannot be made or restored; the message says why and what to do."""


def restored(backup: Path, folder: Path) -> str:
    """Restore a backup to a new folder, and its dump to the empty database of DATABASE_URL.

    The log says so. Returns what the verification printed. Raises CaseError where there is no
    backup, something lies in the way, or what was restored is not as its log says; then there is no
    folder.
    """
    _refuse(backup, folder)
    case = _copied(backup, folder)
    try:
        set_up(case)
        from tallystick.review import backup as backups

        if is_on_server():
            backups.fill_database(backup / DUMP)
        open_office(case)
        told = backups.verified_by_command(folder, backup / HALF, os.environ.get("DATABASE_URL"))
        backups.enter_restored()
    except BaseException:
        remove(folder)
        raise
    return told


def _refuse(backup: Path, folder: Path) -> None:
    held = open_case(backup)
    if not (backup / HALF).is_file():
        raise BackupError(f"{backup}: there is no {HALF}, so it is no backup; give another folder")
    if folder.exists():
        raise BackupError(f"{folder}: there is something here; give a new folder")
    if held.database.is_file() and is_on_server():
        raise BackupError(f"{backup}: it is of SQLite; take DATABASE_URL out of the environment")
    if not held.database.is_file() and not is_on_server():
        raise BackupError(f"{backup}: it is of PostgreSQL; give DATABASE_URL in the environment")


def _copied(backup: Path, folder: Path) -> Case:
    draft = folder.with_name(f"{DRAFT}{secrets.token_hex(4)}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(backup, draft, symlinks=True, ignore=shutil.ignore_patterns(DUMP, HALF))
        draft.chmod(0o700)
        draft.rename(folder)
    except OSError as error:
        raise BackupError(f"{error.filename or folder}: {error.strerror}; make room") from None
    finally:
        remove(draft)
    return open_case(folder)
