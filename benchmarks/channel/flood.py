"""Posts without end: does the disk keep its floor, and does the channel still answer?"""

from __future__ import annotations

import contextlib
import shutil
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from channel import make_channel, served
from tallystick.intake.codes.code import new_code
from tallystick.intake.codes.keys import signing_key
from tallystick.intake.pages import ticket

AT_ONCE = 4
TEXT = "word " * 12_000
"""60,000 letters, which are padded to 64 KiB."""
SHARE = 20
"""After one in so many posts another asks for the first page."""


@dataclass(frozen=True)
class Flood:
    """Posts by status, the least free bytes that were seen, and seconds of the first page."""

    kept: int
    refused: int
    failed: int
    least_free: int
    floor: int
    letters: int
    page_median: float
    page_most: float

    @property
    def is_met(self) -> bool:
        """Whether the floor held, some were kept, the rest refused in words, and pages came."""
        return (
            self.least_free >= self.floor
            and self.failed == 0
            and self.kept == self.letters > 0 < self.refused
        )


def flooded(folder: Path, posts: int, room: int, disk: int = 0) -> Flood:
    """Send `posts` letters of 64 KiB where the disk has `room` bytes above its floor.

    With `disk`, a disk of so many bytes is counted that holds the case alone; else the real one.
    The limit of a day is lifted, and the key of a code made cheap, so that the disk alone refuses.
    """
    case = folder / "case"
    make_channel(case)

    def free() -> int:
        return disk - _bytes_below(case) if disk else shutil.disk_usage(case).free

    floor = free() - room
    changed = {"threads.LETTERS_A_DAY": 10**9, "threads.BYTES_A_DAY": 1 << 60,
               "threads.FREE_BYTES": floor, "keys.MEMORY_KIB": 64, "keys.PASSES": 1}  # fmt: skip
    least, pages = [room + floor], []
    with served(case, folder / "log", disk=disk, **changed) as channel:

        def post(number: int) -> int:
            answer = channel.post("/tell", _form(channel.box.instance))
            least.append(free())
            if number % SHARE == 0:
                pages.append(_seconds(channel))
            return int(answer.status)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(post, range(posts)))
        letters = _letters(channel)
    kept, refused = found.count(200), found.count(422)
    return Flood(kept, refused, posts - kept - refused, min(least), floor, letters,
                 statistics.median(pages), max(pages))  # fmt: skip


def _bytes_below(folder: Path) -> int:
    used = 0
    for each in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            used += each.stat().st_size
    return used


def _form(instance: bytes) -> dict[str, str]:
    """Return a form as a colleague fills it in, with a code of its own."""
    code, key = new_code(), signing_key(instance)
    back = ticket.asked_back(code, key)
    words = code.words("en")
    return {"code": " ".join(words), "ticket": ticket.ticket(code, key), "kind": "goods",
            "how": "saw", "know": "some", "text": TEXT, "language": "en",
            **{f"back{place}": words[each] for place, each in enumerate(back, 1)}}  # fmt: skip


def _seconds(channel: Any) -> float:
    begun = time.perf_counter()
    assert channel.get("/").status == 200
    return time.perf_counter() - begun


def _letters(channel: Any) -> int:
    with channel.box.reading() as db:
        return int(db.execute("SELECT count(*) FROM letter").fetchone()[0])
