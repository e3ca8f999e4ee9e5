"""Which series of counts are there, and does each vary less than chance allows?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.calendars import (
    DAYS,
    IN_DAYS,
    IN_MONTHS,
    MONTHS,
    Calendar,
    calendars_of,
    longest_run,
)
from tallystick.checks.shared.figure_series import RECORDED
from tallystick.checks.shared.metric_series import spans
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.series.daily import daily_of, dense
from tallystick.stats.series.smoothness import Blocks, laid_out, smoothness
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame, Metric

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Columns = Mapping[str, np.ndarray]
Series = tuple[str, Calendar, NDArray[np.datetime64], Ints]


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per source and metric the agency's result and its units'."""
    columns |= {name: columns[name].astype("datetime64[D]") for name in ("first", "last")}
    metrics = {each.name: each for each in frame.metrics}
    results = []
    for (where, what), rows in grouped(columns["source"], columns["metric"]):
        own = at(columns, rows)
        series = _recorded(what, own, frame) if where == RECORDED else _published(own)
        for subject, calendar, starts, values in series:
            aspect = say("aspects.by_period", metric=what, source=where, period=calendar.name)
            more = {"source": where, "metric": what, "calendar": calendar.name}
            bare = undecided("unit", subject, aspect, len(values), **more)
            results.append(_result(bare, metrics.get(what), calendar, starts, values))
    return results


def _recorded(metric: str, columns: Columns, frame: Frame) -> Iterator[Series]:
    """The days of the agency and of each unit, zeros included."""
    daily = daily_of(*(columns[name] for name in ("metric", "unit_id", "first", "milli")))
    for subject, span in spans(daily, metric, frame).items():
        values = dense(*daily.of(metric, subject or None), span)
        starts = span[0] + np.arange(len(values))
        yield subject, DAYS, starts.astype("datetime64[D]"), values


def _published(columns: Columns) -> Iterator[Series]:
    """Each subject's longest run of figures that follow each other without a gap."""
    first, last = columns["first"], columns["last"]
    for (subject,), rows in grouped(columns["unit_id"]):
        calendars = calendars_of(first[rows], last[rows])
        usual = Counter(each for each in calendars if each).most_common(1)
        calendar = usual[0][0] if usual else MONTHS
        kept = rows[[each == calendar for each in calendars]]
        kept = kept[np.argsort(first[kept], kind="stable")]
        run = longest_run(first[kept], last[kept])
        yield subject, calendar, first[kept][run], columns["milli"][kept][run]


def _result(
    bare: Result,
    metric: Metric | None,
    calendar: Calendar,
    starts: NDArray[np.datetime64],
    milli: Ints,
) -> Result:
    tables = laid_out(milli // MILLI, calendar.periods, calendar.cycles)
    reason = ""
    if metric is None or metric.total != "records":
        reason = "undeclared"
    elif (milli % MILLI).any():
        reason = "not_counts"
    elif not len(tables) or tables.shape[1] < 2:
        reason = "uneven"
    if reason:
        return replace(bare, reason=reason)
    said, used = smoothness(tables), len(starts) - tables.size
    more = {} if said.p_value is None else _detail(said.numbers, calendar, starts[used:], tables)
    return replace(proposed(bare, said, "smooth", **more), n=bare.n)


def _detail(
    said: Blocks, calendar: Calendar, starts: NDArray[np.datetime64], tables: Ints
) -> dict[str, Any]:
    """The stretches that are meant, and what the pictures and words need."""
    count, rows, periods = tables.shape
    size = rows * periods
    spans = [
        [str(starts[block * size]), _end(starts, (block + 1) * size, calendar)]
        for block in np.flatnonzero(said.chosen)
    ]
    return {
        "cycle": calendar.cycle,
        "cycles": rows,
        "stretches": count,
        "spans": spans,
        "mean": float(tables[said.chosen].mean()) if said.chosen.any() else 0.0,
        "ratios": [round(float(each), 4) if np.isfinite(each) else None for each in said.ratios],
        "begins": [str(starts[block * size]) for block in range(count)],
    }


def _end(starts: NDArray[np.datetime64], after: int, calendar: Calendar) -> str:
    """The last day of the period before the one numbered `after`."""
    if after < len(starts):
        following = starts[after]
    elif calendar.name in IN_DAYS:
        following = starts[-1] + IN_DAYS[calendar.name] * np.timedelta64(1, "D")
    else:
        month = starts[-1].astype("datetime64[M]") + np.timedelta64(IN_MONTHS[calendar.name], "M")
        following = month.astype("datetime64[D]")
    return str(following - np.timedelta64(1, "D"))
