"""A run folder, verified and copied into the case, where nothing is written to it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from tallystick import __version__
from tallystick.findings.document import Document, read_document
from tallystick.findings.mask_key import MASK_KEY
from tallystick.findings.result import PATTERNS
from tallystick.findings.store import FINDINGS, RESULTS, RUN
from tallystick.review.case_folder import RUNS, SEAL_IN_NAME, Case
from tallystick.review.disk import synced
from tallystick.review.runs.removing import inner_first, remove
from tallystick.review.runs.sealed import finding_of, held
from tallystick.seal import EarlierVersionError, SealError, verify_folder
from tallystick.seal.verify import MANIFEST

SEALED_FILE, SECRET_FILE = 0o444, 0o400
INCOMING = ".incoming-"
NEEDED = (RUN, FINDINGS, RESULTS, MANIFEST)
MOST_SHOWN = 3
RELEASE = re.compile(r"(\d{1,4})\.(\d{1,4})(?:\.|$)")
"""Major and minor number of a version; the rest changes no format."""


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
    _refuse_later(folder, _readable(folder).run.version)
    return verdict.seal


def _refuse_later(folder: Path, version: str) -> None:
    """Refuse a run of a later version, of which this one would leave out what it does not know."""
    made, own = (RELEASE.match(each) for each in (version, __version__))
    if made and own and tuple(map(int, made.groups())) > tuple(map(int, own.groups())):
        raise RunRefusedError(
            f"{folder}: made by version {version[:20]}, and this is {__version__}. Update "
            "Tallystick, or audit again with this version."
        )


def _readable(folder: Path) -> Document:
    try:
        document = read_document(folder)
        alpha = document.run.parameters.get("alpha", 0)
        if type(alpha) not in (int, float):
            raise ValueError(f"alpha: {str(alpha)[:20]!r} is no number")
        for each in (*document.findings, *document.leads):
            # As a row will hold it: numbers that are none are dropped there.
            finding_of(held(each))
            if each.verdict not in PATTERNS:
                raise ValueError(f"{each.id}: {each.verdict!r} is no verdict of a finding")
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
        for path in inner_first(draft):
            _sealed(path)
        draft.rename(final)
        synced(final.parent)
    except OSError as error:
        raise RunRefusedError(_why_not_copied(error, folder)) from None
    finally:
        remove(draft)
    return final


def _why_not_copied(error: OSError, folder: Path) -> str:
    path, why = error.filename or folder, error.strerror
    if isinstance(error, shutil.Error):
        # A copy of a tree collects what failed: (from, to, why) of each file.
        path, _, why = error.args[0][0]
    return f"{path}: it cannot be copied into the case: {why}; make room, and try again."


def remove_drafts(case: Case) -> None:
    """Remove what an import that was killed left behind."""
    for draft in (case.folder / RUNS).glob(f"{INCOMING}*"):
        remove(draft)


def unnamed_copies(case: Case, seals: Iterable[str]) -> list[str]:
    """Return the names of folders in ``runs``, drafts apart, that none of these seals names.

    Such is a copy whose import was killed before its entry, or the run of an entry that a database
    restored from a backup lacks.
    """
    known = {seal[:SEAL_IN_NAME] for seal in seals}
    beside = {each.name for each in (case.folder / RUNS).glob("*")} - known
    return sorted(name for name in beside if not name.startswith(INCOMING))


def is_sealed_copy(folder: Path) -> bool:
    """Whether a folder is a whole run, as sealed and under the name of its seal."""
    try:
        return verified(folder)[:SEAL_IN_NAME] == folder.name
    except RunRefusedError:
        return False


def _sealed(path: Path) -> None:
    if path.is_file():
        os.chmod(path, SECRET_FILE if path.name == MASK_KEY else SEALED_FILE)
    synced(path)
