"""Which of many pairs is the farthest beyond chance, and is that beyond chance among so many?

See `pairing` for what a pair is and how several sortings make several p-values of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from tallystick.stats.estimate import LEVEL, POWER
from tallystick.stats.networks.pairing import Occasions, Pairs, log_chance
from tallystick.stats.proportions.shares import effective, newcombe

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TINY = 1e-12


@dataclass(frozen=True)
class Agreed:
    """The pairs that several sortings have in common, (P,) each.

    `found`, `met`, `n`, `expected` and `variance` are of the sorting with the larger p-value, whose
    place among them is `which`; `least` is the logarithm of the larger of the least p-values.
    """

    member: Ints
    person: Ints
    found: Ints
    met: Ints
    n: Ints
    expected: Floats
    variance: Floats
    which: Ints
    least: Floats
    p_value: Floats


def in_all(sortings: Sequence[Pairs]) -> Agreed:
    """The pairs of which all sortings, one at least, can speak, with the largest p-value."""
    width = max(int(each.person.max(initial=0)) for each in sortings) + 1
    keys = [each.member * width + each.person for each in sortings]
    common = reduce(np.intersect1d, keys)
    rows = [np.searchsorted(key, common) for key in keys]

    def stacked(name: str) -> NDArray[np.float64]:
        return np.stack([getattr(x, name)[at] for x, at in zip(sortings, rows, strict=True)])

    p_value, variance = stacked("p_value"), stacked("variance")
    gap = (stacked("found") - stacked("expected")) / np.sqrt(np.maximum(variance, TINY))
    which = np.lexsort((-gap, p_value), axis=0)[-1].astype(np.int64)
    cells = (which, np.arange(len(common)))
    found, met, n = (stacked(name)[cells].astype(np.int64) for name in ("found", "met", "n"))
    return Agreed(
        member=common // width,
        person=common % width,
        found=found,
        met=met,
        n=n,
        expected=stacked("expected")[cells],
        variance=variance[cells],
        which=which,
        least=stacked("least").max(axis=0),
        p_value=p_value[cells],
    )


@dataclass(frozen=True)
class Strongest:
    """The strongest of some pairs: its row, the p-value among all, and how many were asked."""

    pair: int
    p_value: float
    asked: int


def strongest(agreed: Agreed, rows: Ints) -> Strongest:
    """The strongest of the pairs `rows`, (K,) and one at least.

    Its p-value is multiplied by how many of them could have had as small a one, and bounds the
    chance that any of them would have, whatever they have to do with each other.
    """
    z = (agreed.found[rows] - agreed.expected[rows]) / np.sqrt(
        np.maximum(agreed.variance[rows], TINY)
    )
    place = int(np.lexsort((-z, agreed.p_value[rows]))[0])
    p_value = float(agreed.p_value[rows][place])
    could = int((agreed.least[rows] <= log(p_value) + 1e-9).sum())
    return Strongest(int(rows[place]), min(1.0, p_value * max(could, 1)), could)


def smallest_own(own: Ints, whole: Ints, asked: int, least: int) -> float:
    """The share of a member's occasions at which a person of its own would be found; NaN for none.

    Parameters
    ----------
    own, whole
        (S,) the member's occasions in the strata that it shares, and all occasions there.
    asked
        How many pairs are asked beside this one.
    least
        The occasions from which a person is asked of at all.

    A person who comes to nobody else, spread as the occasions are, is found with 80 % power there.
    """
    n = int(own.sum())
    bar = log(LEVEL / (asked + 1))
    low, high = least, n + 1
    while low < high:
        middle = (low + high) // 2
        came = np.diff(np.rint(np.cumsum(own) / n * middle).astype(np.int64), prepend=0)
        if middle > n or float(log_chance(np.minimum(came, own), own, whole).sum()) < bar:
            high = middle
        else:
            low = middle + 1
    return float("nan") if low > n else float(betaincinv(low, n - low + 1, POWER))


def contrast(given: Occasions, member: int, person: int, asked: int) -> tuple[float, float, float]:
    """A member's share of occasions with a person, minus that of the others there; its range.

    The others' share is weighted as the member's occasions lie over the strata that it shares.
    The range, Newcombe's, is of 95 % for all `asked` pairs at once.
    """
    strata = int(given.stratum.max()) + 1
    mine = given.member == member
    n = np.bincount(given.stratum[mine], given.n[mine], strata).astype(np.int64)
    rest_n = np.bincount(given.stratum, given.n, strata).astype(np.int64) - n
    theirs = given.person == person
    own = theirs & (given.by == member)
    found = np.bincount(given.at[own], given.came[own], strata).astype(np.int64)
    rest = np.bincount(given.at[theirs], given.came[theirs], strata).astype(np.int64) - found
    used = (n > 0) & (rest_n > 0)
    found, n, rest, rest_n = found[used], n[used], rest[used], rest_n[used]
    whole = int(n.sum())
    share, other = float(found.sum() / whole), float((n * rest / rest_n).sum() / whole)
    z = float(ndtri(1 - LEVEL / 2 / max(asked, 1)))
    low, high = newcombe(share, whole, other, effective(n, rest, rest_n), z)
    return share - other, low, high
