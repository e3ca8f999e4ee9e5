"""In which share of parameter sets and seeds is one level better than another?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ranking:
    """Of `sets` parameter sets, in how many A has less or more than B; the same of all worlds.

    A set is decided by the mean over its seeds; where both are equal it counts for neither.
    """

    sets: int
    less: int
    more: int
    worlds: int
    worlds_less: int

    @property
    def turned(self) -> Ranking:
        """The ranking of B against A; `worlds_less` then counts where A has not less."""
        return Ranking(self.sets, self.more, self.less, self.worlds, self.worlds - self.worlds_less)


def ranking(a: Floats, b: Floats) -> Ranking:
    """Compare two levels over the same sets and seeds; both [sets, seeds]."""
    difference = a - b
    means = difference.mean(axis=1)
    return Ranking(
        sets=len(means),
        less=int((means < 0).sum()),
        more=int((means > 0).sum()),
        worlds=difference.size,
        worlds_less=int((difference < 0).sum()),
    )
