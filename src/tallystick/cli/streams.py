"""What happens when standard output, or standard error, cannot be written?"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from tallystick.cli.exits import BAD_INPUT, refuse

BROKEN_PIPE = 128 + 13  # the status of a process that SIGPIPE ended


class Stream:
    """Standard error; text that cannot be written there is lost, and the work goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write `text`; return its length."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._failed(error)
            return len(text)

    def flush(self) -> None:
        """Write what is waiting."""
        try:
            self._stream.flush()
        except OSError as error:
            self._failed(error)

    def _failed(self, error: OSError) -> None:
        """Send what is waiting, and all that follows, to nowhere."""
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Output(Stream):
    """Standard output; when it cannot be written, the program ends, in words and with 2.

    It ends at once, not by an OSError: what wrote a file meanwhile would take that for its own.
    Where the reader of a pipe went away, as `head` does, nothing is said.
    """

    def _failed(self, error: OSError) -> None:
        super()._failed(error)
        if error.errno == errno.EPIPE:
            raise SystemExit(BROKEN_PIPE)
        refuse(f"standard output: {error.strerror}; send it to where there is room")
        raise SystemExit(BAD_INPUT)


@contextmanager
def standard_streams() -> Iterator[None]:
    """While in the context, no stream that is closed, full or left by its reader is a defect."""
    before = sys.stdout, sys.stderr
    sys.stdout = Output(before[0] or _nowhere())
    sys.stderr = Stream(before[1] or _nowhere())
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    finally:
        sys.stdout, sys.stderr = before


def _nowhere() -> TextIO:
    """A stream in the place of one that was closed before the program began."""
    return open(os.devnull, "w", encoding="utf-8")
