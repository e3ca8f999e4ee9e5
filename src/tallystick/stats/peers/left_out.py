"""What are the median and the spread of all others, for each of many members left out?

`spread.middle_and_spread` of the others, once for each member, takes sixty medians of all for each.
But a median without one of them has three values at most, by whether the one left out is below,
in or above the middle, and so has the spread that is sought by halving: members whose halvings
went the same way are sought together. The answers are those of one by one, to the bit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MEDIAN_SQUARE = 0.454936423119572  # median of chi-square with one degree of freedom
STEPS = 60


def medians(values: Floats, left_out: Ints) -> Floats:
    """The median of `values`, (K,), without each of the members `left_out`, (L,); K at least 2."""
    order = np.argsort(values, kind="stable")
    rank = np.empty(len(values), dtype=np.int64)
    rank[order] = np.arange(len(values))
    held, many = values[order], len(values) - 1
    low, high = (
        held[middle + (rank[left_out] <= middle)] for middle in ((many - 1) // 2, many // 2)
    )
    return np.asarray(low if many % 2 else (low + high) / 2)


def middles_and_spreads(seen: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """`spread.middle_and_spread` of all others, for each member left out; (K,) each.

    `seen` and its sampling `variance`, (K,), of at least two members.
    """
    everybody = np.arange(len(seen))
    middle = medians(seen, everybody)
    between = np.zeros(len(seen))
    for each in np.unique(middle):
        members = everybody[middle == each]
        between[members] = _spreads((seen - each) ** 2, variance, members)
    return middle, between


def _spreads(square: Floats, variance: Floats, members: Ints) -> Floats:
    """The variance between the others of each of `members`, (L,), who share a median."""
    found = np.zeros(len(square))
    apart = members[medians(square / variance, members) > MEDIAN_SQUARE]
    largest = int(np.argmax(square))
    rest = float(np.delete(square, largest).max())
    ways = [
        (apart[apart != largest], 0.0, float(square[largest]) / MEDIAN_SQUARE),
        (apart[apart == largest], 0.0, rest / MEDIAN_SQUARE),
    ]
    for _ in range(STEPS):
        ways = [part for way in ways if len(way[0]) for part in _halved(square, variance, *way)]
    for those, _, high in ways:
        found[those] = high
    return np.asarray(found[members])


def _halved(
    square: Floats, variance: Floats, members: Ints, low: float, high: float
) -> list[tuple[Ints, float, float]]:
    between = (low + high) / 2
    above = medians(square / (variance + between), members) > MEDIAN_SQUARE
    return [(members[above], between, high), (members[~above], low, between)]
