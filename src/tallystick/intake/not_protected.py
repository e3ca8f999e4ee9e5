"""What the channel does not protect, in the words that each start prints."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tallystick.intake.box.on_server import URL_VARIABLE

SWAPS = Path("/proc/swaps")
ALWAYS = (
    "a report in the second in which it is locked, from whoever controls this computer then",
    "the computer, the network and the way of writing of a colleague",
    "the day of a letter, its class of size, and how many letters a thread has",
    "the hour of a letter, from whoever copies the disk or its journal on the same day; run "
    "tallystick intake tidy each night",
    "a colleague from a reader who tells",
    "answers of readers from forgery by whoever controls this computer: they are not signed",
    "the box, if the disk is not encrypted, from a search of its old blocks for ciphertext",
)


def not_protected() -> Iterator[str]:
    """Yield a line for each, with what this machine adds."""
    yield "Trial: nobody from outside has reviewed this channel; docs/channel.md. Not protected:"
    yield from (f"- {each}" for each in ALWAYS)
    if os.environ.get(URL_VARIABLE):
        yield (
            "- the hour of a letter, and ciphertext that was deleted, from whoever reads the files "
            "of PostgreSQL: its log of changes (WAL) has both until its files are used again"
        )
    if len(_lines(SWAPS)) > 1:
        yield "- what is in memory, from the swap of this machine, which is on; turn it off"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
