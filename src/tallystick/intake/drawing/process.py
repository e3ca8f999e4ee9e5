"""Have a file drawn anew: start the closed process, give it the bytes, take the pages."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

CHILD = Path(__file__).with_name("child.py")
LIBRARIES = ("PIL", "pypdfium2", "pypdfium2_raw")
MEMORY, CPU_SECONDS, SECONDS = 256 << 20, 20, 60
LIMITS = {"jpeg_pixels": 100_000_000, "png_pixels": 25_000_000, "pages": 20, "side": 1754,
          "dots": 150}  # fmt: skip
MOST_PAGES_BYTES = 10 << 20
PDF, PICTURES = b"%PDF-", (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
PDF_WITHIN = 1024
REASONS = frozenset({"unknown", "large", "locked", "broken", "pages", "long"})


class NotDrawnError(ValueError):
    """A file was not drawn. `why` is unknown, large, locked, broken, pages or long."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why if why in REASONS else "broken"


def pages_of(data: bytes) -> list[bytes]:
    """Return the pages of a JPEG, a PNG or a PDF, each a new JPEG of its pixels alone.

    Nothing is written to a disk. NotDrawnError for every other file, and for one that takes more
    than 256 MB, 20 seconds of a processor, 20 pages or 10 MiB of pages.
    """
    command = [sys.executable, "-I", "-S", "-B", str(CHILD), json.dumps(_request(_kind(data)))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={}, cwd="/",
    ) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        ends = threading.Timer(SECONDS, child.kill)
        ends.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(data)
                child.stdin.close()
            return _pages(child.stdout)
        finally:
            ends.cancel()
            child.kill()
            # What was not read by the child is not written when its pipe is closed.
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()


def _kind(data: bytes) -> str:
    if data.startswith(PICTURES):
        return "picture"
    if PDF in data[:PDF_WITHIN]:
        return "pdf"
    raise NotDrawnError("unknown")


def _request(kind: str) -> dict[str, Any]:
    specs = [find_spec(name) for name in LIBRARIES]
    places = [each.submodule_search_locations for each in specs if each is not None]
    folders = list(dict.fromkeys(str(Path(place[0]).parent) for place in places if place))
    return LIMITS | {
        "kind": kind,
        "memory": MEMORY,
        "seconds": CPU_SECONDS,
        "parent": os.getpid(),
        "folders": [*folders, str(CHILD.parent)],
    }


def _pages(out: IO[bytes]) -> list[bytes]:
    pages: list[bytes] = []
    left = MOST_PAGES_BYTES
    while True:
        head = out.read(5)
        if len(head) < 5:
            raise NotDrawnError("long")
        kind, size = head[:1], int.from_bytes(head[1:], "big")
        if size > left:
            raise NotDrawnError("large")
        left -= size
        payload = out.read(size)
        if len(payload) < size:
            raise NotDrawnError("long")
        if kind == b"E":
            return pages
        if kind == b"R":
            raise NotDrawnError(payload.decode("ascii", "replace"))
        pages.append(payload)
