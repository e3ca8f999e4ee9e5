"""Where does the program keep what it would only have to make again, safe from other users?

In the user's folder of caches (XDG Base Directory Specification). What is kept there is code that
an engine will run, so a folder or file that is not this user's own, or that another may read or
write, is not used, and no link is followed. All of it may be removed at any time.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

MOST_FILES, MOST_BYTES = 4_000, 4_000_000
FLAGS = os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def own_caches(environment: Mapping[str, str], name: str) -> Path | None:
    """Return where the user's own cache called `name` lies; None where the user has no home."""
    given = environment.get("XDG_CACHE_HOME", "")
    try:
        caches = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return caches / "tallystick" / name


def opened(path: Path | None) -> PrivateFolder | None:
    """Return the folder at `path`, made if need be; None where it cannot be had or trusted."""
    if path is None or not hasattr(os, "geteuid"):
        return None
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | FLAGS)
    except OSError:
        return None
    if not _is_own(number, stat.S_ISDIR):
        os.close(number)
        return None
    folder = PrivateFolder(number)
    folder.clear_oldest()
    return folder


class PrivateFolder:
    """A folder of files with a digest each, held open so that no other can take its place."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __del__(self) -> None:
        with suppress(OSError):
            os.close(self._number)

    def read(self, name: str) -> bytes | None:
        """Return what was written under `name`; None where there is nothing, or something else."""
        try:
            number = os.open(name, os.O_RDONLY | FLAGS, dir_fd=self._number)
        except OSError:
            return None
        with os.fdopen(number, "rb") as file:
            if not _is_own(number, stat.S_ISREG):
                return None
            told = file.read(MOST_BYTES)
            with suppress(OSError):
                os.utime(number)
        digest, _, content = told.partition(b"\n")
        return content if digest == _digest(name, content) else None

    def write(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`; nothing where the disk does not let it."""
        draft = f".{name}.{secrets.token_hex(4)}"
        try:
            number = os.open(
                draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | FLAGS, 0o600, dir_fd=self._number
            )
        except OSError:
            return
        try:
            with os.fdopen(number, "wb") as file:
                file.write(_digest(name, content) + b"\n" + content)
            os.replace(draft, name, src_dir_fd=self._number, dst_dir_fd=self._number)
        except OSError:
            with suppress(OSError):
                os.unlink(draft, dir_fd=self._number)

    def clear_oldest(self) -> None:
        """Of too many files remove the half that was asked for least lately."""
        with suppress(OSError):
            names = os.listdir(self._number)
            if len(names) <= MOST_FILES:
                return
            lately = {name: os.stat(name, dir_fd=self._number).st_mtime for name in names}
            for name in sorted(names, key=lambda each: lately[each])[: len(names) // 2]:
                os.unlink(name, dir_fd=self._number)


def _digest(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + content).hexdigest().encode()


def _is_own(number: int, is_kind: Callable[[int], bool]) -> bool:
    """Whether an open file is of a kind, this user's, and out of the reach of all others."""
    told = os.fstat(number)
    mine = told.st_uid == os.geteuid()
    return mine and is_kind(told.st_mode) and not told.st_mode & OTHERS
