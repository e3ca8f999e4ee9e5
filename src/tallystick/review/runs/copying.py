"""A run folder, verified and copied into the case, where nothing is written to it."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from tallystick.findings.document import Document, read_document
from tallystick.findings.mask_key import MASK_KEY
from tallystick.findings.store import FINDINGS, RESULTS, RUN
from tallystick.review.case_folder import OWNERS_FOLDER, RUNS, Case
from tallystick.seal import EarlierVersionError, SealError, verify_folder
from tallystick.seal.verify import MANIFEST

SEALED_FILE, SECRET_FILE = 0o444, 0o400
INCOMING = ".incoming-"
NEEDED = (RUN, FINDINGS, RESULTS, MANIFEST)
MOST_SHOWN = 3


class RunRefusedError(ValueError):
    """A folder is not taken in as a run; the message says why and what to do."""


def verified(folder: Path) -> str:
    """Return the seal of a run folder that is as sealed and can be read; RunRefusedError if not."""
    try:
        verdict = verify_folder(folder)
    except EarlierVersionError as error:
        raise RunRefusedError(str(error)) from None
    except SealError as error:
        raise RunRefusedError(str(error)) from None
    if verdict.differences:
        told = [f"{each.path}: {each.what}" for each in verdict.differences]
        more = f"; and {len(told) - MOST_SHOWN:,} more" if len(told) > MOST_SHOWN else ""
        raise RunRefusedError(
            f"{folder}: not as sealed: {'; '.join(told[:MOST_SHOWN])}{more}. List all with "
            "`tallystick verify`, restore the folder from a backup, or audit again."
        )
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise RunRefusedError(
            f"{folder}: there is no {missing[0]}, so it is no run that this version can read. "
            "Audit again with this version."
        )
    _readable(folder)
    return verdict.seal


def _readable(folder: Path) -> Document:
    try:
        document = read_document(folder)
    except (OSError, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise RunRefusedError(
            f"{folder}: it cannot be read as a run of this version: {first}. Audit again with this "
            "version."
        ) from None
    if document.run.named is None or not (folder / MASK_KEY).is_file():
        raise RunRefusedError(
            f"{folder}: its names cannot be masked, since {MASK_KEY} is missing or an earlier "
            "version did not mark them. Audit again with this version."
        )
    return document


def copied(case: Case, folder: Path, seal: str) -> Path:
    """Return the sealed copy of a verified run folder in the case, made unless it is there.

    It gets its name when every file is on the disk, and has been verified again.
    """
    final = case.run_folder(seal)
    if final.is_dir():
        if verified(final) != seal:
            raise RunRefusedError(f"{final}: another run lies here; restore it from a backup.")
        return final
    draft = case.folder / RUNS / f"{INCOMING}{secrets.token_hex(4)}"
    try:
        shutil.copytree(folder, draft, symlinks=True)
        if verified(draft) != seal:
            raise RunRefusedError(f"{folder}: it changed while it was read; try again.")
        for path in _inner_first(draft):
            _sealed(path)
        draft.rename(final)
        _synced(final.parent)
    except OSError as error:
        raise RunRefusedError(
            f"{error.filename or folder}: {error.strerror}; make room, and try again."
        ) from None
    finally:
        remove(draft)
    return final


def remove(folder: Path) -> None:
    """Remove a draft of a copy, if it is there."""
    if folder.is_dir():
        for path in _inner_first(folder):
            if path.is_dir():
                os.chmod(path, OWNERS_FOLDER)
        os.chmod(folder, OWNERS_FOLDER)
        shutil.rmtree(folder, ignore_errors=True)


def remove_drafts(case: Case) -> None:
    """Remove what an import that was killed left behind."""
    for draft in (case.folder / RUNS).glob(f"{INCOMING}*"):
        remove(draft)


def _inner_first(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder, topdown=False):
        yield from (Path(root, name) for name in names)
        yield Path(root)


def _sealed(path: Path) -> None:
    if path.is_file():
        os.chmod(path, SECRET_FILE if path.name == MASK_KEY else SEALED_FILE)
    _synced(path)


def _synced(path: Path) -> None:
    if os.name != "posix":
        return
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(number)
    finally:
        os.close(number)
