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
from tallystick.stats.rounding.round_shares import unit_of
from tallystick.stats.series.daily import daily_of, dense
from tallystick.stats.series.smoothness import (
    Blocks,
    laid_out,
    smoothness,
    smoothness_of_parts,
)
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame, Metric

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Columns = Mapping[str, np.ndarray]
FIGURES = ("milli", "per", "of")
Series = tuple[str, Calendar, NDArray[np.datetime64], Columns]


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per source and metric the agency's result and its units'."""
    columns |= {name: columns[name].astype("datetime64[D]") for name in ("first", "last")}
    metrics = {each.name: each for each in frame.metrics}
    results = []
    for (where, what), rows in grouped(columns["source"], columns["metric"]):
        own = at(columns, rows)
        series = _recorded(what, own, frame) if where == RECORDED else _published(own)
        for subject, calendar, starts, figures in series:
            aspect = say("aspects.by_period", metric=what, source=where, period=calendar.name)
            more = {"source": where, "metric": what, "calendar": calendar.name}
            bare = undecided("unit", subject, aspect, len(starts), **more)
            results.append(_result(bare, metrics.get(what), calendar, starts, figures))
    return results


def _recorded(metric: str, columns: Columns, frame: Frame) -> Iterator[Series]:
    """The days of the agency and of each unit, zeros included."""
    daily = daily_of(*(columns[name] for name in ("metric", "unit_id", "first", "milli")))
    for subject, span in spans(daily, metric, frame).items():
        values = dense(*daily.of(metric, subject or None), span)
        starts = span[0] + np.arange(len(values))
        nothing = np.zeros(len(values), dtype=np.int64)
        figures = {"milli": values, "per": nothing, "of": nothing}
        yield subject, DAYS, starts.astype("datetime64[D]"), figures


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
        figures = {name: columns[name][kept][run] for name in FIGURES}
        yield subject, calendar, first[kept][run], figures


def _result(
    bare: Result,
    metric: Metric | None,
    calendar: Calendar,
    starts: NDArray[np.datetime64],
    figures: Columns,
) -> Result:
    tables = laid_out(_counts(figures), calendar.periods, calendar.cycles)
    of = laid_out(figures["of"], calendar.periods, calendar.cycles)
    if reason := _why_not(metric, figures, tables):
        return replace(bare, reason=reason)
    if of.any():
        step = laid_out(_step(figures), calendar.periods, calendar.cycles)
        said = smoothness_of_parts(tables, of, step)
    else:
        said = smoothness(tables)
    used = len(starts) - tables.size
    more: dict[str, Any] = {"of_whole": bool(of.any())}
    if said.p_value is not None:
        more |= _detail(said.numbers, calendar, starts[used:], tables, of)
    return replace(proposed(bare, said, "smooth", **more), n=bare.n)


def _why_not(metric: Metric | None, figures: Columns, tables: Ints) -> str:
    per, of = figures["per"], figures["of"]
    if metric is None or metric.total != "records":
        return "undeclared"
    if len(np.unique(per)) > 1 or ((per.any() or of.any()) and not of.all()):
        return "no_denominator"
    if per.any():
        if ((figures["milli"] < 0) | (figures["milli"] > MILLI * per)).any():
            return "no_shares"
    elif (figures["milli"] % MILLI).any() or (figures["milli"] < 0).any():
        return "not_counts"
    return "" if len(tables) and tables.shape[1] > 1 else "uneven"


def _counts(figures: Columns) -> Ints:
    """The counts; of shares those that are nearest."""
    milli, per, of = (figures[name] for name in FIGURES)
    whole = np.maximum(MILLI * per, 1)
    return np.where(per > 0, (2 * milli * of + whole) // (2 * whole), milli // MILLI)


def _step(figures: Columns) -> NDArray[np.float64]:
    """How many counts lie between two shares that are printed unlike."""
    milli, per, of = (figures[name] for name in FIGURES)
    wide = of * unit_of(milli) / np.maximum(MILLI * per, 1)
    return np.where(per > 0, wide, 1.0)


def _detail(
    said: Blocks, calendar: Calendar, starts: NDArray[np.datetime64], tables: Ints, of: Ints
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
        "mean_of": float(of[said.chosen].mean()) if said.chosen.any() else 0.0,
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
