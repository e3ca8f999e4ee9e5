"""What has reached the disk, so that it is there after a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def synced(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; OSError for a link."""
    if os.name != "posix":
        return
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(number)
    finally:
        os.close(number)
