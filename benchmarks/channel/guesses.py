"""Seconds of a wrong locator and of a wrong secret, asked in pairs, so that load falls on both."""

from __future__ import annotations

import random
import statistics
from dataclasses import dataclass
from pathlib import Path

from test_guesses import pairs

from channel import make_channel, served

MOST = 0.005
WITHIN = 0.1
"""Seconds that an answer waits for at least: less than the work, so that the work is what shows."""


@dataclass(frozen=True)
class Guesses:
    """Medians in seconds, and the median of the differences within a pair, with its interval."""

    secret: float
    locator: float
    difference: float
    low: float
    high: float

    @property
    def is_met(self) -> bool:
        """Whether the median difference is within the bar."""
        return abs(self.difference) < MOST


def measured(folder: Path, count: int, seconds: float) -> Guesses:
    """Return what `count` pairs took, where each answer waits for `seconds` at least."""
    make_channel(folder / "case")
    changed = {"answering.SECONDS": seconds, "shared_memory.GUESSES": 10**9}
    with served(folder / "case", folder / "log", **changed) as channel:
        _, code = channel.tell("text")
        found = pairs(channel, code, count)
    lot = random.Random(32)
    differences = [locator - secret for secret, locator in found]
    drawn = sorted(statistics.median(lot.choices(differences, k=count)) for _ in range(2000))
    secret, locator = (statistics.median(each) for each in zip(*found, strict=True))
    return Guesses(secret, locator, statistics.median(differences), drawn[50], drawn[1949])
