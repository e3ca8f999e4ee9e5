"""Folders removed although what lies in them is read only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tallystick.review.case_folder import OWNERS_FOLDER


def remove(folder: Path) -> None:
    """Remove a copy, if it is there."""
    if folder.is_dir():
        for path in inner_first(folder):
            if path.is_dir():
                os.chmod(path, OWNERS_FOLDER)
        os.chmod(folder, OWNERS_FOLDER)
        shutil.rmtree(folder, ignore_errors=True)


def inner_first(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder, each before the folder that it is in."""
    for root, _, names in os.walk(folder, topdown=False):
        yield from (Path(root, name) for name in names)
        yield Path(root)
