"""By how much are two members beside each other beyond what like times give?

Few are named at a time, so that only pairs are kept that were or could have been together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.networks.beside import TINY, Beside

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DRAWS, SEED = 8, 21


def _likely(given: Beside) -> tuple[Ints, Floats]:
    """Pairs, by number, and how often they would be beside each other as they are named then.

    A pair's number is that of the first times how many members there are, and the second.
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
    return np.asarray(pair), np.bincount(at, each, len(pair)).astype(np.float64)


def beyond_pairs(given: Beside, among: Ints) -> Floats:
    """(M, M) by how much pairs of `among`, (M,) in order, are beside each other beyond like times.

    The root damps single strong pairs; what chance alone gives such pairs is taken off.
    """
    size, (pair, each) = given.members, _likely(given)
    row, other = np.nonzero(given.beside)
    met = given.member[row] * size + other
    asked = np.unique(np.concatenate([x for y in (pair, met) for x in (y, _turned(y, size))]))
    likely, both = np.zeros(len(asked)), np.zeros(len(asked))
    # Both ways: a pair is beside each other at the occasions of either.
    for numbers in (pair, _turned(pair, size)):
        likely[np.searchsorted(asked, numbers)] += each
    for numbers in (met, _turned(met, size)):
        both += np.bincount(np.searchsorted(asked, numbers), minlength=len(asked))
    drawn = likely > 0
    rng = np.random.default_rng(SEED)
    chance = np.zeros((DRAWS, len(asked)))
    for turn in range(DRAWS):
        chance[turn, drawn] = rng.poisson(likely[drawn])
    upper = asked // size < asked % size
    asked, likely, both = asked[upper], likely[upper], both[upper]
    over = np.sqrt(np.maximum(both - likely, 0.0))
    over -= np.sqrt(np.maximum(chance[:, upper] - likely, 0.0)).mean(axis=0)
    place = np.full(size, -1)
    place[among] = np.arange(len(among))
    one, other = place[asked // size], place[asked % size]
    both_there = (one >= 0) & (other >= 0)
    one, other, over = one[both_there], other[both_there], np.maximum(over[both_there], 0.0)
    found = np.zeros((len(among), len(among)))
    found[one, other] = found[other, one] = over
    return found


def _turned(pair: Ints, size: int) -> Ints:
    """The numbers of pairs whose second member comes first."""
    return np.asarray(pair % size * size + pair // size)
