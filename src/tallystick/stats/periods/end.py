"""Do records crowd the end of the evaluation period?

H0: the days at the end of a period carry the records that the other days around them predict, given
weekday, season and level; where periods are longer than 45 days, no more than the ends of ordinary
months do; where a control series is given, no more than the control does. H1: more.

A period end is a cluster, not a sample of days: whatever is special about 31 May (a holiday, a pay
day, a parade) returns every year and does not average out over days or years. So the *dates of the
year* are the sample. Each date gives one deviation from the common ratio, and their scatter, not
the scatter of days, sets the error: a t test with (dates - means) degrees of freedom, whatever the
dependence of the days (Ibragimov and Mueller 2010, JBES 28(4), 453-468; Bell and McCaffrey 2002,
Survey Methodology 28(2), 169-181, on why few clusters need a t). The error is never taken below
that of Poisson counts.

A rise is not misconduct: pay days, month-end operations, filing and batch entry look the same.
Sources for the pattern: Auerbach 2018 (tickets rise within the month), Oyer 1998, QJE 113(1),
149-185, and Larkin 2014, JOLE 32(2), 199-227 (sales at the end of the fiscal year and quarter).
Measured size and power: docs/calibration/period_end.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import Reason
from tallystick.stats.periods.end_contrast import examine
from tallystick.stats.periods.end_days import (
    LONG_PERIOD,
    Bools,
    Days,
    Ints,
    lay_out,
    period_length,
    turn_of_the_year,
)
from tallystick.stats.periods.end_estimate import shortfalls
from tallystick.stats.periods.end_result import PeriodEndRise, gather, insufficient_result

LARGEST_WINDOW = 10
SHORTEST_PERIOD = 10
TYPICAL_DAY = 10
AT_ONCE = 250


def default_window(period_ends: NDArray[np.integer]) -> int:
    """The days counted as 'the end', from the period's length alone: 1, 2, 3 or 7.

    Under 14 days one, under 21 two, under 46 three (the days that a monthly tally can still
    change), and a week for anything longer (a quarter's push is weeks long in Oyer 1998, mostly its
    last day in Larkin 2014; a week covers every weekday once). More than a week leaves too little
    of the month to compare with.
    """
    length = period_length(np.asarray(period_ends, dtype=np.int64))
    if not length > 0 or length >= LONG_PERIOD + 1:
        return 7
    return 1 if length < 14 else 2 if length < 21 else 3


def period_end_rise(
    day: NDArray[np.integer],
    n: NDArray[np.integer],
    *,
    period_ends: NDArray[np.integer],
    window: int,
    control: NDArray[np.integer] | None = None,
    holidays: NDArray[np.integer] | None = None,
) -> PeriodEndRise:
    """Rise of one series at the ends of its evaluation periods.

    ``day`` (D,) consecutive days since 1970-01-01; ``n`` (D,) records of each day; ``period_ends``
    (P,) the last day of each period, those outside the span are ignored; ``window`` days, 1 to 10;
    ``control`` (D,) a series that no evaluation rewards (crashes, calls): the result is then the
    ratio of the two ratios. ``holidays`` are days to leave out, by default 24 December to 2 January
    of every year (pass an empty array to leave out none). Days without any record are left out,
    and counted, where the median of their weekday is ten or more: no report came. They stay in
    ``dip_after``, where silence may be records held back. ValueError on a malformed argument; too
    little data is a result, ``insufficient``, and not an error.
    """
    return period_end_rises(
        day,
        np.asarray(n)[None, :],
        period_ends=period_ends,
        window=window,
        controls=None if control is None else np.asarray(control)[None, :],
        holidays=holidays,
    )[0]


def period_end_rises(
    day: NDArray[np.integer],
    counts: NDArray[np.integer],
    *,
    period_ends: NDArray[np.integer],
    window: int,
    controls: NDArray[np.integer] | None = None,
    holidays: NDArray[np.integer] | None = None,
) -> tuple[PeriodEndRise, ...]:
    """`period_end_rise` for S subjects: ``counts`` (S, D), ``controls`` (S, D) or (1, D)."""
    day, counts, ends = _checked(day, counts, period_ends, window)
    if controls is not None:
        controls = np.asarray(controls)
        _check_counts(controls, len(day), "controls")
        if len(controls) not in (1, len(counts)):
            raise ValueError(f"{len(controls)} controls for {len(counts)} subjects; give one each")
    shut = turn_of_the_year(day) if holidays is None else np.isin(day, np.asarray(holidays))
    if not period_length(ends) >= SHORTEST_PERIOD:
        reason = Reason("short_periods", n=len(ends), of=SHORTEST_PERIOD)
        return tuple(insufficient_result(int(n.sum()), reason) for n in counts)
    silent = _silent(counts) if controls is None else _silent(counts) | _silent(controls)
    results: dict[int, PeriodEndRise] = {}
    for subjects in _alike(silent):
        own = silent[subjects[0]]
        days = lay_out(day, ends, window, shut, own)
        left_out = int((shut | (own & ~days.used)).sum())
        for batch in (subjects[i : i + AT_ONCE] for i in range(0, len(subjects), AT_ONCE)):
            control = controls if controls is None or len(controls) == 1 else controls[batch]
            found = _rises(days, left_out, counts[batch], control)
            results.update(zip(batch, found, strict=True))
    return tuple(results[i] for i in range(len(counts)))


def _alike(silent: Bools) -> list[list[int]]:
    """Subjects that are silent on the same days, most of them on none: their layout is one."""
    alike: dict[bytes, list[int]] = {}
    for subject, days in enumerate(silent):
        alike.setdefault(days.tobytes(), []).append(subject)
    return list(alike.values())


def _checked(
    day: NDArray[np.integer],
    counts: NDArray[np.integer],
    period_ends: NDArray[np.integer],
    window: int,
) -> tuple[Ints, NDArray[np.integer], Ints]:
    """The arguments, or ValueError naming what is wrong."""
    day, counts = np.asarray(day), np.asarray(counts)
    if day.ndim != 1 or not len(day) or bool(np.any(np.diff(day) != 1)):
        raise ValueError("day has gaps or is empty; give every day of the span, zeros included")
    _check_counts(counts, len(day), "counts")
    if not 1 <= window <= LARGEST_WINDOW:
        raise ValueError(f"window is {window} days; give 1 to {LARGEST_WINDOW}")
    ends = np.unique(np.asarray(period_ends, dtype=np.int64))
    return day.astype(np.int64), counts, ends[(ends >= day[0]) & (ends <= day[-1])]


def _check_counts(counts: NDArray[np.integer], days: int, name: str) -> None:
    """ValueError unless counts are (S, D) whole numbers, none negative."""
    if counts.ndim != 2 or counts.shape[1] != days:
        raise ValueError(
            f"{name} has shape {counts.shape}; give one column for each of {days} days"
        )
    if not np.issubdtype(counts.dtype, np.integer) or bool(np.any(counts < 0)):
        raise ValueError(f"{name} are not whole numbers >= 0; count the records of each day")


def _silent(counts: NDArray[np.integer]) -> Bools:
    """Days without a record where the median day of that weekday has ten or more, (S, D)."""
    silent = counts == 0
    for weekday in range(min(7, counts.shape[1])):
        alike = counts[:, weekday::7]
        middle = [(alike.shape[1] - 1) // 2, alike.shape[1] // 2]
        median = np.partition(alike, middle, axis=1)[:, middle].mean(axis=1)
        silent[:, weekday::7] &= (median >= TYPICAL_DAY)[:, None]
    return np.asarray(silent)


def _rises(
    days: Days, left_out: int, counts: NDArray[np.integer], control: NDArray[np.integer] | None
) -> list[PeriodEndRise]:
    """Results of one batch that shares a layout, and perhaps one control."""
    if not days.tested.any():
        reason = Reason("no_end")
        return [insufficient_result(int(n.sum()), reason) for n in counts]
    used = counts[:, days.used].astype(np.float64)
    own = examine(days, used)
    beside = None if control is None else examine(days, control[:, days.used].astype(np.float64))
    return gather(days, used, left_out, own, beside, shortfalls(days, own, beside))
