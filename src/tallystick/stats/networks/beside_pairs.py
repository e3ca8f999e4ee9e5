"""By how much are two members beside each other beyond what like times give?

Few are named at a time, so that only pairs are kept that were or could have been together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.networks.beside import TINY, Beside

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

DRAWS, SEED = 8, 21


def _likely(given: Beside) -> tuple[Ints, Floats]:
    """Pairs, by number, and how often they would be beside each other as they are named then.

    A pair's number is that of the first times how many members there are, and the second; both ways
    count, since a pair is beside each other at the occasions of either.
    """
    cell, size, named = given.cell[1], given.members, given.named[1]
    stratum, column = given.named_then
    stratum, column = (each[given.left[column]] for each in (stratum, column))
    begin = np.searchsorted(stratum, np.arange(len(named) + 1))
    many = np.diff(begin)[cell]
    row = np.repeat(np.arange(len(cell)), many)
    other = column[np.arange(len(row)) - np.repeat(np.cumsum(many) - many - begin[cell], many)]
    row, other = (each[other != given.member[row]] for each in (row, other))
    whole = given.sums[1][0][cell] - named[cell, given.member]
    share = named[cell[row], other] / np.maximum(whole, TINY)[row]
    each = np.minimum(share * given.companions[row], 1.0)
    pair, at = np.unique(given.member[row] * size + other, return_inverse=True)
    one_way = np.bincount(at, each, len(pair))
    pair, one_way = pair[one_way > 0], one_way[one_way > 0]
    pair, at = np.unique(np.concatenate([pair, _turned(pair, size)]), return_inverse=True)
    return np.asarray(pair), np.bincount(at, np.tile(one_way, 2), len(pair)).astype(np.float64)


def beyond_pairs(given: Beside, among: Ints) -> Floats:
    """(M, M) by how much pairs of `among`, (M,) in order, are beside each other beyond like times.

    The root damps single strong pairs; what chance alone gives such pairs is taken off.
    """
    size, (pair, likely) = given.members, _likely(given)
    rng = np.random.default_rng(SEED)
    drawn = rng.poisson(np.broadcast_to(likely, (DRAWS, len(pair))))
    upper = pair // size < pair % size
    pair, likely, drawn = pair[upper], likely[upper], drawn[:, upper]
    by_chance = np.sqrt(np.maximum(drawn - likely, 0.0)).mean(axis=0)
    place = np.full(size, -1)
    place[among] = np.arange(len(among))
    found = np.zeros((len(among), len(among)))

    def inside(numbers: Ints) -> tuple[Flags, Ints, Ints]:
        one, other = place[numbers // size], place[numbers % size]
        both = (one >= 0) & (other >= 0)
        return both, one[both], other[both]

    number, times = given.pairs
    both, one, other = inside(number)
    found[one, other] = times[both]
    some, first, second = inside(pair)
    over = np.sqrt(np.maximum(found[first, second] - likely[some], 0.0)) - by_chance[some]
    found[one, other] = np.sqrt(found[one, other])
    found[first, second] = np.maximum(over, 0.0)
    every, last = np.concatenate([one, first]), np.concatenate([other, second])
    found[last, every] = found[every, last]
    return found


def _turned(pair: Ints, size: int) -> Ints:
    """The numbers of pairs whose second member comes first."""
    return np.asarray(pair % size * size + pair // size)
