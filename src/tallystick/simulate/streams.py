"""Which random numbers belong to which process?"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np


@dataclass(frozen=True)
class Streams:
    """Independent random streams by name and place, all from one seed.

    A process that draws more or fewer numbers, or is switched off, leaves the numbers of every
    other process as they were, so that two worlds which differ in one act can be compared
    record by record (common random numbers).
    """

    seed: int

    def of(self, process: str, *place: int) -> np.random.Generator:
        """Return a fresh generator for a process; `place` is such as month, block and entry."""
        key = (crc32(process.encode()), *place)
        return np.random.Generator(
            np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=key))
        )

    def __call__(self, process: str) -> np.random.Generator:
        """Return a fresh generator for a process that happens once in a world."""
        return self.of(process)
