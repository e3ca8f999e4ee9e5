"""Is the rise more than dates of the year differ by, and is there enough data to tell?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from tallystick.stats.period_end_days import END, Days, Floats
from tallystick.stats.period_end_fit import Contrast, Expected, contrast, ratio

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


def estimate(one: Contrast, beside: Contrast | None = None) -> Estimate:
    """A t test over dates of the year of one contrast, or of its difference from a control's.

    The variance of a date is that of Poisson counts plus a variance of habits, common to all dates,
    which is estimated from their scatter and never below zero: enforcement counts are not more
    regular than chance, and with few dates a small scatter is luck.
    """
    log_ratio, degrees = one.log_ratio, one.degrees
    influence, variance, at_null = one.influence, one.variance, one.variance_at_null
    if beside is not None:
        log_ratio = log_ratio - beside.log_ratio
        influence = influence - beside.influence
        variance = variance + beside.variance
        at_null = at_null + beside.variance_at_null
        degrees = np.minimum(degrees, beside.degrees)
    free = np.maximum(degrees, 1.0)
    habits = between_dates(influence, variance, one.share, free)[:, None] * one.share
    error = np.sqrt((variance + habits).sum(axis=1))
    half = stdtrit(free, (1 + COVERAGE) / 2) * error
    reach = stdtrit(free, 1 - SIGNIFICANCE) + stdtrit(free, POWER)
    smallest = _change(reach * np.sqrt((at_null + habits).sum(axis=1)))
    revealing = np.isfinite(log_ratio) & (smallest < LARGEST_RISE)
    return Estimate(
        _change(log_ratio),
        _change(log_ratio - half),
        _change(log_ratio + half),
        np.asarray(stdtr(free, -ratio(log_ratio, error)), dtype=np.float64),
        np.where(revealing, smallest, np.inf),
    )


def between_dates(influence: Floats, variance: Floats, share: Floats, degrees: Floats) -> Floats:
    """Variance of the log ratio between dates beyond chance, (S,), by bisection.

    It solves sum of influence^2 / (variance + habit * share) = degrees, zero if the sum is smaller
    already (Paule and Mandel 1982, J. Res. Natl. Bur. Stand. 87(5), 377-385).
    """

    def excess(habit: Floats) -> Floats:
        spread = variance + habit[:, None] * share
        return np.asarray(ratio(influence**2, spread).sum(axis=1) - degrees)

    low, high = np.zeros(len(degrees)), ratio(influence**2, share).sum(axis=1)
    scattered = excess(low) > 0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        above = excess(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(scattered, high, 0.0)


def _change(log_ratio: Floats) -> Floats:
    return np.asarray(np.expm1(np.clip(log_ratio, -LARGEST_EXPONENT, LARGEST_EXPONENT)))


def by_chance(days: Days, fitted: Expected) -> Floats:
    """Records that chance alone would put in the windows, the scarcer of tested and ordinary: (S,).

    Each block's records are spread over its days. Unlike the expectation from the middle alone,
    this does not depend on where they lie, so that a rule built on it selects no outcome.
    """
    sizes = days.add_up(np.ones((1, len(days.block))))[0].sum(axis=2)
    share = sizes[END] / sizes.sum(axis=0)
    spread = fitted.recorded.sum(axis=1) * share
    tested: Floats = spread[:, days.tested].sum(axis=1)
    if days.tested.all():
        return tested
    ordinary: Floats = spread[:, ~days.tested].sum(axis=1)
    return np.minimum(tested, ordinary)


def shortfalls(days: Days, fitted: Expected, beside: Expected | None) -> list[str]:
    """Why each subject has too little data; an empty text where it has enough."""
    shared = _layout_shortfall(days, beside is not None)
    if shared:
        return [shared] * len(fitted.recorded)
    own = _count_shortfalls(days, fitted, "")
    if beside is None:
        return own
    theirs = _count_shortfalls(days, beside, "control: ")
    return [a or b for a, b in zip(own, theirs, strict=True)]


def _layout_shortfall(days: Days, controlled: bool) -> str:
    ends, needed = int(days.tested.sum()), LONG_ENDS if days.long else SHORT_ENDS
    if ends < needed:
        return f"{ends} period ends with days around them; {needed} are needed"
    if not days.long:
        return ""
    if days.span < LONG_SPAN:
        return f"{days.span} days; two years are needed to tell a period end from a season"
    if int(days.date_tested.sum()) < 2 and not controlled:
        return "every period ends on the same date, as a season would; give a control series"
    return ""


def _count_shortfalls(days: Days, fitted: Expected, whose: str) -> list[str]:
    expected, records = by_chance(days, fitted), fitted.recorded.sum(axis=(1, 2))
    degrees = contrast(days, fitted).degrees
    reasons = []
    for n, chance, free in zip(records, expected, degrees, strict=True):
        if chance < SMALLEST_EXPECTED:
            text = f"{whose}{n:.0f} records, {chance:.1f} in the windows by chance; 5 are needed"
        elif free < SMALLEST_DEGREES:
            text = f"{whose}records around too few dates of the year ({free + 1:.0f})"
        else:
            text = ""
        reasons.append(text)
    return reasons
