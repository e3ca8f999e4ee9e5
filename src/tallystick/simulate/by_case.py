"""How does each case keep its own luck, whatever other cases there are?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray


class ByCase:
    """Draws by case: the same numbers for a case when others are added, dropped or reordered.

    Stands where a generator would. Every call draws for all cases ever made in the chunk, in the
    order of their keys, from a stream of its own, and gives the rows their share. Cases that
    were added have higher keys than the honest ones, so what the honest ones draw is unmoved.

    Parameters
    ----------
    stream
        Gives a fresh generator for the number of the call.
    made
        How many cases were ever made.
    keys
        [n] the key of each row.
    """

    def __init__(
        self, stream: Callable[[int], np.random.Generator], made: int, keys: NDArray[np.int64]
    ) -> None:
        self._stream, self._made, self._keys = stream, made, keys
        self._calls = 0

    def _next(self) -> np.random.Generator:
        self._calls += 1
        return self._stream(self._calls)

    def random(self, n: int) -> NDArray[np.float64]:
        """[n] uniforms in [0, 1), one per row; ValueError when there are not n rows."""
        self._fits(n)
        return np.asarray(self._next().random(self._made)[self._keys])

    def standard_normal(self, n: int) -> NDArray[np.float64]:
        """[n] standard normals, one per row."""
        self._fits(n)
        return np.asarray(self._next().standard_normal(self._made)[self._keys])

    def beta(self, a: float, b: float, n: int) -> NDArray[np.float64]:
        """[n] Beta(a, b), one per row."""
        self._fits(n)
        return np.asarray(self._next().beta(a, b, self._made)[self._keys])

    def integers(self, low: int, high: int, n: int) -> NDArray[np.int64]:
        """[n] integers from `low` to below `high`, one per row."""
        self._fits(n)
        return np.asarray(low + np.floor((high - low) * self.random(n)), dtype=np.int64)

    def _fits(self, n: int) -> None:
        if n != len(self._keys):
            raise ValueError(f"{n} draws for {len(self._keys)} cases")


Draws = np.random.Generator | ByCase
