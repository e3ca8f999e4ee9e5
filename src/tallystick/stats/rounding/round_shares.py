"""Do shares sit on round values, or on a goal, more often than their denominators make them?

A share is a count k of n, printed as ``per * k / n`` to some decimals. With n = 20 every percentage
is a multiple of five; with n = 20,000 a steady rate of 95 % prints 95 every time. So each share is
compared with the values that are printed near the one asked about: of those that lie within
`REACH` standard deviations of a binomial at that value (and, of multiples, within half of the
distance between two), it has a chance of its own to be the very value: the largest that any rate
gives, between none and all. That chance is exact: at any rate the counts near by are a binomial
cut off on both sides, and the part of them on the value has one largest value over rates, where
the mean of those on it equals that of all (the larger set varies more). It needs no rate
to be estimated, steady or alike. A law that varies more, a binomial whose rate changes from one
share to the next, is a mixture of these, and of it no more of the shares near by are on the value.
Where rates come from elsewhere than from the shares themselves, the number on such values is, given
which shares lie near, a sum of independent trials with no larger chances, and its tail no more than
that of a binomial with their mean (Hoeffding).

A share is rounded to the nearest or cut off: the larger chance of the two is taken, and a tie
counts for either side. Counts that were rounded meet round values more often: where one count alone
prints a share, counts are weighed also by how often those off their values end alike
(`nearest_counts.weights_of`), and the larger of both sums is what chance makes; that is measured,
not proved. Where several counts print one share, denominators that are multiples of `ROUND` are
left out, since rounded counts would meet round shares there. Where only a part of the counts was
rounded and the value is a round count of the one denominator, this cannot be told from shares that
were put there.

The shares 0 and ``per`` count as no round values, since a rate of nothing or of all is no goal.
Shares whose chance is more than a half, by their denominators, are left out. The smallest
detectable excess is counted from what rates that are spread evenly give, and not from that largest
chance.

References: Hoeffding 1956, Annals of Mathematical Statistics 27(3), the tail of a sum of unequal
trials; Efron 1986, J. American Statistical Association 81(395), means and variances of exponential
families; Saumard & Wellner 2014, Statistics Surveys 8, log-concave laws that are cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from tallystick.stats.estimate import Reason, Tested
from tallystick.stats.proportions.binomial import beyond_chance, smallest_excess
from tallystick.stats.rounding.nearest_counts import KINDS, LEAST, ROUND, weights_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Values = tuple[int, ...]

MILLI = 1000
MOST_CHANCE = 0.5
MOST_N = 1_000_000
REACH = 1.5  # standard deviations of a binomial within which a share is near a value
MISPRINT = 0.05  # the chance of a value that no count prints, such as one that is printed coarser
STEPS, FAR = 50, 2.0  # Newton's steps for the rate, and how far one may go in its logarithm
NEAR_ENOUGH = 1e-3  # standard deviations of the last step: the chance is off by a millionth
NOTHING = Reason("no_scale")


@dataclass(frozen=True)
class OnValues:
    """Shares on such values; how many chance makes at most; (N,), which shares were looked at."""

    found: int
    expected: float
    taken: NDArray[np.bool_]


@dataclass(frozen=True)
class Near:
    """The counts that are printed near a value, as any one page prints them.

    ``counts`` (K,), ``on`` (K,) whether a count is printed as the value, and ``chance`` (K,), the
    part of each at the rate that puts the most on it.
    """

    counts: Ints
    on: NDArray[np.bool_]
    chance: Floats


def unit_of(milli: Ints) -> int:
    """The last printed place of the shares, (N,) in thousandths: 1000, 100, 10 or 1 of them.

    That of the share with the most decimals: trailing noughts are not stored.
    """
    return next((unit for unit in (1000, 100, 10) if not (milli % unit).any()), 1)


def reach_of(values: Values, n: int, per: int, unit: int, apart: int = 0) -> tuple[int, int]:
    """The lowest and the highest printed value that lies near `values`, in thousandths.

    Parameters
    ----------
    values
        In thousandths, ascending, each a multiple of `unit`.
    n, per
        The denominator, and of how many it is a share: 100 for percentages.
    unit
        The last printed place, in thousandths.
    apart
        How far the next such values lie from these, 0 where there are none.
    """
    whole = MILLI * per
    share = min(max((values[0] + values[-1]) / (2 * whole), 1 / n), 1 - 1 / n)
    reach = max(REACH * float(np.sqrt(share * (1 - share) / n)) * whole, unit)
    if apart:
        reach = min(reach, (apart - 1) / 2)  # what lies halfway is near neither
    return -int((reach - values[0]) // unit) * unit, int((values[-1] + reach) // unit) * unit


def _printing(low: int, high: int, n: int, per: int, unit: int, *, cut: bool) -> tuple[int, int]:
    """First and last numerator of `n` that prints a value from `low` to `high`; of a tie either."""
    whole = MILLI * per
    if cut:
        return -(-low * n // whole), -(-(high + unit) * n // whole) - 1
    return -(-(2 * low - unit) * n // (2 * whole)), (2 * high + unit) * n // (2 * whole)


@lru_cache(maxsize=4_000)
def near(values: Values, n: int, per: int, unit: int, apart: int = 0) -> tuple[Near, ...]:
    """The counts that are printed near `values` (see `reach_of`), rounded and cut off.

    Where no count prints one of them none is on.
    """
    low, high = reach_of(values, n, per, unit, apart)
    told = []
    for cut in (False, True):
        printed = [_printing(each, each, n, per, unit, cut=cut) for each in values]
        printed = [(first, last) for first, last in printed if first <= last]
        begin, end = _printing(low, high, n, per, unit, cut=cut)
        if not cut:  # of a tie, the neighbours may have it: fewer are near
            whole = 2 * MILLI * per
            begin, end = (2 * low - unit) * n // whole + 1, -(-(2 * high + unit) * n // whole) - 1
        first, last = (printed[0][0], printed[-1][1]) if printed else (n + 1, -1)
        least, most = max(min(begin, first), 0), min(max(end, last), n)
        counts = np.arange(least, most + 1, dtype=np.int64)
        on = (counts >= first) & (counts <= last)
        told.append(Near(counts, on, _largest(counts, on, n) if on.any() else np.zeros(len(on))))
    return tuple(told)


def _largest(counts: Ints, on: NDArray[np.bool_], n: int) -> Floats:
    """The parts of `counts`, (K,), of a binomial at the rate that puts the most on those `on`."""
    apiece = -gammaln(counts + 1.0) - gammaln(n - counts + 1.0)
    middle = float(counts[on].mean())
    odds = float(np.log((middle + 0.5) / (n - middle + 0.5)))
    part = _parts(apiece, counts, odds)
    for _ in range(STEPS):
        mean, spread = _moments(counts, part)
        own_mean, own_spread = _moments(counts[on], part[on] / part[on].sum())
        if spread - own_spread <= 1e-12:
            break
        step = float(np.clip((own_mean - mean) / (spread - own_spread), -FAR, FAR))
        odds += step
        part = _parts(apiece, counts, odds)
        if abs(step) * spread**0.5 < NEAR_ENOUGH:
            break
    return part


def _parts(apiece: Floats, counts: Ints, odds: float) -> Floats:
    weight = apiece + counts * odds
    part = np.exp(weight - weight.max())
    return np.asarray(part / part.sum(), dtype=np.float64)


def _moments(counts: Ints, part: Floats) -> tuple[float, float]:
    mean = float((part * counts).sum())
    return mean, float((part * (counts - mean) ** 2).sum())


@lru_cache(maxsize=100_000)
def _by_chance(
    values: Values, n: int, per: int, unit: int, apart: int, weights: tuple[float, ...]
) -> tuple[float, float, float]:
    """The largest chance of one of `values`, that by `weights`, and that of even counts."""
    told = [each for each in near(values, n, per, unit, apart) if each.on.any()]
    if not told:
        return (MISPRINT,) * 3
    most = max(float(each.chance[each.on].sum()) for each in told)
    weighed = max(_weighed(each, weights) for each in told) if weights else most
    return most, weighed, max(float(each.on.mean()) for each in told)


def most_by_chance(values: Values, n: int, per: int, unit: int, apart: int = 0) -> float:
    """The largest chance, at any rate, that a share printed near `values` is one of them.

    Of a value that no count prints it is `MISPRINT`, so that one wrong digit makes no pattern.
    The parameters are those of `reach_of`.
    """
    return _by_chance(values, n, per, unit, apart, ())[0]


def _weighed(each: Near, weights: tuple[float, ...]) -> float:
    """The part on the values where counts of each of `KINDS` weigh as `weights`, (K,), say."""
    own = np.full(len(each.counts), weights[0])
    for kind, weight in zip(KINDS, weights, strict=True):
        own[each.counts % kind == 0] = weight
    part = each.chance * own
    return float(part[each.on].sum() / part.sum())


def nearest_multiple(milli: int, base: int, per: int) -> Values:
    """The multiple of `base` thousandths that is nearest to a share, neither none nor all."""
    return (min(max((2 * milli + base) // (2 * base), 1), MILLI * per // base - 1) * base,)


def goal_values(goal: int, n: int, per: int, unit: int, *, at_most: bool = False) -> Values:
    """What a share of `n` on `goal` prints, in thousandths: the goal, or the least above it.

    `at_most`: the goal is a ceiling, and the most below it counts.
    """
    whole = MILLI * per
    least = goal * n // whole if at_most else -(-goal * n // whole)
    printed = {(2 * whole * least + unit * n) // (2 * unit * n) * unit,
               whole * least // (unit * n) * unit}  # fmt: skip
    return tuple(sorted(printed | ({goal} if goal % unit == 0 else set())))


def on_values(
    milli: Ints,
    of: Ints,
    per: int,
    values: Sequence[Values],
    unit: Ints,
    *,
    apart: int = 0,
    counts: Ints | None = None,
) -> Tested[OnValues]:
    """Test whether shares near the values asked of each are on them more often than chance has it.

    Parameters
    ----------
    milli, of
        (N,): the printed shares in thousandths, and their denominators. Shares of more than a
        million are left out.
    per
        100 for percentages.
    values
        N sets of values in thousandths, ascending.
    unit
        (N,), the last printed place of the series that each is of: `unit_of`.
    apart
        How far the next such values lie from these, in thousandths; 0 where there are none.
    counts
        (N,), the counts that are printed so, and -1 where several counts are: of those,
        denominators that are multiples of `ROUND` are left out. None: no counts were rounded.
    """
    usable = (of > 0) & (of <= MOST_N) & (milli >= 0)
    on = np.array([value in each for value, each in zip(milli.tolist(), values, strict=True)])
    known = usable if counts is None else usable & (counts >= 0)
    usable &= known | (of % ROUND != 0)
    weights = () if counts is None else _weights(counts, known, on)
    taken, chance, close = np.zeros(len(milli), dtype=bool), np.zeros((len(milli), 3)), 0
    for row in np.flatnonzero(usable).tolist():
        asked = values[row], int(of[row]), per, int(unit[row]), apart
        low, high = reach_of(*asked)
        if low <= milli[row] <= high:
            close += 1
            chance[row] = _by_chance(*asked, weights if known[row] else ())
            taken[row] = max(chance[row, :2]) <= MOST_CHANCE
    n = int(taken.sum())
    found = int((taken & on).sum())
    mean = float(chance[taken, :2].mean(axis=0).max()) if n else float("nan")
    smallest = smallest_excess(n, mean) if n >= LEAST else float("nan")
    numbers = OnValues(found, n * mean if n else 0.0, taken)
    if np.isnan(smallest):
        return Tested(n=n, reason=_untold(int(usable.sum()), close), numbers=numbers)
    reach = smallest + mean - float(chance[taken, 2].mean())
    return replace(beyond_chance(found, n, mean, numbers), minimum_detectable=reach)


def _weights(counts: Ints, known: NDArray[np.bool_], on: NDArray[np.bool_]) -> tuple[float, ...]:
    """How often counts end alike: those off their values, and where all are rounded, all."""
    rounded = not (counts[known] % KINDS[1]).any()
    return tuple(weights_of(counts[known if rounded else known & ~on]).tolist())


def _untold(known: int, close: int) -> Reason:
    if known < LEAST:
        return Reason("few_shares", n=known, of=LEAST)
    return Reason("few_near", n=close, of=known) if close < LEAST else NOTHING
