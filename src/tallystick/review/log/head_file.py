"""The newest entry that a case folder knew of, beside the database.

A database that was restored from an earlier day ends before it, and is told from one that is whole.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from tallystick.review.log.file_lock import hold
from tallystick.review.models import LogEntry
from tallystick.seal import Entry

HEAD_FILE = "head.txt"
LINE = re.compile(rb"([0-9]{20}) ([0-9a-f]{64})\n")
LENGTH = 86
"""Bytes of the line, which is overwritten where it stands."""


def note(folder: Path, entry: Entry) -> None:
    """Keep number and hash of an entry, unless a newer one is kept already.

    A disk that is full keeps the older one, which says less and nothing false.
    """
    try:
        number = os.open(
            folder / HEAD_FILE, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600
        )
    except OSError:
        return
    try:
        hold(number)
        held = _read(os.read(number, LENGTH))
        if held is None or held[0] < entry.seq:
            os.lseek(number, 0, os.SEEK_SET)
            os.write(number, b"%020d %s\n" % (entry.seq, entry.hash.encode()))
    except OSError:
        return
    finally:
        os.close(number)


def fault(folder: Path) -> str:
    """Return what is wrong where the log has no such entry as the folder knew; "" where it has."""
    try:
        line = (folder / HEAD_FILE).read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"{HEAD_FILE}: cannot be read ({error.strerror})"
    if not line:
        # Made when the disk was full, or just before a power cut: it knew no entry yet.
        return ""
    held = _read(line)
    if held is None:
        return f"{HEAD_FILE}: holds no number and hash of an entry"
    seq, digest = held
    found = LogEntry.objects.filter(seq=seq).values_list("hash", flat=True).first()
    if found == digest:
        return ""
    newest = LogEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    if found is None:
        return (
            f"the log ends at entry {newest}, and this folder knew entry {seq}: the database is an "
            "older copy, or entries were removed"
        )
    return f"entry {seq}: another one than this folder knew: the database is of another log"


def _read(line: bytes) -> tuple[int, str] | None:
    found = LINE.fullmatch(line)
    return (int(found[1]), found[2].decode()) if found else None
