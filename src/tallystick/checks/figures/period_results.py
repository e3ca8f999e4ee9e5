"""What do the days of each series say of the ends of its periods?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tallystick.checks.figures.series import DATES
from tallystick.findings import Result, SubjectKind
from tallystick.stats.period_end import LARGEST_WINDOW, default_window, period_end_rise
from tallystick.stats.period_end_result import DayProfile, PeriodEndRise
from tallystick.tables import Frame, Metric, Period

RISE = "records a day in the last days of the periods, relative to what is expected, minus 1"
MONTHS = {"month": 1, "quarter": 3, "year": 12}
Rows = Mapping[str, np.ndarray]


def ends_of(period: Period, first: int, last: int) -> np.ndarray:
    """Return the last days of the periods that lie in [first, last], as days since 1970."""
    if period.rule is None:
        ends = np.array(sorted(period.ends), dtype="datetime64[D]").astype(np.int64)
    else:
        step = MONTHS[period.rule]
        start = np.array([first], dtype="datetime64[D]").astype("datetime64[M]")[0]
        months = np.arange(start, start + np.timedelta64((last - first) // 28 + 2, "M"))
        following = months + np.timedelta64(1, "M")
        ends = following.astype("datetime64[D]").astype(np.int64) - 1
        ends = ends[(months.astype(np.int64) + 1) % step == 0]
    return ends[(ends >= first) & (ends <= last)]


def series_results(name: str, rows: Rows, metrics: Sequence[Metric], frame: Frame) -> list[Result]:
    """Return a result per metric, calendar and subject: the agency, then its units.

    `rows` has the arrays ``metric``, ``unit``, ``day`` (days since 1970) and ``n``, sorted.
    """
    control = _control(rows, metrics)
    results = []
    for metric in metrics:
        own = rows["metric"] == metric.name
        if metric.is_control or not own.any():
            continue
        bounds = _bounds(rows["day"][own], frame)
        units = [str(unit) for unit in np.unique(rows["unit"][own].astype(str)) if unit]
        for period in frame.periods:
            for unit in ("", *(units if len(units) > 1 else [])):
                mine = own & (rows["unit"] == unit) if unit else own
                span = bounds if not unit else _own_span(rows["day"][mine], bounds)
                days, counts = _dense(rows["day"][mine], rows["n"][mine], span)
                against = None if control is None else _dense(*control, span)[1]
                results.append(_result(name, metric, period, unit, (days, counts, against)))
    return results


def _control(rows: Rows, metrics: Sequence[Metric]) -> tuple[np.ndarray, np.ndarray] | None:
    names = [metric.name for metric in metrics if metric.is_control]
    chosen = np.isin(rows["metric"].astype(str), names)
    return (rows["day"][chosen], rows["n"][chosen]) if chosen.any() else None


def _bounds(days: np.ndarray, frame: Frame) -> tuple[int, int]:
    first, last = int(days.min()), int(days.max())
    if frame.first_day is not None:
        first = int(np.datetime64(frame.first_day, "D").astype(np.int64))
    if frame.last_day is not None:
        last = int(np.datetime64(frame.last_day, "D").astype(np.int64))
    return first, last


def _own_span(days: np.ndarray, bounds: tuple[int, int]) -> tuple[int, int]:
    """From a unit's first record to its last: it may not have existed before or after."""
    return max(bounds[0], int(days.min())), min(bounds[1], int(days.max()))


def _dense(days: np.ndarray, n: np.ndarray, span: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return every day of the span with its count, zeros included."""
    first, last = span
    inside = (days >= first) & (days <= last)
    length = max(1, last - first + 1)
    counts = np.bincount(days[inside] - first, weights=n[inside], minlength=length)
    return np.arange(first, first + length), counts.astype(np.int64)


def _result(
    name: str,
    metric: Metric,
    period: Period,
    unit: str,
    series: tuple[np.ndarray, np.ndarray, np.ndarray | None],
) -> Result:
    days, counts, control = series
    kind: SubjectKind = "unit" if unit else "agency"
    aspect = f"{metric.name}, {period.name}"
    ends = ends_of(period, int(days[0]), int(days[-1]))
    total = int(counts.sum())
    if len(ends) < 2:
        reason = f"only {len(ends)} ends of a {period.name} lie in the period examined"
        return Result(name, kind, unit, aspect, "insufficient", total, RISE, reason=reason)
    window = period.window_days or default_window(ends)
    if window > LARGEST_WINDOW:
        reason = f"window_days is {window}; at most {LARGEST_WINDOW} can be told from the rest"
        return Result(name, kind, unit, aspect, "insufficient", total, RISE, reason=reason)
    rise = period_end_rise(days, counts, period_ends=ends, window=window, control=control)
    tested = not rise.insufficient
    verdict = "not_found" if tested else "insufficient"
    if tested and rise.p_value < 0.05:
        verdict = "rise"
    return Result(
        check=name,
        subject_kind=kind,
        subject=unit,
        aspect=aspect,
        verdict=verdict,
        n=total,
        estimand=RISE,
        estimate=rise.rise if tested else None,
        interval=rise.interval if tested else None,
        p_value=rise.p_value if tested else None,
        smallest_detectable=_finite(rise.smallest_detectable),
        reason=rise.reason,
        detail=_detail(rise, metric, period, ends, window),
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _detail(
    rise: PeriodEndRise, metric: Metric, period: Period, ends: np.ndarray, window: int
) -> dict[str, Any]:
    after = rise.dip_after
    return {
        "metric": metric.name,
        "date_column": DATES[metric.table],
        "period": period.name,
        "window": window,
        "controlled": rise.control is not None,
        "ends": [str(end) for end in ends.astype("datetime64[D]")],
        "days_left_out": rise.n_days_left_out,
        "first_days_after": [_finite(after.change), _finite(after.low), _finite(after.high)],
        "dispersion": _finite(rise.dispersion),
        "autocorrelation": _finite(rise.autocorrelation),
        "by_month": None if rise.month_ratio is None else rise.month_ratio.tolist(),
        "profile": _profile(rise.profile),
    }


def _profile(profile: DayProfile | None) -> dict[str, list[float]] | None:
    if profile is None:
        return None
    names = ("offset", "recorded", "expected", "low", "high")
    return {name: getattr(profile, name).tolist() for name in names}
