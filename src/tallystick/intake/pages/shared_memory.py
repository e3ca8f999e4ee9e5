"""A little memory that all processes of an instance share: guesses counted, places for work.

Each request is answered in a process that ends with it. What must outlast it lies in a file that
is in memory alone and has no name (memfd); it holds two times and a count, and of nobody.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
import time
from collections.abc import Iterator

GUESSES, WINDOW, PAUSE = 20, 60.0, 120.0
"""Codes that may be tried in a window of so many seconds, by everybody; then so long a pause."""
PLACES, SECONDS_FOR_A_PLACE = 4, 60.0
"""Letters that are drawn, locked or opened at once; a fifth waits."""
HELD = struct.Struct("dqd")
FIRST_PLACE = 1000


class BusyError(Exception):
    """No place became free in time."""


def _made() -> int:
    number = os.memfd_create("tallystick")
    os.write(number, HELD.pack(-WINDOW, 0, 0.0))
    return number


_FILE = _made()


def may_guess() -> bool:
    """Count one guess; whether it may be tried. A twenty-first in a minute begins the pause."""
    now = time.monotonic()
    with _locked():
        begun, count, until = HELD.unpack(os.pread(_FILE, HELD.size, 0))
        if now < until:
            return False
        if now - begun > WINDOW:
            begun, count = now, 0
        if count >= GUESSES:
            until = now + PAUSE
        else:
            count += 1
        os.pwrite(_FILE, HELD.pack(begun, count, until), 0)
        return bool(now >= until)


def guessed_right() -> None:
    """Take back the count of a guess that opened a thread."""
    with _locked():
        begun, count, until = HELD.unpack(os.pread(_FILE, HELD.size, 0))
        os.pwrite(_FILE, HELD.pack(begun, max(count - 1, 0), until), 0)


@contextlib.contextmanager
def place() -> Iterator[None]:
    """Hold one of the places for work; BusyError where none becomes free in a minute.

    A process that ends, by whatever, gives its place back.
    """
    ends = time.monotonic() + SECONDS_FOR_A_PLACE
    while (number := _free_place()) is None:
        if time.monotonic() > ends:
            raise BusyError
        time.sleep(0.05)
    try:
        yield
    finally:
        fcntl.lockf(_FILE, fcntl.LOCK_UN, 1, number)


def _free_place() -> int | None:
    for number in range(FIRST_PLACE, FIRST_PLACE + PLACES):
        with contextlib.suppress(OSError):
            fcntl.lockf(_FILE, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
            return number
    return None


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    fcntl.lockf(_FILE, fcntl.LOCK_EX, 1, 0)
    try:
        yield
    finally:
        fcntl.lockf(_FILE, fcntl.LOCK_UN, 1, 0)
