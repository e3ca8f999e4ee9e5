"""In which box of inputs does something happen most often?

The patient rule induction method (Friedman and Fisher 1999), its peeling alone: at each step the
twentieth of the points that lies at one end of one input is left out, the one whose loss raises the
share of hits most.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
PEEL, LEAST = 0.05, 0.1


@dataclass(frozen=True)
class Box:
    """The ends of each input, [d, 2], infinite where it is free; points within and hits of these.

    `points` and `hits` count all points and all hits.
    """

    ends: Floats
    inside: int
    inside_hits: int
    points: int
    hits: int


def peeled(x: Floats, hit: Flags, peel: float = PEEL, least: float = LEAST) -> Box:
    """Return the box with the largest share of hits that holds `least` of the points; x is [n, d].

    Of boxes with the same share the larger one.
    """
    inputs = x.shape[1]
    ends = np.column_stack([np.full(inputs, -np.inf), np.full(inputs, np.inf)])
    inside = np.ones(len(x), dtype=bool)
    best, best_share = (ends.copy(), inside), float(hit.mean())
    while True:
        cut = _best_cut(x, hit, inside, peel, least * len(x))
        if cut is None:
            break
        column, side, end, inside = cut
        ends[column, side] = end
        if (share := float(hit[inside].mean())) > best_share:
            best, best_share = (ends.copy(), inside), share
    ends, inside = best
    return Box(ends, int(inside.sum()), int(hit[inside].sum()), len(x), int(hit.sum()))


def _best_cut(
    x: Floats, hit: Flags, inside: Flags, peel: float, least: float
) -> tuple[int, int, float, Flags] | None:
    """The input, the side, the new end and the points left by the best cut; None without any."""
    best: tuple[float, tuple[int, int, float, Flags]] | None = None
    for column in range(x.shape[1]):
        held = x[inside, column]
        for side, share in ((0, peel), (1, 1 - peel)):
            end = _end(held, share)
            left = inside & ((x[:, column] >= end) if side == 0 else (x[:, column] <= end))
            if not least <= left.sum() < inside.sum():
                continue
            mean = float(hit[left].mean())
            if best is None or mean > best[0]:
                best = (mean, (column, side, end, left))
    return best[1] if best else None


def _end(held: Floats, share: float) -> float:
    """The quantile at which values are cut; the next value inside where it is their end itself."""
    end = float(np.quantile(held, share))
    if share < 0.5 and end == held.min():
        return float(np.min(held[held > end], initial=np.inf))
    if share > 0.5 and end == held.max():
        return float(np.max(held[held < end], initial=-np.inf))
    return end
