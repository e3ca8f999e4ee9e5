"""How is a file read that may be no file, or may have no end?"""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

LARGEST = 256 << 20
LARGEST_NUMBER = 2**53 - 1
"""Up to which every reader of JSON has whole numbers exactly (RFC 8259, section 6)."""


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


def json_of(text: bytes | str) -> Any:
    """Return what a JSON text holds; ValueError also where a whole number is too large to count."""
    return json.loads(text, parse_int=_countable)


def _countable(digits: str) -> int:
    if len(digits) > len(str(LARGEST_NUMBER)) + 1 or abs(int(digits)) > LARGEST_NUMBER:
        raise ValueError(
            f"{digits[:20]}{'…' if len(digits) > 20 else ''} is larger than any number of a run; "
            f"a whole number is at most {LARGEST_NUMBER:,}"
        )
    return int(digits)
