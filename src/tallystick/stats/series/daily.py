"""Which days and counts make up the series of each metric and unit?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.texts import numbered

Ints = NDArray[np.int64]
Span = tuple[int, int]


@dataclass(frozen=True)
class Daily:
    """Days and their counts, gathered by metric and unit.

    ``metrics`` and ``units`` number the M and U names in order. Rows are sorted by metric, then by
    unit: those of series ``metric * U + unit`` lie in ``day`` (days since 1970-01-01) and ``n``
    from ``start`` (M U + 1,) of the series to that of the next.
    """

    metrics: dict[str, int]
    units: dict[str, int]
    start: Ints
    day: Ints
    n: Ints

    def of(self, metric: str, unit: str | None = None) -> tuple[Ints, Ints]:
        """Days and counts of a metric, of one unit or (None) of all; a day may come twice."""
        first = self.metrics[metric] * len(self.units)
        last = first + len(self.units)
        if unit is not None:
            first += self.units[unit]
            last = first + 1
        rows = slice(self.start[first], self.start[last])
        return self.day[rows], self.n[rows]

    def units_of(self, metric: str) -> list[str]:
        """The units that have a row of the metric, in order."""
        first = self.metrics[metric] * len(self.units)
        held = np.diff(self.start[first : first + len(self.units) + 1]) > 0
        return [unit for unit, holds in zip(self.units, held, strict=True) if holds]


def daily_of(
    metric: NDArray[np.generic],
    unit: NDArray[np.generic],
    day: NDArray[np.generic],
    n: NDArray[np.integer],
) -> Daily:
    """Gather rows in any order: a metric's name, a unit's, a date and a count, each (N,)."""
    metrics, of_metric = numbered(metric)
    units, of_unit = numbered(unit)
    series, several = of_metric * len(units) + of_unit, len(metrics) * len(units)
    order = np.argsort(series.astype(np.min_scalar_type(several)), kind="stable")
    return Daily(
        {name: number for number, name in enumerate(metrics)},
        {name: number for number, name in enumerate(units)},
        np.concatenate([[0], np.cumsum(np.bincount(series, minlength=several))]),
        day.astype("datetime64[D]").astype(np.int64)[order],
        n.astype(np.int64)[order],
    )


def dense(day: Ints, n: Ints, span: Span) -> Ints:
    """The count of every day of the span, zeros included; of its first day if it has no length."""
    first, last = span
    inside = (day >= first) & (day <= last)
    length = max(1, last - first + 1)
    return np.bincount(day[inside] - first, weights=n[inside], minlength=length).astype(np.int64)
