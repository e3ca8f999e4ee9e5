"""Are the sources still what was read?"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tallystick.load.wording import InputError

MOVE = "wait until nothing writes to it, or audit a copy of it"
# Within one tick of the clock of a file system two changes may bear the same time.
TICK = 20_000_000
Mark = tuple[int, ...]


@dataclass(frozen=True)
class Seal:
    """A file as it was when its reading began.

    `mark` holds its device, inode, size in bytes, and the times of its last change in
    nanoseconds: of its content, which anybody can put back, and of the file itself, which nobody
    can.
    """

    path: Path
    name: str
    sha256: str
    size: int
    mark: Mark


class Sources:
    """The files that a run has read, so that it can be asked at the end whether they changed.

    `footers` is what `footers_of` said of those that are Parquet.
    """

    def __init__(self) -> None:
        self._seals: dict[Path, Seal] = {}
        self.footers: Mapping[tuple[Path, Mark], str] = {}

    def take(self, path: Path, name: str) -> Seal:
        """Hash a file before it is first read, and once only; OSError when it cannot be.

        Its mark is from before the hash, so that what is written meanwhile is told as well.
        """
        if path not in self._seals:
            with path.open("rb") as file:
                _wait_for_a_tick(os.fstat(file.fileno()))
                status = os.fstat(file.fileno())
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            self._seals[path] = Seal(path, name, digest, status.st_size, mark_of(status))
        return self._seals[path]

    def changed(self) -> list[str]:
        """Return a message for each file that was written to, replaced or removed since."""
        told = ((each.name, _change(each)) for each in self._seals.values())
        return [f"{name}: {words}; {MOVE}" for name, words in told if words]

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Raise InputError at the end, or in place of another error, when a file changed."""
        try:
            yield
        except Exception as error:
            if changed := self.changed():
                raise InputError(changed) from error
            raise
        if changed := self.changed():
            raise InputError(changed)


def mark_of(status: os.stat_result) -> Mark:
    """Return what is another for a file that was replaced or written to."""
    times = status.st_mtime_ns, status.st_ctime_ns
    return status.st_dev, status.st_ino, status.st_size, *times


def _wait_for_a_tick(status: os.stat_result) -> None:
    """Wait while a file is so new that one more change could bear the same time."""
    left = status.st_ctime_ns + TICK - time.time_ns()
    if 0 < left <= TICK:
        time.sleep(left / 1e9)


def _change(seal: Seal) -> str:
    try:
        now = mark_of(seal.path.stat())
    except OSError as error:
        return f"it cannot be read any more ({error.strerror}): it was there when the audit began"
    if now == seal.mark:
        return ""
    if now[:2] != seal.mark[:2]:
        return "it was replaced by another file while the audit ran"
    if now[2:4] != seal.mark[2:4]:
        return "it was written to while the audit ran"
    return "it was written to, renamed, linked or given other rights while the audit ran"
