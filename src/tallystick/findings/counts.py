"""Numbers with their nouns, in English."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return the number with its noun: ``1 test``, ``1,204 tests``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
