"""Is the rise more than dates of the year differ by, and is there enough data to tell?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from tallystick.stats.estimate import Reason
from tallystick.stats.periods.end_contrast import Contrast, Examined
from tallystick.stats.periods.end_days import END, Days, Floats
from tallystick.stats.periods.end_fit import Expected, ratio

SHORT_ENDS, LONG_ENDS = 10, 4
LONG_SPAN = 730
SMALLEST_DEGREES = 6
SMALLEST_EXPECTED = 5.0
SIGNIFICANCE, POWER, COVERAGE = 0.05, 0.80, 0.95
LARGEST_EXPONENT = 50.0
LARGEST_RISE = 100.0
BISECTIONS = 50


@dataclass(frozen=True)
class Estimate:
    """Change (ratio minus 1), its 95 % interval, p of a rise and smallest detectable, each (S,).

    A smallest detectable rise beyond a hundredfold is given as infinity: nothing could be found.
    """

    change: Floats
    low: Floats
    high: Floats
    p_value: Floats
    smallest_detectable: Floats


def estimate(one: Contrast) -> Estimate:
    """A t test over dates of the year of one contrast.

    The variance of a date is that of Poisson counts plus a variance of habits, common to all dates,
    which is estimated from their scatter and never below zero: enforcement counts are not more
    regular than chance, and with few dates a small scatter is luck.
    """
    free = np.maximum(one.degrees, 1.0)
    habits = between_dates(one.influence, one.variance, one.share, free)[:, None] * one.share
    error = np.sqrt((one.variance + habits).sum(axis=1))
    half = _quantile(free, (1 + COVERAGE) / 2) * error
    reach = _quantile(free, 1 - SIGNIFICANCE) + _quantile(free, POWER)
    smallest = _change(reach * np.sqrt((one.variance_at_null + habits).sum(axis=1)))
    revealing = np.isfinite(one.log_ratio) & (smallest < LARGEST_RISE)
    return Estimate(
        _change(one.log_ratio),
        _change(one.log_ratio - half),
        _change(one.log_ratio + half),
        np.asarray(stdtr(free, -ratio(one.log_ratio, error)), dtype=np.float64),
        np.where(revealing, smallest, np.inf),
    )


def estimates(contrasts: Sequence[Contrast]) -> list[Estimate]:
    """`estimate` of several contrasts over the same dates, all at once."""
    columns = zip(*(vars(each).values() for each in contrasts), strict=True)
    together = estimate(Contrast(*(np.concatenate(column) for column in columns)))
    ends = np.cumsum([len(each.degrees) for each in contrasts])[:-1]
    parts = zip(*(np.split(column, ends) for column in vars(together).values()), strict=True)
    return [Estimate(*part) for part in parts]


def between_dates(influence: Floats, variance: Floats, share: Floats, degrees: Floats) -> Floats:
    """Variance of the log ratio between dates beyond chance, (S,), by bisection.

    It solves sum of influence^2 / (variance + habit * share) = degrees, zero if the sum is smaller
    already (Paule and Mandel 1982, J. Res. Natl. Bur. Stand. 87(5), 377-385).
    """
    found = np.zeros(len(degrees))
    scattered = ratio(influence**2, variance).sum(axis=1) > degrees
    square, share, degrees = influence[scattered] ** 2, share[scattered], degrees[scattered]
    held = variance[scattered] > 0
    square, variance = square * held, np.where(held, variance[scattered], 1.0)
    low, high = np.zeros(len(degrees)), ratio(square, share).sum(axis=1)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        above = (square / (variance + middle[:, None] * share)).sum(axis=1) > degrees
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    found[scattered] = high
    return found


def _quantile(degrees: Floats, probability: float) -> Floats:
    """Quantile of the t law with these degrees of freedom, few of which differ: (S,)."""
    few, which = np.unique(degrees, return_inverse=True)
    return np.asarray(stdtrit(few, probability), dtype=np.float64)[which]


def _change(log_ratio: Floats) -> Floats:
    return np.asarray(np.expm1(np.clip(log_ratio, -LARGEST_EXPONENT, LARGEST_EXPONENT)))


def by_chance(days: Days, fitted: Expected) -> Floats:
    """Records that chance alone would put in the windows, the scarcer of tested and ordinary: (S,).

    Each block's records are spread over its days. Unlike the expectation from the middle alone,
    this does not depend on where they lie, so that a rule built on it selects no outcome.
    """
    sizes = days.held.sum(axis=2)
    share = sizes[END] / sizes.sum(axis=0)
    spread = fitted.recorded.sum(axis=1) * share
    tested: Floats = spread[:, days.tested].sum(axis=1)
    if days.tested.all():
        return tested
    ordinary: Floats = spread[:, ~days.tested].sum(axis=1)
    return np.minimum(tested, ordinary)


def shortfalls(days: Days, own: Examined, beside: Examined | None) -> list[str]:
    """Why each subject has too little data; an empty text where it has enough."""
    subjects = len(own.fitted.recorded)
    shared = _layout_shortfall(days, beside is not None)
    if shared:
        return [shared] * subjects
    reasons = _count_shortfalls(days, own, of_control=False)
    if beside is None:
        return reasons
    theirs = _count_shortfalls(days, beside, of_control=True)
    theirs = theirs * subjects if len(theirs) == 1 else theirs
    return [a or b for a, b in zip(reasons, theirs, strict=True)]


def _layout_shortfall(days: Days, controlled: bool) -> str:
    ends, needed = int(days.tested.sum()), LONG_ENDS if days.long else SHORT_ENDS
    if ends < needed:
        return Reason("few_ends", n=ends, of=needed)
    if not days.long:
        return ""
    if days.span < LONG_SPAN:
        return Reason("short_span", n=days.span)
    if int(days.date_tested.sum()) < 2 and not controlled:
        return Reason("same_date")
    return ""


def _count_shortfalls(days: Days, of: Examined, *, of_control: bool) -> list[str]:
    expected, records = by_chance(days, of.fitted), of.fitted.recorded.sum(axis=(1, 2))
    reasons: list[str] = []
    for n, chance, free in zip(records, expected, of.last.degrees, strict=True):
        if chance < SMALLEST_EXPECTED:
            few = Reason("few_by_chance", n=float(n), chance=float(chance), of_control=of_control)
        elif free < SMALLEST_DEGREES:
            few = Reason("few_dates", n=float(free + 1), of_control=of_control)
        else:
            few = Reason("")
        reasons.append(few)
    return reasons
