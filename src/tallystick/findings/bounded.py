"""How is a file read that may be no file, or may have no end?"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

LARGEST = 256 << 20


def regular(path: Path) -> Path:
    """Return `path`; OSError where no file with an end lies there: a pipe, a device, a folder."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, f"{path.name} is not a regular file", str(path))
    return path


def read_bounded(path: Path, most: int = LARGEST) -> bytes:
    """Return the bytes of a regular file; OSError where it is none or has more than `most`."""
    # A pipe would keep the opening waiting for a writer.
    number = os.open(regular(path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(number, "rb") as file:
        held = file.read(most + 1)
    if len(held) > most:
        raise OSError(errno.EFBIG, f"{path.name} is larger than {most >> 20} MiB", str(path))
    return held
