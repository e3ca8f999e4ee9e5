"""By which secret are names put in an order that tells nothing?"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tallystick.findings.bounded import read_bounded

MASK_KEY = "mask.key"


def write_mask_key(folder: Path) -> None:
    """Write a new secret of 256 random bits that only its owner may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder / MASK_KEY, flags, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")


def read_mask_key(folder: Path) -> bytes | None:
    """Return the secret of a run folder; None where an older run has none."""
    path = folder / MASK_KEY
    return read_bounded(path).strip() or None if path.is_file() else None
