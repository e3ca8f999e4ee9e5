"""What do the days of each series say of the ends of its periods?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.metric_series import DATES, spans
from tallystick.checks.shared.period_ends import ends_of
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.periods.end import LARGEST_WINDOW, default_window, period_end_rises
from tallystick.stats.periods.end_result import PeriodEnd, PeriodEndRise
from tallystick.stats.series.daily import Daily, Span, dense
from tallystick.tables import Frame, Metric, Period

say = words_beside(__file__).say

DAYS_AT_ONCE = 2_000_000
DRAWN = ("offset", "recorded", "expected", "low", "high")


def series_results(daily: Daily, metrics: Sequence[Metric], frame: Frame) -> list[Result]:
    """Return a result per metric, calendar and subject: the agency, then its units."""
    control = _control(daily, metrics)
    results = []
    for metric in metrics:
        if metric.is_control or metric.name not in daily.metrics:
            continue
        held = spans(daily, metric.name, frame)
        found: dict[tuple[Period, str], Result] = {}
        for units, span in _alike(held):
            counts = np.stack([dense(*daily.of(metric.name, unit or None), span) for unit in units])
            days = np.arange(span[0], span[0] + counts.shape[1])
            against = None if control is None else dense(*control, span)[None]
            for period in frame.periods:
                answers = _results(metric, period, units, (days, counts, against))
                found |= {(period, unit): each for unit, each in zip(units, answers, strict=True)}
        results += [found[period, unit] for period in frame.periods for unit in held]
    return results


def _control(daily: Daily, metrics: Sequence[Metric]) -> tuple[np.ndarray, np.ndarray] | None:
    """Every day on which a control metric counts anything, and what all of them count."""
    names = {metric.name for metric in metrics if metric.is_control}
    parts = [daily.of(name) for name in daily.metrics if name in names]
    if not parts:
        return None
    days, counts = (np.concatenate(part) for part in zip(*parts, strict=True))
    span = int(days.min()), int(days.max())
    return np.arange(span[0], span[1] + 1), dense(days, counts, span)


def _alike(spans: Mapping[str, Span]) -> Iterator[tuple[list[str], Span]]:
    """Subjects whose series cover the same days, no more at once than fit in memory."""
    sharing: dict[Span, list[str]] = {}
    for unit, span in spans.items():
        sharing.setdefault(span, []).append(unit)
    for span, units in sharing.items():
        size = max(1, DAYS_AT_ONCE // max(1, span[1] - span[0] + 1))
        yield from ((units[i : i + size], span) for i in range(0, len(units), size))


def _results(
    metric: Metric,
    period: Period,
    units: Sequence[str],
    series: tuple[np.ndarray, np.ndarray, np.ndarray | None],
) -> list[Result]:
    """Return a result of each unit; `series` is days, counts (a row each) and control (one)."""
    days, counts, control = series
    aspect = say("aspects.of", metric=metric.name, period=period.name)
    bare = [
        undecided("unit", unit, aspect, total)
        for unit, total in zip(units, counts.sum(axis=1).tolist(), strict=True)
    ]
    ends = ends_of(period, int(days[0]), int(days[-1]))
    if len(ends) < 2:
        reason = say("reasons.few_ends_examined", n=len(ends), period=period.name)
        return [replace(result, reason=reason) for result in bare]
    window = period.window_days or default_window(ends)
    if window > LARGEST_WINDOW:
        reason = say("reasons.wide_window", n=window, of=LARGEST_WINDOW)
        return [replace(result, reason=reason) for result in bare]
    rises = period_end_rises(days, counts, period_ends=ends, window=window, controls=control)
    shared = {
        "metric": metric.name,
        "date_column": DATES[metric.table],
        "period": period.name,
        "window": window,
    }
    dates = np.datetime_as_string(ends.astype("datetime64[D]")).tolist()
    return [
        _answered(result, rise, {**shared, **_detail(rise.numbers, dates)})
        for result, rise in zip(bare, rises, strict=True)
    ]


def _answered(bare: Result, rise: PeriodEndRise, detail: Mapping[str, Any]) -> Result:
    reach = _finite(rise.minimum_detectable)
    bare = replace(bare, smallest_detectable=reach, detail=detail)
    return proposed(bare, replace(rise, n=bare.n, minimum_detectable=reach), "rise")


def _finite(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


def _detail(rise: PeriodEnd, ends: list[str]) -> dict[str, Any]:
    after = rise.dip_after
    return {
        "controlled": rise.control is not None,
        "ends": ends,
        "days_left_out": rise.n_days_left_out,
        "first_days_after": [_finite(after.change), _finite(after.low), _finite(after.high)],
        "dispersion": _finite(rise.dispersion),
        "autocorrelation": _finite(rise.autocorrelation),
        "by_month": None if rise.month_ratio is None else rise.month_ratio.tolist(),
        "profile": rise.profile and {name: getattr(rise.profile, name).tolist() for name in DRAWN},
    }
