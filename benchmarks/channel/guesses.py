"""Seconds of a wrong locator and of a wrong secret, asked in pairs, so that load falls on both."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from test_guesses import pairs

from channel import make_channel, served

MOST, SHOWN = 0.005, 100
LIGHT = {"keys.MEMORY_KIB": 64, "keys.PASSES": 1}
WITHIN = 0.1
"""Seconds that an answer waits for at least: less than the work, so that the work is what shows."""


@dataclass(frozen=True)
class Guesses:
    """Medians in seconds, and the median of the differences within a pair, with its interval."""

    pairs: int
    secret: float
    locator: float
    difference: float
    low: float
    high: float

    @property
    def is_met(self) -> bool:
        """Whether the median difference is within the bar."""
        return abs(self.difference) < MOST


def measured(
    folder: Path, count: int, seconds: float, *, is_light: bool = False
) -> Iterator[Guesses]:
    """Yield what pairs took so far, after each hundred of `count` and at the end.

    Each answer waits for `seconds` at least. A light one makes the key of a code cheap, which is
    the same work for every code (tests/intake/test_guesses.py), so that the rest shows by itself.
    """
    make_channel(folder / "case")
    changed: dict[str, float] = {"answering.SECONDS": seconds, "shared_memory.GUESSES": 10**9}
    changed |= LIGHT if is_light else {}
    found: list[tuple[float, float]] = []
    with served(folder / "case", folder / "log", **changed) as channel:
        _, code = channel.tell("text")
        for each in pairs(channel, code, count):
            found.append(each)
            if len(found) % SHOWN == 0 or len(found) == count:
                yield of_pairs(found)


def of_pairs(found: Sequence[tuple[float, float]]) -> Guesses:
    """Return medians, and an interval of the median difference by 2,000 draws of the pairs."""
    lot = random.Random(32)
    differences = [locator - secret for secret, locator in found]
    drawn = sorted(statistics.median(lot.choices(differences, k=len(found))) for _ in range(2000))
    secret, locator = (statistics.median(each) for each in zip(*found, strict=True))
    middle = statistics.median(differences)
    return Guesses(len(found), secret, locator, middle, drawn[50], drawn[1949])
