"""Folders that killed runs left behind, and the locks that tell them from runs at work.

A run holds the lock beside its ``.partial`` folder from before the folder is there until it is
renamed or removed; the system lets go of it when the process ends, however it ends. So a lock that
can be taken belongs to a run that has ended. Where the file system has no locks nothing is removed.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTIAL, LOCK = ".partial", ".lock"
REMOVED = "{path}: a run that was killed left it; it was removed"
NOT_OURS = "{path}: it was left there and is not removed: {why}; look into it and remove it by hand"


def lock_of(partial: Path) -> Path:
    """Where the lock of a partial folder lies."""
    return partial.with_name(partial.name + LOCK)


@contextmanager
def locked(partial: Path, *, make: bool = False) -> Iterator[bool | None]:
    """Take the lock of `partial`, which `make` makes; yield whether that worked.

    None where the file system has no locks. The lock is removed at the end if its folder is gone.

    OSError when it cannot be opened; it is never opened through a link.
    """
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | (os.O_CREAT if make else 0)
    lock = lock_of(partial)
    number = os.open(lock, flags, 0o600)
    try:
        taken = _take(number)
        if taken and not _same(number, lock):
            taken = False
        try:
            yield taken
        finally:
            # What is still there must stay marked as a run's.
            if taken is not False and not os.path.lexists(partial):
                lock.unlink(missing_ok=True)
    finally:
        os.close(number)


def _take(number: int) -> bool | None:
    try:
        import fcntl
    except ImportError:
        return None
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _same(number: int, path: Path) -> bool:
    """Whether the open file is still the one at `path`: its run may have removed it meanwhile."""
    try:
        return os.path.samestat(os.fstat(number), path.lstat())
    except FileNotFoundError:
        return False


def remove_left_over(out: Path) -> Iterator[str]:
    """Remove what killed runs left in `out`; yield a line about each such folder.

    Removed is a folder of this user that no other may enter, no link, whose lock lies beside it
    and is held by no process. Any other with such a name is named and left; one that is being
    written is neither.
    """
    try:
        names = sorted(each.name for each in os.scandir(out))
    except OSError:
        return
    for name in names:
        path = out / name
        if name.endswith(PARTIAL):
            yield from _removed(path)
        elif name.endswith(PARTIAL + LOCK) and not os.path.lexists(out / name[: -len(LOCK)]):
            # A run was killed between its last two steps.
            yield from _removed(out / name[: -len(LOCK)], told=False)


def _removed(partial: Path, *, told: bool = True) -> Iterator[str]:
    try:
        if why := _foreign(partial):
            yield NOT_OURS.format(path=partial, why=why)
            return
        with locked(partial) as taken:
            if taken and os.path.lexists(partial):
                # Refuses a link, and follows none inside.
                shutil.rmtree(partial)
                if told:
                    yield REMOVED.format(path=partial)
            elif taken is None:
                yield NOT_OURS.format(path=partial, why="this file system has no locks")
    except FileNotFoundError:
        return  # Its run has just ended, or another one has removed it.
    except OSError as error:
        yield NOT_OURS.format(path=partial, why=error.strerror)


def _foreign(partial: Path) -> str:
    """Why a folder, or its lock, is not one that a run of this user made; "" when it is."""
    folder = partial.lstat() if os.path.lexists(partial) else None
    try:
        lock = lock_of(partial).lstat()
    except FileNotFoundError:
        if folder is None:
            raise
        return "no lock of a run lies beside it"
    if not stat.S_ISREG(lock.st_mode) or lock.st_size:
        return "what lies beside it is no lock of a run"
    if folder is not None and not stat.S_ISDIR(folder.st_mode):
        return "it is no folder"
    if os.name == "posix" and {each.st_uid for each in (lock, folder) if each} != {os.geteuid()}:
        return "another user made it"
    return "others may enter it" if folder is not None and folder.st_mode & 0o077 else ""
