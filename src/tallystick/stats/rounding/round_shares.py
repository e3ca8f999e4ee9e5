"""Do shares sit on round values, or on a goal, more often than their denominators make them?

A share is a count k of n, printed as ``per * k / n`` to some decimals. With n = 20 every percentage
is a multiple of five; with n = 20,000 a steady rate of 95 % prints 95 every time. So each share has
a chance of its own: the largest that any binomial law of k gives to the numerators that print one
of the values asked about, over all rates in a neighbourhood of the series. A law that varies more,
a binomial whose rate changes from one share to the next, is a mixture of these and gives no more.
Given what came before, that holds for each share in turn; so the number of shares on such values is
stochastically smaller than a sum of independent trials with those chances, and its tail than that
of a binomial with their mean (Hoeffding).

The neighbourhood reaches, on the scale of arcsin(sqrt(rate)) on which a binomial share has the
standard deviation 1 / (2 sqrt n) everywhere, eight of those beyond every share of the series. A
share is rounded to the nearest or cut off: the larger chance of the two is taken, and a tie counts
for either side. The smallest detectable excess is counted from what the shares' own rates give, and
not from that largest chance. The shares 0 and ``per`` count as no round values, since a rate of
nothing or of all is no goal. Shares whose chance is more than a half, by their denominators, are
left out.

References: Hoeffding 1956, Annals of Mathematical Statistics 27(3), the tail of a sum of unequal
trials; Anscombe 1948, Biometrika 35(3/4), the scale of even variance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from tallystick.stats.estimate import Reason, Tested
from tallystick.stats.proportions.binomial import beyond_chance, smallest_excess

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Values = tuple[int, ...] | range

MILLI = 1000
LEAST = 4
MOST_CHANCE = 0.5
MOST_N = 1_000_000
BEYOND = 8.0  # standard deviations that a neighbourhood reaches beyond its shares
STEP, MISSED = 0.25, 1.01  # of a standard deviation between two rates; what a peak between may add
FAR = 7.0  # standard deviations beyond which a printed value is out of reach
NOTHING = Reason("no_scale")


@dataclass(frozen=True)
class OnValues:
    """Shares on such values; how many chance makes at most; (N,), which shares were looked at."""

    found: int
    expected: float
    taken: NDArray[np.bool_]


def unit_of(milli: Ints) -> int:
    """The last printed place of the shares, (N,) in thousandths: 1000, 100, 10 or 1 of them.

    That of the share with the most decimals: trailing noughts are not stored.
    """
    return next((unit for unit in (1000, 100, 10) if not (milli % unit).any()), 1)


def neighbourhood(milli: Ints, of: Ints, per: int) -> tuple[float, float]:
    """The rates, lowest and highest, from which such shares, (N,) of (N,), can have come."""
    place = np.arcsin(np.sqrt(np.clip(milli / (MILLI * per), 0, 1)))
    reach = BEYOND / (2 * np.sqrt(of))
    low, high = np.clip([(place - reach).min(), (place + reach).max()], 0, np.pi / 2)
    return float(np.sin(low) ** 2), float(np.sin(high) ** 2)


def _printing(values: Ints, n: int, per: int, unit: int, *, cut: bool) -> tuple[Ints, Ints]:
    """First and last numerator of `n` that prints each of `values`; none where last < first."""
    whole = MILLI * per
    if cut:
        return -(-values * n // whole), -(-(values + unit) * n // whole) - 1
    return -(-(2 * values - unit) * n // (2 * whole)), (2 * values + unit) * n // (2 * whole)


@lru_cache(maxsize=100_000)
def most_by_chance(
    values: Values, n: int, per: int, unit: int, rates: tuple[float, float]
) -> float:
    """The largest chance that a binomial share of `n` is printed as one of `values`.

    Parameters
    ----------
    values
        In thousandths, ascending, each a multiple of `unit`.
    n, per
        The denominator, and of how many it is a share: 100 for percentages.
    unit
        The last printed place, in thousandths.
    rates
        The lowest and the highest rate that it may have.
    """
    low, high = (float(np.arcsin(np.sqrt(rate))) for rate in rates)
    spread = 1 / (2 * np.sqrt(n))
    points = int(np.ceil((high - low) / (STEP * spread))) + 1
    place = np.linspace(low, high, points)
    reach = np.array([low - FAR * spread, high + FAR * spread])
    bounds = np.sin(np.clip(reach, 0, np.pi / 2)) ** 2 * MILLI * per
    within = slice(bisect_left(values, bounds[0] - unit), bisect_right(values, bounds[1] + unit))
    asked = np.array(values[within], dtype=np.int64)
    chances = [
        _chance(*_printing(asked, n, per, unit, cut=cut), n, place).max() for cut in (False, True)
    ]
    return min(1.0, MISSED * float(max(chances)))


def _chance(first: Ints, last: Ints, n: int, place: Floats) -> Floats:
    """The chance, at each rate (P,), of a numerator in one of the ranges (V,), each once.

    `place` is arcsin(sqrt(rate)); ranges that are `FAR` from a rate add nothing to it.
    """
    taken = np.concatenate([[-1], np.maximum.accumulate(last)])[: len(first)]
    first, last = np.maximum(first, taken + 1), np.minimum(last, n)
    first, last = first[last >= first], last[last >= first]
    begin, end = np.arcsin(np.sqrt(first / n)), np.arcsin(np.sqrt(last / n))
    far = FAR / (2 * np.sqrt(n))
    at, of = np.nonzero((begin <= place[:, None] + far) & (end >= place[:, None] - far))
    rate = np.sin(place[at]) ** 2
    below = np.where(first[of] > 0, bdtr((first[of] - 1.0).clip(0), n, rate), 0.0)
    chance = bdtr(last[of] * 1.0, n, rate) - below
    return np.asarray(np.bincount(at, chance, minlength=len(place)), dtype=np.float64)


def multiples(base: int, per: int) -> range:
    """The multiples of `base` thousandths between none and all, both left out."""
    return range(base, MILLI * per, base)


def goal_values(
    goal: int, n: int, per: int, unit: int, *, at_most: bool = False
) -> tuple[int, ...]:
    """What a share of `n` on `goal` prints, in thousandths: the goal, or the least above it.

    `at_most`: the goal is a ceiling, and the most below it counts.
    """
    whole = MILLI * per
    least = goal * n // whole if at_most else -(-goal * n // whole)
    printed = {(2 * whole * least + unit * n) // (2 * unit * n) * unit,
               whole * least // (unit * n) * unit}  # fmt: skip
    return tuple(sorted(printed | ({goal} if goal % unit == 0 else set())))


def on_values(
    milli: Ints, of: Ints, per: int, values: Sequence[Values], unit: Ints
) -> Tested[OnValues]:
    """Test whether shares are on the values asked of each more often than chance can make them.

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
    """
    usable = (of > 0) & (of <= MOST_N) & (milli >= 0)
    chance = np.ones(len(milli))
    if usable.any():
        rates = neighbourhood(milli[usable], of[usable], per)
        for row in np.flatnonzero(usable).tolist():
            chance[row] = most_by_chance(values[row], int(of[row]), per, int(unit[row]), rates)
    taken = usable & (chance <= MOST_CHANCE)
    n = int(taken.sum())
    found = sum(int(milli[row]) in values[row] for row in np.flatnonzero(taken).tolist())
    mean = float(chance[taken].mean()) if n else float("nan")
    smallest = smallest_excess(n, mean) if n >= LEAST else float("nan")
    if np.isnan(smallest):
        known = int(usable.sum())
        few = Reason("few_shares", n=known, of=LEAST)
        reason = few if known < LEAST else NOTHING
        expected = n * mean if n else 0.0
        return Tested(n=n, reason=reason, numbers=OnValues(found, expected, taken))
    test = beyond_chance(found, n, mean, OnValues(found, n * mean, taken))
    return replace(
        test, minimum_detectable=smallest + mean - _own_mean(milli, of, per, values, unit, taken)
    )


def _own_mean(
    milli: Ints, of: Ints, per: int, values: Sequence[Values], unit: Ints, taken: NDArray[np.bool_]
) -> float:
    """The mean chance at each share's own rate, no more than the one that is taken."""
    own = []
    for row in np.flatnonzero(taken).tolist():
        rate = min(float(milli[row]) / (MILLI * per), 1.0)
        own.append(most_by_chance(values[row], int(of[row]), per, int(unit[row]), (rate, rate)))
    return float(np.mean(own))
