"""Are records of the last days of a period entered after it more often than records of other days?

A record dated d days before the end of a period was entered after it when its entry took more than
d days. The same can be asked of any other day in place of the end: how many of the records of the
`window` days up to it took longer than the days that were left. Those days tell what is usual, by
weekday and for the weeks around each end. Entry comes in batches, stops over holidays and is slow
for months on end, so the error is the larger one of two: that of the numbers at the ends among
themselves, and that of chance times as much as the numbers of other days exceed chance.

Measured over 12 to 36 months with .5 to 20 records a day, entered in weekly or monthly sittings,
with slow months, days without entry and rates that drift: at most .047 at nominal 5 %.

References: McCullagh & Nelder 1989, Generalized Linear Models, 4.5, the dispersion; Student 1908,
Biometrika 6(1); Berger 1982, Technometrics 24(4), the larger p-value of two tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WEEK, NEARBY = 7, 14
# A quiet fortnight says little: its ratio is drawn towards 1 by as many expected records.
DRAWN = 5.0
LEAST_ENDS, LEAST_RECORDS, LARGEST_DETECTABLE = 6, 20, 0.5
FEW_ENDS = Reason("few_ends", n=LEAST_ENDS)
FEW_RECORDS = Reason("few_records", n=LEAST_RECORDS)
TOO_UNEVEN = Reason("too_uneven")


@dataclass(frozen=True)
class Crossings:
    """How many records of the days up to each day x were entered after x; both (T,).

    `late` of `n`; day 0 is the first of the series.
    """

    late: Floats
    n: Floats

    def without(self, other: Crossings) -> Crossings:
        """Those of the others, where `other` is a part of these."""
        return Crossings(self.late - other.late, self.n - other.n)


@dataclass(frozen=True)
class LateAtEnds:
    """Records of the last days entered after the end, how many would be usual, at how many ends."""

    late: float
    expected: float
    ends: int


def crossings(records: Ints, window: int) -> Crossings:
    """Count late entries before each day from ``records[lag, day]``, (L, T).

    `lag` is the whole days that entry took, the last row all from L - 1 on; L is more than
    `window`, the number of days up to x that are asked.
    """
    longer = records[::-1].cumsum(axis=0)[::-1].astype(np.float64)
    days = records.shape[1]
    late, n = np.zeros(days), np.zeros(days)
    for left in range(min(window, days)):
        late[left:] += longer[left + 1][: days - left]
        n[left:] += longer[0][: days - left]
    return Crossings(late, n)


def expected(given: Crossings, ends: Ints, window: int) -> Floats:
    """How many would be late before each day, (T,), from days that no end of a period is near."""
    days = np.arange(len(given.n))
    away = _away(days, ends, window)
    usual = np.zeros(len(days))
    for weekday in range(WEEK):
        own = days % WEEK == weekday
        late, n = given.late[own & away].sum(), given.n[own & away].sum()
        usual[own] = given.n[own] * (late + 0.5) / (n + 1.0)
    late, n = np.where(away, given.late, 0.0), np.where(away, usual, 0.0)
    around = [_around(each, window) / window for each in (late, n)]
    return np.asarray(usual * (around[0] + DRAWN) / (around[1] + DRAWN))


def _away(days: Ints, ends: Ints, window: int) -> NDArray[np.bool_]:
    """Days of which no asked day is one of the last of a period, or of the first after it."""
    away = days >= window - 1
    for end in ends.tolist():
        away[max(0, end - window + 1) : end + window] = False
    return np.asarray(away)


def _around(values: Floats, window: int) -> Floats:
    """The sum over the fortnights before and after each day, without those that share records."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    days, longest = np.arange(len(values)), len(values)

    def within(reach: int) -> Floats:
        low, high = np.maximum(days - reach, 0), np.minimum(days + reach + 1, longest)
        return np.asarray(sums[high] - sums[low])

    return np.asarray(within(NEARBY) - within(window - 1))


def late_at_ends(
    given: Crossings, ends: Ints, window: int, others: Crossings | None = None
) -> Tested[LateAtEnds]:
    """Compare the ends of the periods with other days; `ends` are days of the series.

    The estimate is (late - expected) / n. The p-value is one-sided, Student's t with one degree of
    freedom fewer than ends.

    With `others`, what is usual at an end is as many times more as it is for the others there:
    a holiday or a closed office is no unit's own.
    """
    ends = ends[(ends >= window - 1) & (ends < len(given.n))]
    usual = expected(given, ends, window)
    if others is not None:
        theirs = expected(others, ends, window)[ends]
        usual[ends] *= np.maximum(1.0, (others.late[ends] + 0.5) / (theirs + 0.5))
    away = _away(np.arange(len(usual)), ends, window) & (given.n > 0)
    share = np.minimum(usual / np.maximum(given.n, 1.0), 0.99)
    variance = np.maximum(usual * (1 - share), 1e-9)
    beyond = given.late - usual
    chance = variance[away].sum()
    dispersion = max(1.0, float((beyond[away] ** 2).sum() / chance)) if chance else 1.0
    asked = ends[given.n[ends] > 0]
    many, n = len(asked), float(given.n[asked].sum())
    numbers = LateAtEnds(float(given.late[asked].sum()), float(usual[asked].sum()), many)
    if many < LEAST_ENDS:
        return Tested(n=int(n), reason=FEW_ENDS, numbers=numbers)
    if n < LEAST_RECORDS:
        return Tested(n=int(n), reason=FEW_RECORDS, numbers=numbers)
    among = float(np.sqrt(many) * beyond[asked].std(ddof=1))
    error = max(among, float(np.sqrt(dispersion * variance[asked].sum()))) / n
    return _answer(numbers, n, error)


def _answer(numbers: LateAtEnds, n: float, error: float) -> Tested[LateAtEnds]:
    df = numbers.ends - 1
    excess = (numbers.late - numbers.expected) / n
    smallest = error * float(stdtrit(df, 1 - LEVEL) + stdtrit(df, POWER))
    half = error * float(stdtrit(df, 1 - LEVEL / 2))
    uneven = smallest > LARGEST_DETECTABLE
    return Tested(
        n=int(n),
        estimate=excess,
        interval=(excess - half, excess + half),
        p_value=None if uneven else float(stdtr(df, -excess / error)),
        minimum_detectable=smallest,
        reason=TOO_UNEVEN if uneven else "",
        numbers=numbers,
    )
