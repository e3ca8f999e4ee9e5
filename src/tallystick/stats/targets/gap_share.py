"""Are records of one kind a larger part of all, and more a day, on days behind than on the others?

Days are sorted into strata of one unit within which days behind its level are set against its other
days. Whether a day is behind is told by earlier days alone, so that labels which know nothing of
the standing are exchangeable between the two sorts. Where records come in runs they are not, hence
several guards, of which the largest p-value counts (Berger): the exact comparison of shares and
Student's t over periods, by quarter and part of the month and by month; Student's t of the number a
day, since a share also grows where other work is less (see `surplus`); and, where there are other
units, Student's t of the difference beyond theirs on the same days.

References: Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4); Berger 1982, Technometrics 24(4);
Auerbach 2018, on the regression to the mean that a split by the same data makes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from tallystick.stats.estimate import Tested
from tallystick.stats.periods.late_share import LEAST_PERIODS, Late, late_share

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FEW_PERIODS, NEVER = "periods", "power"
ENOUGH = 0.5


@dataclass(frozen=True)
class Days:
    """Days of units, (D,) each; those that have a standing.

    Parameters
    ----------
    unit, quarter, third, month
        Whose day, and when: thirds of a month.
    behind
        Whether the unit was behind its level.
    n, found
        Records of the day, and those of the kind in question.
    rest_n, rest_found
        The same of all other units on that day.
    """

    unit: Ints
    quarter: Ints
    third: Ints
    month: Ints
    behind: Flags
    n: Ints
    found: Ints
    rest_n: Ints
    rest_found: Ints

    def kept(self, rows: Flags) -> Days:
        """The days `rows`, (D,)."""
        return Days(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class GapShare:
    """What is particular to the days.

    Parameters
    ----------
    late
        The shares by quarter and third of the month, of days behind and of others.
    p_month, p_number, p_others
        Those of the other guards; None where one cannot speak.
    a_day, rest_a_day
        How many of the kind a day, behind and on the other days of the same strata.
    """

    late: Tested[Late]
    p_month: float | None
    p_number: float
    p_others: float | None
    a_day: float
    rest_a_day: float


def gap_share(days: Days, alone: bool) -> Tested[GapShare]:
    """Compare days behind with the others; `alone` says that there are no other units to ask.

    The p-value is one-sided, the largest of the guards'. The reason is `FEW_PERIODS` or `NEVER`.
    """
    by_third = _strata(days, days.quarter * 3 + days.third, days.quarter)
    late = late_share(*by_third.shares)
    monthly = _strata(days, days.month, days.month)
    by_month = late_share(*monthly.shares)
    enough = by_month.numbers.shares.n >= ENOUGH * late.numbers.shares.n and (
        by_month.numbers.periods >= LEAST_PERIODS
    )
    p_month = by_month.p_value if enough else None
    p_number = _by_period(days.quarter, surplus(days))
    p_others = None if alone else _by_period(by_third.period, by_third.beyond)
    reason = ""
    if late.numbers.periods < LEAST_PERIODS:
        reason = FEW_PERIODS
    elif late.minimum_detectable is None:
        reason = NEVER
    guards = (p_number, *(p for p in (p_month, p_others) if p is not None))
    numbers = GapShare(late, p_month, p_number, p_others, *by_third.a_day)
    said = replace(late.with_p(*guards), reason=reason)
    return (replace(said, p_value=None) if reason else said).with_numbers(numbers)


@dataclass(frozen=True)
class _Strata:
    """Days added up by stratum, those in which both sorts of days are; (S,) each."""

    period: Ints
    shares: tuple[Ints, Ints, Ints, Ints, Ints]
    beyond: Floats
    a_day: tuple[float, float]


def _strata(days: Days, key: Ints, period: Ints) -> _Strata:
    width = int(key.max(initial=0)) + 1
    number, at = np.unique(days.unit * width + key, return_inverse=True)
    first = np.zeros(len(number), dtype=np.int64)
    first[at] = period

    def added(values: Ints, rows: Flags) -> Ints:
        return np.bincount(at[rows], values[rows], len(number)).astype(np.int64)

    one = np.ones(len(at), dtype=np.int64)
    sums = [
        [added(values, rows) for values in
         (days.found, days.n, days.rest_found, days.rest_n, one)]
        for rows in (days.behind, ~days.behind)
    ]  # fmt: skip
    both = (sums[0][4] > 0) & (sums[1][4] > 0)
    (found, n, others, of, long), (rest, rest_n, rest_others, rest_of, rest_long) = (
        [each[both] for each in half] for half in sums
    )
    weight = n * rest_n / np.maximum(n + rest_n, 1)
    own = found / np.maximum(n, 1) - rest / np.maximum(rest_n, 1)
    theirs = others / np.maximum(of, 1) - rest_others / np.maximum(rest_of, 1)
    told = (of > 0) & (rest_of > 0)
    usual = rest / np.maximum(rest_long, 1)
    whole = max(int(long.sum()), 1)
    return _Strata(
        first[both], (first[both], found, n, rest, rest_n),
        weight * np.where(told, own - theirs, 0.0),
        (float(found.sum() / whole), float((usual * long).sum() / whole)),
    )  # fmt: skip


def surplus(days: Days) -> Floats:
    """(D,) how many more of the kind a day has than the next month's days, by how far it is behind.

    Days behind come after days with few, so that the mean of their own month is low where there are
    many of them, and whoever takes it off finds a surplus (Nickell 1981, Econometrica 49(6), on
    such a bias). So the number of a day is set against the days of its unit's next month, and
    whether it is behind against how many of the unit's days of the same third of other months are.
    Zero where there is no next month or no other month.
    """
    month = int(days.month.max(initial=0)) - int(days.month.min(initial=0)) + 2
    at = days.unit * month + days.month - int(days.month.min(initial=0))
    size = int(at.max(initial=0)) + 2
    long = np.bincount(at, minlength=size)
    made = np.bincount(at, days.found, size)
    told = long[at + 1] > 0
    usual = made[at + 1] / np.maximum(long[at + 1], 1)
    third = days.unit * 3 + days.third
    place = at * 3 + days.third
    n = np.bincount(third)[third] - np.bincount(place)[place]
    behind = np.bincount(third, days.behind)[third] - np.bincount(place, days.behind)[place]
    far = np.where(n > 0, days.behind - behind / np.maximum(n, 1), 0.0)
    return np.asarray(np.where(told, (days.found - usual) * far, 0.0))


def _by_period(period: Ints, values: Floats) -> float:
    """Student's t over periods of their sums, one-sided; 1 for fewer than two."""
    known, at = np.unique(period, return_inverse=True)
    sums = np.bincount(at, values, len(known))
    if len(sums) < 2:
        return 1.0
    error = float(sums.std(ddof=1)) / np.sqrt(len(sums))
    if not error > 0:
        return 0.0 if sums.mean() > 0 else 1.0
    return float(stdtr(len(sums) - 1, -float(sums.mean()) / error))
