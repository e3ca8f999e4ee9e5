"""Which of many pairs is the farthest beyond chance, and is that beyond chance among so many?

See `pairing` for what a pair is and how two sortings make two p-values of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from tallystick.stats.pairing import Occasions, Pairs, log_chance
from tallystick.stats.shares import effective, newcombe

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVEL, POWER = 0.05, 0.8


@dataclass(frozen=True)
class Both:
    """The pairs that two sortings have in common, (P,) each.

    `found`, `met`, `n`, `expected` and `variance` are of the sorting with the larger p-value, which
    `is_first` tells; `least` is the logarithm of the larger of the least p-values.
    """

    member: Ints
    person: Ints
    found: Ints
    met: Ints
    n: Ints
    expected: Floats
    variance: Floats
    is_first: NDArray[np.bool_]
    least: Floats
    p_value: Floats


def in_both(one: Pairs, other: Pairs) -> Both:
    """The pairs that both sortings can speak of, with the larger p-value of the two."""
    width = int(max(one.person.max(initial=0), other.person.max(initial=0))) + 1
    mine, theirs = (each.member * width + each.person for each in (one, other))
    _, left, right = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
    z = [
        (each.found[rows] - each.expected[rows]) / np.sqrt(np.maximum(each.variance[rows], 1e-12))
        for each, rows in ((one, left), (other, right))
    ]
    p, q = one.p_value[left], other.p_value[right]
    first = (p > q) | ((p == q) & (z[0] <= z[1]))

    def whole(name: str) -> Ints:
        return np.asarray(np.where(first, getattr(one, name)[left], getattr(other, name)[right]))

    def real(name: str) -> Floats:
        return np.asarray(np.where(first, getattr(one, name)[left], getattr(other, name)[right]))

    return Both(
        member=one.member[left],
        person=one.person[left],
        found=whole("found"),
        met=whole("met"),
        n=whole("n"),
        expected=real("expected"),
        variance=real("variance"),
        is_first=first,
        least=np.maximum(one.least[left], other.least[right]),
        p_value=np.maximum(p, q),
    )


@dataclass(frozen=True)
class Strongest:
    """The strongest of some pairs: its row, the p-value among all, and how many were asked."""

    pair: int
    p_value: float
    asked: int


def strongest(both: Both, rows: Ints) -> Strongest:
    """The strongest of the pairs `rows`, (K,) and one at least.

    Its p-value is multiplied by how many of them could have had as small a one, and bounds the
    chance that any of them would have, whatever they have to do with each other.
    """
    z = (both.found[rows] - both.expected[rows]) / np.sqrt(np.maximum(both.variance[rows], 1e-12))
    place = int(np.lexsort((-z, both.p_value[rows]))[0])
    p_value = float(both.p_value[rows][place])
    could = int((both.least[rows] <= log(p_value) + 1e-9).sum())
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
