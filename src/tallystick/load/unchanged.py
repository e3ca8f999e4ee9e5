"""Are the sources still what was read?"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

MOVE = "wait until nothing writes to it, or audit a copy of it"


@dataclass(frozen=True)
class Seal:
    """A file as it was when its reading began; `mark` tells when it was last written to."""

    path: Path
    name: str
    sha256: str
    size: int
    mark: tuple[int, ...]


class Sources:
    """The files that a run has read, so that it can be asked at the end whether they changed."""

    def __init__(self) -> None:
        self._seals: list[Seal] = []

    def take(self, path: Path, name: str) -> Seal:
        """Hash a file before it is read; OSError when it cannot be."""
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        seal = Seal(path, name, digest, status.st_size, _mark(status))
        self._seals.append(seal)
        return seal

    def stirred(self) -> list[str]:
        """Return a message for each file that was written to, replaced or removed since.

        Nothing is read: it is what can be asked at any time.
        """
        return [f"{each.name}: {words}; {MOVE}" for each in self._seals if (words := _stir(each))]

    def changed(self) -> list[str]:
        """Return a message for each file that is not what was read; each is hashed again.

        A file whose bytes are the same but which was written to is among them: what stood in it
        in between is not known.
        """
        words = ((each, _change(each)) for each in self._seals)
        return [f"{each.name}: {said}; {MOVE}" for each, said in words if said]


def _mark(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _stir(seal: Seal) -> str:
    try:
        now = _mark(seal.path.stat())
    except OSError as error:
        return f"it cannot be read any more ({error.strerror}): it was there when the audit began"
    return "" if now == seal.mark else "it was written to while the audit ran"


def _change(seal: Seal) -> str:
    stir = _stir(seal)
    try:
        with seal.path.open("rb") as file:
            now = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return stir or f"it cannot be read any more ({error.strerror})"
    if now != seal.sha256:
        return (
            f"it changed while the audit ran (its SHA-256 was {seal.sha256[:12]}... and is now "
            f"{now[:12]}...)"
        )
    return f"{stir}, although its bytes are the same again" if stir else ""
