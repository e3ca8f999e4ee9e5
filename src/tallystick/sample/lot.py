"""The lot that draws what two people read, each without seeing the other.

The seed is a hash that stood before the lot was drawn, so that nobody chooses what is read and
anybody can draw it again. Whoever wrote the last entry before it could still have tried several.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from tallystick.sample.drawing import rank

SHARE, LEAST = 0.1, 10
ROUND = 1e-9  # a product of a share and a number that is meant to be whole


def lot_size(n: int, share: float = SHARE, least: int = LEAST) -> int:
    """Return how many of `n` are drawn: a share of them, at least `least`, at most all."""
    return min(n, max(least, ceil(share * n - ROUND)))


def lot(seed: str, keys: Iterable[str], size: int) -> tuple[str, ...]:
    """Return the `size` keys of the lowest rank by `seed`, a hash in hexadecimal digits."""
    number = int(seed, 16)
    return tuple(sorted(set(keys), key=lambda key: rank(number, (key,)))[:size])
