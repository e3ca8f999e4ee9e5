"""The folder of a run, private to its owner, which gets its name when all is on the disk."""

from __future__ import annotations

import errno
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tallystick.audit.left_over import PARTIAL, lock_of, locked
from tallystick.findings.store import as_named

OWNERS_FOLDER, OWNERS_FILE = 0o700, 0o600
MOST_BYTES = 120
"""Of a file name's usual 255, what leaves room for the time, a number and ``.partial.lock``."""
INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")
"""Fillers of Hangul, which Unicode counts among the letters."""
NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
"""What a file system answers that cannot sync, as some over a network cannot sync a folder."""


def slug(name: str) -> str:
    """Return `name` as a folder may be called: letters and digits of any script, and hyphens.

    In NFC, in small letters, at most `MOST_BYTES` of UTF-8. A mark is kept behind a letter only.
    Letters that the system cannot write in a name are left out.
    """
    kept = ""
    for character in unicodedata.normalize("NFC", name).lower():
        kind = unicodedata.category(character)
        is_mark = kind[0] == "M" and not kept.endswith("-")
        if character not in INVISIBLE and (kind[0] == "L" or kind == "Nd" or (kept and is_mark)):
            kept += character
        elif kept and not kept.endswith("-"):
            kept += "-"
    cut = unicodedata.normalize("NFC", kept).encode()[:MOST_BYTES].decode(errors="ignore")
    try:
        os.fsencode(cut)
    except UnicodeEncodeError:  # A system whose encoding of names has no such letters.
        cut = re.sub(r"[^a-z0-9]+", "-", cut)
    return cut.strip("-") or "audit"


@contextmanager
def run_folder(out: Path, name: str) -> Iterator[tuple[Path, Path]]:
    """Yield the folder to write in and the folder that it becomes when all went well.

    The first lies beside the second, its name ends in ``.partial``, and only its owner may enter
    it. When the context ends without an exception everything is written: each file gets mode
    0600 and each folder 0700, whatever the umask, all of it is synced, and the folder is renamed.
    It is removed when an exception passes. A killed run leaves at most the ``.partial`` folder
    and its lock, which no reader takes for a run; see `left_over`.
    """
    out = as_named(out)
    out.mkdir(parents=True, exist_ok=True)
    started = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    with ExitStack() as lock:
        final, partial = _reserve(out, f"{slug(name)}-{started}", lock)
        try:
            yield partial, final
            _sync(partial)
            partial.rename(final)
            _synced(out.resolve())
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


def _reserve(out: Path, stem: str, lock: ExitStack) -> tuple[Path, Path]:
    """Make a partial folder that no other run has, whose final name is free and stays so.

    Its lock is taken before it is there, and is let go of when `lock` is closed.
    """
    attempt = 1
    while True:
        final = out / (stem if attempt == 1 else f"{stem}-{attempt}")
        partial = out / f"{final.name}{PARTIAL}"
        attempt += 1
        if final.exists() or os.path.lexists(partial):
            continue
        with ExitStack() as own:
            if own.enter_context(locked(partial, make=True)) is False:
                continue
            try:
                os.mkdir(partial, OWNERS_FOLDER)
            except FileExistsError:
                # It is no run's, as its lock was free: it must not look like one.
                lock_of(partial).unlink(missing_ok=True)
                continue
            # Another run may have had the name, and finished, since it was asked for.
            if not final.exists():
                lock.push(own.pop_all())
                return final, partial
            partial.rmdir()


def _sync(folder: Path) -> None:
    """Give all that lies in `folder` to its owner alone, and wait until it is on the disk."""
    for root, _, names in os.walk(folder, topdown=False):
        for name in names:
            _synced(os.path.join(root, name), OWNERS_FILE)
        _synced(root, OWNERS_FOLDER)


def _synced(path: str | Path, mode: int | None = None) -> None:
    if os.name != "posix":
        return
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        if mode is not None:
            os.fchmod(number, mode)
        os.fsync(number)
    except OSError as error:
        if error.errno not in NO_SYNC:
            raise
    finally:
        os.close(number)
