"""Do records that are alike in weight fall in purity with time, as a lot that is cut again does?

A pair of one stratum is alike when the weights lie within 10 per cent, and falls when the later
record, by half a year at most, is less pure by a twentieth or more. Two tests, for their larger
p-value (Berger). `alike.moments` over all ways to hand the weights out among the records, days and
purities as they are: a market that falls, and weights that are common, cancel. And the order: among
pairs alike and so near in time no more fall than rise, or no more than among pairs of any weights.
Packs that come and go are near in time, and make many pairs that fall and many that rise.

The variance of falls minus rises is the larger of two: that of Kendall's tau on these pairs, where
two pairs with a record in common agree in a third more cases than they differ if the record is the
first or the last of the three, and in a third fewer if it is the middle one; and that by records,
which pairs that share one make larger. Student's t has as many degrees of freedom as records of
equal weight would be as informative, less one.

Innocent units of 80 to 300 records of two substances in three years, twelve a world, 60 worlds
(seed 3): of all units .006 are below .05 where nothing is made, .006 where purity falls everywhere
by a third a year, .008 where three in five records are packs of a dealer who stays for two months,
.031 where these have a purity of the dealer's too. Where one unit alone has such dealers 4 of its
60 p-values are below .05, the smallest .001.

References: Barton & David 1966, Research Papers in Statistics, the moments; Kendall 1938,
Biometrika 30, and Mann 1945, Econometrica 13(3), the order; Fafchamps & Gubert 2007, J. Development
Economics 83(2), pairs that share a member; Berger 1982, Technometrics 24(4), the larger p-value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from tallystick.stats.estimate import LEVEL, POWER
from tallystick.stats.networks.alike import BLOCK, Pairs, moments

Ints = NDArray[np.int64]
WITHIN_PERCENT, FALL_PERCENT, DAYS = 10, 5, 183


@dataclass(frozen=True)
class Falling:
    """Pairs of one subject that are alike and fall.

    `pairs` counts them beside chance; `rising` are the pairs alike and near in time that rise,
    `p_order` is the one-sided p-value of more falls than rises, 1 where there are none, and `least`
    the falls that this test would find with 80 % power, infinite where there are no pairs.
    """

    pairs: Pairs
    rising: int
    p_order: float
    least: float


@dataclass(frozen=True)
class _Counts:
    """What a stratum holds, by record in the order of days, (N,) each.

    `any_falls` and `any_rises` are later records beside which this one falls or rises, of any
    weight, and `near` its pairs that fall, before it too; `earlier` and `later` its pairs alike
    that fall or rise, in which it is the one or the other; `net` those that fall less those that
    rise.
    """

    any_falls: Ints
    any_rises: Ints
    near: Ints
    earlier: Ints
    later: Ints
    net: Ints


def falling_of(strata: Iterable[tuple[Ints, Ints, Ints]]) -> Falling:
    """Count the pairs of a subject.

    Parameters
    ----------
    strata
        Per stratum the days, the weights in thousandths of a gram and the purities in thousandths
        of records of different cases, (N,) each.
    """
    records, mean, variance = 0, 0.0, 0.0
    counted = []
    for days, milli, permille in strata:
        records += len(days)
        if len(days) < 2:
            continue
        order = np.argsort(days, kind="stable")
        counts = _counted(days[order], milli[order], permille[order])
        here = moments(_alike(milli[order]), counts.near)
        mean, variance = mean + here[0], variance + here[1]
        counted.append(counts)
    compared = sum(int(each.earlier.sum()) for each in counted)
    net = sum(int(each.net.sum()) for each in counted) // 2
    falls = (compared + net) // 2
    p_order, more = _order(counted)
    pairs = Pairs(records, falls, mean, variance)
    return Falling(pairs, compared - falls, p_order, falls + more)


def _order(counted: list[_Counts]) -> tuple[float, float]:
    """The p-value of more falls than rises, beyond what pairs of any weights show.

    And how many more falls would be found, negative where fewer would be.
    """
    beyond, kendall, by_record, squares, fourths = np.zeros(5)
    for each in counted:
        touched = (each.earlier + each.later).astype(np.float64)
        compared, net = touched.sum() / 2, each.net.sum() / 2
        if not compared:
            continue
        falls, rises = int(each.any_falls.sum()), int(each.any_rises.sum())
        beyond += net - max(falls - rises, 0) / (falls + rises) * compared
        kendall += (compared + float(((each.earlier - each.later) ** 2).sum())) / 3
        apart = each.net - net / compared * touched
        by_record += float(apart @ apart) - (compared - net**2 / compared)
        squares, fourths = squares + float(touched @ touched), fourths + float((touched**4).sum())
    if not kendall:
        return 1.0, np.inf
    df, error = max(squares**2 / fourths - 1.0, 1.0), np.sqrt(max(kendall, by_record))
    reach = 1.0 + error * float(stdtrit(df, 1 - LEVEL) + stdtrit(df, POWER))
    return float(stdtr(df, (1.0 - beyond) / error)), float(reach - beyond)


def _alike(milli: Ints) -> Ints:
    """To how many others each record is alike in weight, (N,)."""
    held = np.sort(milli)
    low = -(-milli * 100 // (100 + WITHIN_PERCENT))
    high = milli * (100 + WITHIN_PERCENT) // 100
    up_to, below = np.searchsorted(held, high, side="right"), np.searchsorted(held, low)
    return np.asarray(up_to - below - 1, dtype=np.int64)


def _counted(days: Ints, milli: Ints, permille: Ints) -> _Counts:
    """Count the pairs of records in the order of their days."""
    counts = _Counts(*np.zeros((6, len(days)), dtype=np.int64))
    for start in range(0, len(days), BLOCK):
        rows = slice(start, start + BLOCK)
        last = np.searchsorted(days, days[rows][-1] + DAYS, side="right")
        columns = slice(start, int(last))
        gap = days[columns] - days[rows][:, None]
        soon = (gap > 0) & (gap <= DAYS)
        first, then = permille[rows][:, None], permille[columns]
        fall = soon & (then * 100 <= first * (100 - FALL_PERCENT))
        rise = soon & (first * 100 <= then * (100 - FALL_PERCENT))
        low, high = (each.outer(milli[rows], milli[columns]) for each in (np.minimum, np.maximum))
        alike = high * 100 <= low * (100 + WITHIN_PERCENT)
        counts.any_falls[rows] += fall.sum(axis=1)
        counts.any_rises[rows] += rise.sum(axis=1)
        counts.earlier[rows] += (alike & (fall | rise)).sum(axis=1)
        counts.later[columns] += (alike & (fall | rise)).sum(axis=0)
        for where, axis in ((rows, 1), (columns, 0)):
            counts.near[where] += fall.sum(axis=axis)
            counts.net[where] += (alike & fall).sum(axis=axis) - (alike & rise).sum(axis=axis)
    return counts
