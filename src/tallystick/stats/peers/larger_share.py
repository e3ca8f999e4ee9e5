"""Is a member's share larger than that of others at like work, by more than members differ by?

Records lie in strata (a half-year, a busy day), and a member is compared with the others of its
strata alone. Three tests are made, and the largest p-value counts (Berger): the exact conditional
one, given how many records of each stratum have the mark, which says whether chance alone explains
it; that of `ordinary_levels`, which sets the member beside all members' distances from what others'
rates give, so that what members differ by for ordinary reasons is no finding; and that of `spread`,
which sets its bare share beside the median of theirs. Both of the latter bear that a fifth of the
members are no ordinary ones. The rates of the others are drawn a little towards that of all, so
that a stratum without a marked record expects a few.

References: Berger 1982, Technometrics 24(4), the larger p-value of two tests; Robbins 1956, rates
drawn towards that of all; Newcombe 1998, Statistics in Medicine 17(8), the interval; and those of
shares.py, ordinary_levels.py and spread.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from tallystick.stats.estimate import LEVEL, POWER, Tested
from tallystick.stats.peers.ordinary_levels import beyond_ordinary
from tallystick.stats.peers.spread import LEAST_OTHERS, beyond_and_smallest, beyond_many
from tallystick.stats.proportions.shares import LEAST_P, effective, newcombe, null_law

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DRAWN = 20.0  # records of all that count beside those of the others of a stratum
MANY = 100  # members from which one more hardly moves a median


@dataclass(frozen=True)
class Marked:
    """Records by member and stratum, (R,) each: `found` of `n` have the mark.

    `member` is the number of a member, -1 for records of nobody's, which are among the others.
    """

    member: Ints
    stratum: Ints
    found: Ints
    n: Ints


@dataclass(frozen=True)
class Larger:
    """What is particular to one member.

    `found` and `expected` are its records with the mark, and how many the others' rates would
    give; `p_rest` and `p_spread` the two p-values, NaN for the second of a member who is not
    asked; `peers` as many others, of equal size, as it is compared with.
    """

    found: int
    expected: float
    p_rest: float
    p_spread: float
    peers: float


@dataclass(frozen=True)
class _Cells:
    """A row per member and stratum where both have records: (C,) each."""

    member: Ints
    found: Ints
    n: Ints
    rest_found: Ints
    rest_n: Ints
    rate: Floats
    kish: Floats


def larger(
    marked: Marked, members: int, least: int, fewest: int, *, habits: bool = True,
    by_rates: bool = False,
) -> list[Tested[Larger]]:  # fmt: skip
    """Say of each member whether its share is larger; a list of `members`.

    Members with fewer than `least` records that can be compared are not asked, and nobody is where
    fewer than `fewest` members are left, which must be three or more. Without `habits` the test of
    `ordinary_levels` is not made: where another test answers for what a few members do for reasons
    of their own, a few who do the same do not hide each other. `by_rates` is that of its test, for
    shares that may be large.
    """
    cells = _cells(marked, members)
    n, k, expected, inverse = (
        np.bincount(cells.member, each, members).astype(np.float64)
        for each in (cells.n, cells.found, cells.n * cells.rate, cells.n / cells.kish)
    )
    asked = np.flatnonzero(n >= least)
    spread, reach = np.full((2, members), np.nan)
    if len(asked) >= max(fewest, LEAST_OTHERS + 1):
        spread[asked], reach[asked] = _beside_median(
            k[asked].astype(np.int64), n[asked].astype(np.int64)
        )
        if habits:
            ordinary = beyond_ordinary(k[asked], n[asked], expected[asked], by_rates=by_rates)
            spread[asked] = np.maximum(ordinary, spread[asked])
    order = np.argsort(cells.member, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(cells.member, minlength=members))[:-1])
    return [
        _one(cells, rows[who], float(expected[who]), float(spread[who]), float(reach[who]),
             float(inverse[who]))
        for who in range(members)
    ]  # fmt: skip


def _beside_median(found: Ints, n: Ints) -> tuple[Floats, Floats]:
    """The p-value of each bare share beside the others', and the share that would be found."""
    if len(n) > MANY:
        return beyond_many(found, n)
    return beyond_and_smallest(found, n, least_found=0)


def _cells(marked: Marked, members: int) -> _Cells:
    strata = int(marked.stratum.max(initial=-1)) + 1
    key, place = np.unique(marked.member * max(strata, 1) + marked.stratum, return_inverse=True)
    f, n = (
        np.bincount(place, each, len(key)).astype(np.int64) for each in (marked.found, marked.n)
    )
    member, stratum = key // max(strata, 1), key % max(strata, 1)
    all_f, all_n, squares = (
        np.bincount(stratum, each, strata) for each in (f, n, n.astype(np.float64) ** 2)
    )
    kept = (member >= 0) & (n > 0) & (all_n[stratum] > n)
    member, stratum, f, n = member[kept], stratum[kept], f[kept], n[kept]
    rest_f, rest_n = all_f[stratum] - f, all_n[stratum] - n
    own_f, own_n = (
        np.bincount(marked.member[marked.member >= 0], each[marked.member >= 0], members)
        for each in (marked.found, marked.n)
    )
    # The rate of all but the member, kept off none and all.
    others = (all_f.sum() - own_f + 0.5) / (all_n.sum() - own_n + 1.0)
    rate = (rest_f + DRAWN * others[member]) / (rest_n + DRAWN)
    kish = rest_n**2 / (squares[stratum] - n.astype(np.float64) ** 2)
    return _Cells(
        member, f, n, rest_f.astype(np.int64), rest_n.astype(np.int64), rate, kish,
    )  # fmt: skip


def _one(
    cells: _Cells, rows: Ints, expected: float, spread: float, beyond: float, inverse: float
) -> Tested[Larger]:
    f, n, rest_f, rest_n = (
        each[rows] for each in (cells.found, cells.n, cells.rest_found, cells.rest_n)
    )
    size, found = int(n.sum()), int(f.sum())
    if not size:
        nan = float("nan")
        return Tested(n=0, numbers=Larger(0, 0.0, nan, nan, 0.0))
    law = null_law(f + rest_f, n, rest_n)
    p_rest = min(1.0, max(float(law[found:].sum()), LEAST_P))
    share, usual = found / size, expected / size
    tail = np.cumsum(law[::-1])[::-1]
    needed = int(np.searchsorted(-tail, -LEVEL, side="right"))
    chance = float(betaincinv(needed, size - needed + 1, POWER)) if 0 < needed <= size else np.nan
    reach = max(chance, beyond) - usual
    return Tested(
        n=size,
        estimate=(found - expected) / size,
        interval=newcombe(share, size, usual, max(effective(n, rest_f, rest_n), 1.0)),
        p_value=max(p_rest, spread),
        minimum_detectable=reach if usual + reach < 1 else None,
        numbers=Larger(found, expected, p_rest, spread, size / inverse),
    )
