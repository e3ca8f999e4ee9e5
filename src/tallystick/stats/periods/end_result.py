"""What is said about the end of a subject's periods?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tallystick.stats.estimate import Tested
from tallystick.stats.periods.end_contrast import Examined
from tallystick.stats.periods.end_days import BEFORE, END, MIDDLE, Days, Floats, Ints
from tallystick.stats.periods.end_estimate import Estimate, estimates
from tallystick.stats.periods.end_fit import Expected, ratio

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
class PeriodEnd:
    """What is particular to the rise at the end of the period.

    ``dip_after`` is as the rise is, for the first days of the next period. ``month_ratio`` (12,)
    is recorded over expected in the window by the calendar month of the tested end, NaN where none:
    whether one date of the year carries the rise. ``n_days_left_out`` are holidays and days without
    a report.
    """

    n_periods: int = 0
    n_days_left_out: int = 0
    dip_after: Change = Change(UNDEFINED, UNDEFINED, UNDEFINED)
    dispersion: float = UNDEFINED
    autocorrelation: float = UNDEFINED
    profile: DayProfile | None = None
    month_ratio: Floats | None = None
    control: ControlSeries | None = None


PeriodEndRise = Tested[PeriodEnd]
"""The rise at the end of the period, or why there is too little data to tell.

The estimate is recorded over expected minus 1 for the window's days, against ordinary month ends
where periods are longer than 45 days and against the control where one is given; the p-value is
one-sided. ``n`` records lie on the days used. Where there is a reason and no p-value, the minimum
detectable rise is what the data could have revealed, infinity if nothing.
"""


def insufficient_result(
    n_records: int,
    reason: str,
    *,
    n_periods: int = 0,
    n_days_left_out: int = 0,
    minimum_detectable: float = float("inf"),
) -> PeriodEndRise:
    """A result that says why there is none."""
    return Tested(
        n=n_records, minimum_detectable=minimum_detectable, reason=reason,
        numbers=PeriodEnd(n_periods, n_days_left_out),
    )  # fmt: skip


def gather(
    days: Days,
    counts: Floats,
    left_out: int,
    own: Examined,
    beside: Examined | None,
    reasons: list[str],
) -> list[PeriodEndRise]:
    """One result for each of S subjects; ``counts`` (S, U), ``left_out`` days of the span.

    ``beside`` is the control of each, or one that all are compared with.
    """
    if beside is None:
        ends, after = estimates([own.last, own.first])
        controls: list[ControlSeries | None] = [None] * len(counts)
    else:
        last, first = own.last.less(beside.last), own.first.less(beside.first)
        ends, after, alone, control = estimates([last, first, own.last, beside.last])
        controls = _controls(beside, alone, control)
    profiles, by_month = _profiles(days, counts, own.fitted), _month_ratios(days, own.fitted)
    records, periods = own.fitted.recorded.sum(axis=(1, 2)), int(days.tested.sum())
    return [
        insufficient_result(
            int(records[i]),
            reason,
            n_periods=periods,
            n_days_left_out=left_out,
            minimum_detectable=float(ends.smallest_detectable[i]),
        )
        if reason
        else Tested(
            n=int(records[i]),
            estimate=ends.change[i],
            interval=(ends.low[i], ends.high[i]),
            p_value=ends.p_value[i],
            minimum_detectable=ends.smallest_detectable[i],
            numbers=PeriodEnd(
                periods,
                left_out,
                _change(after, i),
                float(own.fitted.dispersion[i]),
                float(own.fitted.autocorrelation[i]),
                profiles[i],
                by_month[i],
                controls[i],
            ),
        )
        for i, reason in enumerate(reasons)
    ]


def _change(of: Estimate, i: int) -> Change:
    return Change(float(of.change[i]), float(of.low[i]), float(of.high[i]))


def _controls(beside: Examined, alone: Estimate, control: Estimate) -> list[ControlSeries | None]:
    """What each subject's control says; ``alone`` are the subjects, whose control may be one."""
    records = beside.fitted.recorded.sum(axis=(1, 2))
    whose = np.broadcast_to(np.arange(len(records)), len(alone.change)).tolist()
    return [
        ControlSeries(
            int(records[k]),
            _change(control, k),
            _change(alone, i),
            float(beside.fitted.dispersion[k]),
            float(beside.fitted.autocorrelation[k]),
        )
        for i, k in enumerate(whose)
    ]


def _month_ratios(days: Days, fitted: Expected) -> Floats:
    """Recorded over expected in the window by calendar month, tested ends only, (S, 12)."""
    month = np.eye(12)[days.month[days.tested]]
    recorded, expected = fitted.recorded[:, END], fitted.expected[:, END]
    return ratio(recorded[:, days.tested] @ month, expected[:, days.tested] @ month, UNDEFINED)


def _profiles(days: Days, counts: Floats, fitted: Expected) -> list[DayProfile]:
    """Recorded and expected by offset, tested ends only; ``counts`` (S, U) of the used days."""
    shown = np.flatnonzero(days.tested[days.block] & (np.abs(days.offset) <= BEFORE))
    place = np.eye(2 * BEFORE + 1)[days.offset[shown] + BEFORE]
    inverse = ratio(np.ones(1), fitted.recorded[:, MIDDLE])
    daily = fitted.daily[:, shown]
    recorded, expected = counts[:, shown] @ place, daily @ place
    variance = (daily + daily**2 * inverse[:, days.block[shown]]) @ place
    widened = np.maximum(1.0, np.nan_to_num(fitted.dispersion))[:, None] * variance
    half = NORMAL_95 * np.sqrt(widened)
    offset = np.arange(-BEFORE, BEFORE + 1)
    low, high = np.maximum(expected - half, 0.0), expected + half
    rows = zip(recorded, expected, low, high, strict=True)
    return [DayProfile(offset, *row) for row in rows]
