"""The lines of a text as far as `init` looks at them."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.load.sandbox import limits

MOST_ROWS = 20_000
"""Rows that are looked at; the first ones, and fewer where they are long (`limits`)."""


class Lines:
    """The lines of a text as far as they are looked at; `cut` tells that there are more.

    A line ends where that of a loaded file does: with LF, CR LF or CR alone.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        held, size = b"", 0
        for chunk in self._chunks:
            if size > limits.LOOK_CHARACTERS:
                self.cut = True
                return
            size += len(chunk)
            lines = (held + chunk).splitlines(keepends=True)
            held = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
            yield from (line.decode("utf-8") for line in lines)
        if held:
            yield held.decode("utf-8")
