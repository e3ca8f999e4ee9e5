"""Read a document of JSON from front to back, one value at a time, in pieces as they come."""

from __future__ import annotations

import re

from tallystick.load.sandbox.json_values import DECODER
from tallystick.load.sandbox.limits import RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    Pull = Generator[dict[str, Any], dict[str, Any], Any]

TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}"]', re.DOTALL)
"""A string, or a bracket, or the quote of a string that does not end."""
SCALAR = re.compile(r'[^\s,\]}:\[{"]+')
SPACE = re.compile(r"[ \t\r\n]*")
CUT = "it ends before its last bracket is closed: it is cut short; copy it again"
BROKEN = object()
"""Stands for a value that cannot be parsed."""


class Text:
    """The text of a document; what has been read is forgotten.

    A method that may need more text is a generator: it yields a dict that waits for ``text``,
    which is empty at the end.
    """

    def __init__(self, longest: int, depth: int) -> None:
        self._longest, self._depth = longest, depth
        self._held, self._at, self._ended = "", 0, False

    def _more(self) -> Pull:
        self._held, self._at = self._held[self._at :], 0
        self._within(len(self._held))
        pieces, wanted = [self._held], max(1, len(self._held))
        while wanted > 0 and not self._ended:
            piece = (yield {"text": True, "waits": True})["text"]
            self._ended = not piece
            pieces.append(piece)
            wanted -= len(piece)
        self._held = "".join(pieces)

    def _within(self, size: int) -> None:
        if size > self._longest:
            raise RefusedError(
                f"a record in it is longer than {self._longest:,} characters; export it as CSV"
            )

    def next_sign(self) -> Pull:
        """Return the next sign that is no blank; "" at the end."""
        while True:
            self._at = SPACE.match(self._held, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._held):
                return self._held[self._at]
            if self._ended:
                return ""
            yield from self._more()

    def take(self, *signs: str) -> Pull:
        """Return the next sign, and pass it, where it is one of `signs`; RefusedError if not."""
        sign = yield from self.next_sign()
        if sign not in signs or not sign:
            expected = " or ".join(signs)
            raise RefusedError(
                f"it is no JSON: {expected} is expected and {sign} found; export it again"
                if sign
                else CUT
            )
        self._at += 1
        return sign

    def value(self) -> Pull:
        """Return the next value and how its text begins; `BROKEN` where it cannot be parsed.

        ``(value, start, deep)``: `deep` says that it is nested deeper than the limit.
        """
        yield from self.next_sign()
        while True:
            value, end, levels = self._parsed()
            if end >= 0 and (end < len(self._held) or self._ended):
                start = self._held[self._at : min(end, self._at + 40)]
                self._within(end - self._at)
                self._at = end
                return (BROKEN if levels > self._depth else value), start, levels > self._depth
            if self._ended:
                raise RefusedError(CUT)
            yield from self._more()

    def _parsed(self) -> tuple[Any, int, int]:
        """The value, where it ends (-1: not within the text held), and how deep it is nested."""
        held, at = self._held, self._at
        try:
            value, end = DECODER.raw_decode(held, at)
        except (ValueError, RecursionError):
            end, levels = self._end()
            return BROKEN, end, levels
        if held.count("[", at, end) + held.count("{", at, end) > self._depth:
            return value, *self._end()
        return value, end, 0

    def _end(self) -> tuple[int, int]:
        """Where the brackets of the next value are closed, and how deep they are nested."""
        held, at, depth, deepest = self._held, self._at, 0, 0
        if found := SCALAR.match(held, at):
            return found.end(), 0
        if held[at : at + 1] not in ("", "[", "{", '"'):
            raise RefusedError(
                f"it is no JSON: a value is expected and {held[at]} found; export it again"
            )
        for token in TOKEN.finditer(held, at):
            sign = held[token.start()]
            if sign in "[{":
                depth += 1
                deepest = max(deepest, depth)
            elif sign in "]}":
                depth -= 1
            elif token.end() == token.start() + 1:
                return -1, deepest
            if depth <= 0:
                return token.end(), deepest
        return -1, deepest
