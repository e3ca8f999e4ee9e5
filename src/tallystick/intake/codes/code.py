"""A code: eight words, of which two find the thread and six are the secret that opens it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from tallystick.intake.codes.words import WORDS, number_of, words

LOCATOR, SECRET = 2, 6
"""Words of the locator (22 bits, no secret) and of the secret (66 bits)."""
LONGEST = 400
"""Characters of a typed code that are read."""
BETWEEN = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Code:
    """The numbers of eight words, each from 0 to 2,047; the language does not matter."""

    numbers: tuple[int, ...]

    @property
    def locator(self) -> bytes:
        """Return what the thread is found by; four bytes."""
        return _bytes(self.numbers[:LOCATOR])

    @property
    def secret(self) -> bytes:
        """Return what the thread is opened by; twelve bytes."""
        return _bytes(self.numbers[LOCATOR:])

    def words(self, language: str) -> tuple[str, ...]:
        """Return the eight words in a language."""
        known = words(language)
        return tuple(known[number] for number in self.numbers)

    def __repr__(self) -> str:
        return "Code(…)"


NO_CODE = Code((0,) * (LOCATOR + SECRET))
"""Stands for what was typed and is no code, so that it costs the same work."""


def new_code() -> Code:
    """Return a code by chance: 88 bits."""
    return Code(tuple(secrets.randbelow(WORDS) for _ in range(LOCATOR + SECRET)))


def typed_code(text: str) -> Code | None:
    """Return the code that somebody typed, in either language; None where it is none.

    Case, signs between the words and numbers before them do not matter.
    """
    parts = [each for each in BETWEEN.split(text[:LONGEST]) if each]
    numbers = [number_of(each) for each in parts]
    known = tuple(each for each in numbers if each is not None)
    return Code(known) if len(numbers) == len(known) == LOCATOR + SECRET else None


def _bytes(numbers: tuple[int, ...]) -> bytes:
    return b"".join(number.to_bytes(2, "big") for number in numbers)
