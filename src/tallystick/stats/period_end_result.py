"""What is said about the end of a subject's periods?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.period_end_days import BEFORE, END, MIDDLE, START, Days, Floats, Ints
from tallystick.stats.period_end_estimate import Estimate, estimate
from tallystick.stats.period_end_fit import Expected, contrast, ratio

NORMAL_95 = 1.959963984540054
UNDEFINED = float("nan")


@dataclass(frozen=True)
class Change:
    """A ratio minus 1 (.06 = 6 % more records a day) and its 95 % interval."""

    change: float
    low: float
    high: float


@dataclass(frozen=True)
class ControlSeries:
    """The control on its own, and the subject's rise before the control is taken off."""

    n_records: int
    rise: Change
    subject_alone: Change
    dispersion: float
    autocorrelation: float


@dataclass(frozen=True)
class DayProfile:
    """Records by day from the tested ends, all (29,): ``offset`` -14 to 14, 0 = the last day.

    ``low`` and ``high`` bound single days with 95 % under the model (quasi-Poisson); they are for
    the eye, the test uses the scatter of dates.
    """

    offset: Ints
    recorded: Floats
    expected: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class PeriodEndRise:
    """The rise at the end of the period, or why there is too little data to tell.

    ``rise`` is recorded over expected minus 1 for the window's days, against ordinary month ends
    where periods are longer than 45 days and against the control where one is given;
    ``interval`` 95 %, ``p_value`` one-sided, ``smallest_detectable`` the rise found with 80 % power
    at 5 %. ``dip_after`` is the same for the first days of the next period. ``month_ratio`` (12,)
    is recorded over expected in the window by the calendar month of the tested end, NaN where none:
    whether one date of the year carries the rise. ``n_records`` lie on the days used,
    ``n_days_left_out`` are holidays and days without a report. Where ``insufficient``, ``reason``
    says why, the estimates are NaN, and ``smallest_detectable`` is what the data could have
    revealed, infinity if nothing.
    """

    n_records: int
    n_periods: int
    n_days_left_out: int
    rise: float
    interval: tuple[float, float]
    p_value: float
    smallest_detectable: float
    dip_after: Change
    dispersion: float
    autocorrelation: float
    insufficient: bool
    reason: str
    profile: DayProfile | None
    month_ratio: Floats | None
    control: ControlSeries | None


def insufficient_result(
    n_records: int,
    reason: str,
    *,
    n_periods: int = 0,
    n_days_left_out: int = 0,
    smallest_detectable: float = float("inf"),
) -> PeriodEndRise:
    """A result that says why there is none."""
    nothing = Change(UNDEFINED, UNDEFINED, UNDEFINED)
    return PeriodEndRise(
        n_records,
        n_periods,
        n_days_left_out,
        UNDEFINED,
        (UNDEFINED, UNDEFINED),
        UNDEFINED,
        smallest_detectable,
        nothing,
        UNDEFINED,
        UNDEFINED,
        True,
        reason,
        None,
        None,
        None,
    )


def gather(
    days: Days,
    counts: NDArray[np.integer],
    left_out: int,
    fitted: Expected,
    beside: Expected | None,
    reasons: list[str],
) -> list[PeriodEndRise]:
    """One result for each of S subjects; ``counts`` (S, D), ``left_out`` days of the span."""
    ends = _estimate(days, fitted, beside, END)
    after = _estimate(days, fitted, beside, START)
    controls = _controls(days, fitted, beside)
    results = []
    for i, reason in enumerate(reasons):
        result = insufficient_result(
            int(fitted.recorded[i].sum()),
            reason,
            n_periods=int(days.tested.sum()),
            n_days_left_out=left_out,
            smallest_detectable=float(ends.smallest_detectable[i]),
        )
        if not reason:
            end = _change(ends, i)
            result = replace(
                result,
                rise=end.change,
                interval=(end.low, end.high),
                p_value=float(ends.p_value[i]),
                dip_after=_change(after, i),
                dispersion=float(fitted.dispersion[i]),
                autocorrelation=float(fitted.autocorrelation[i]),
                insufficient=False,
                profile=_profile(days, counts[i], fitted, i),
                month_ratio=_month_ratio(days, fitted, i),
                control=controls[i],
            )
        results.append(result)
    return results


def _estimate(days: Days, fitted: Expected, beside: Expected | None, role: int) -> Estimate:
    other = None if beside is None else contrast(days, beside, role)
    return estimate(contrast(days, fitted, role), other)


def _change(of: Estimate, i: int) -> Change:
    return Change(float(of.change[i]), float(of.low[i]), float(of.high[i]))


def _controls(days: Days, fitted: Expected, beside: Expected | None) -> list[ControlSeries | None]:
    if beside is None:
        return [None] * len(fitted.recorded)
    alone, control = (estimate(contrast(days, one)) for one in (fitted, beside))
    return [
        ControlSeries(
            int(beside.recorded[i].sum()),
            _change(control, i),
            _change(alone, i),
            float(beside.dispersion[i]),
            float(beside.autocorrelation[i]),
        )
        for i in range(len(fitted.recorded))
    ]


def _month_ratio(days: Days, fitted: Expected, i: int) -> Floats:
    """Recorded over expected in the window by calendar month, tested ends only, (12,)."""
    month = days.month[days.tested]
    recorded, expected = (
        np.bincount(month, weights=each[i, END, days.tested], minlength=12).astype(np.float64)
        for each in (fitted.recorded, fitted.expected)
    )
    return ratio(recorded, expected, UNDEFINED)


def _profile(days: Days, n: NDArray[np.integer], fitted: Expected, i: int) -> DayProfile:
    """Recorded and expected by offset, tested ends only; ``n`` (D,) is subject i's series."""
    shown = days.tested[days.block] & (np.abs(days.offset) <= BEFORE)
    place, width = days.offset[shown] + BEFORE, 2 * BEFORE + 1
    inverse = ratio(np.ones(days.n_blocks), fitted.recorded[i, MIDDLE])
    daily = fitted.daily[i, shown]
    noise = daily + daily**2 * inverse[days.block[shown]]
    recorded, expected, variance = (
        np.bincount(place, weights=each, minlength=width).astype(np.float64)
        for each in (n[days.used][shown], daily, noise)
    )
    half = NORMAL_95 * np.sqrt(max(1.0, np.nan_to_num(fitted.dispersion[i])) * variance)
    offset = np.arange(-BEFORE, BEFORE + 1)
    low = np.maximum(expected - half, 0.0)
    return DayProfile(offset, recorded, expected, low, expected + half)
