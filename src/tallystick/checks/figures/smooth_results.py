"""Which series of counts are there, and does each vary less than chance allows?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.figures.levels import whole_months
from tallystick.checks.figures.published import MILLI
from tallystick.checks.figures.series import spans
from tallystick.checks.figures.told import RECORDED
from tallystick.checks.proposed import proposed
from tallystick.findings import Result
from tallystick.stats.daily import daily_of, dense
from tallystick.stats.smoothness import Blocks, laid_out, smoothness
from tallystick.stats.texts import grouped
from tallystick.tables import Frame, Metric

Columns = tuple[np.ndarray, ...]
Ints = NDArray[np.int64]
ESTIMAND = "variation of the counts relative to what chance alone gives, minus 1"
NOT_COUNTS = "the figures are no whole numbers that count something"
UNDECLARED = "no [[metrics]] entry says that {} counts records"
UNEVEN = "too few periods of one length follow each other"
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Calendar:
    """Periods of one length: how many make a cycle, and how many cycles a table at most.

    `cycle` is what results call it.
    """

    name: str
    periods: int
    cycles: int
    cycle: str


DAYS = Calendar("day", 7, 8, "week")
# In weeks no place in a cycle has a meaning; tables of four keep a trend out.
WEEKS = Calendar("week", 4, 13, "four-week cycle")
MONTHS = Calendar("month", 12, 10, "year")
QUARTERS = Calendar("quarter", 4, 10, "year")
IN_DAYS = {DAYS.name: 1, WEEKS.name: 7}
IN_MONTHS = {MONTHS.name: 1, QUARTERS.name: 3}


def results_of(name: str, columns: Columns, frame: Frame) -> list[Result]:
    """Return a result per source, metric and subject; `columns` are those of the check's counts."""
    source, metric, unit, first, last, milli = columns
    first, last = (each.astype("datetime64[D]") for each in (first, last))
    metrics = {each.name: each for each in frame.metrics}
    results = []
    for (where, what), rows in grouped(source, metric):
        own = (unit[rows], first[rows], last[rows], milli[rows])
        of = metrics.get(what)
        series = _recorded(what, own, frame) if where == RECORDED else _published(own)
        for subject, calendar, starts, values in series:
            bare = Result(
                name, "unit" if subject else "agency", subject,
                f"{what}, {where} by {calendar.name}", "insufficient", len(values), ESTIMAND,
            )  # fmt: skip
            detail: dict[str, Any] = {"source": where, "metric": what, "calendar": calendar.name}
            results.append(_result(bare, of, calendar, starts, values, detail))
    return results


Series = tuple[str, Calendar, NDArray[np.datetime64], Ints]


def _recorded(metric: str, columns: Columns, frame: Frame) -> Iterator[Series]:
    """The days of the agency and of each unit, zeros included."""
    unit, day, _, milli = columns
    daily = daily_of(np.full(len(unit), metric), unit, day, milli)
    for subject, span in spans(daily, metric, frame).items():
        values = dense(*daily.of(metric, subject or None), span)
        starts = span[0] + np.arange(len(values))
        yield subject, DAYS, starts.astype("datetime64[D]"), values


def _published(columns: Columns) -> Iterator[Series]:
    """Each subject's longest run of figures that follow each other without a gap."""
    unit, first, last, milli = columns
    for (subject,), rows in grouped(unit):
        calendars = calendars_of(first[rows], last[rows])
        usual = Counter(each for each in calendars if each).most_common(1)
        calendar = usual[0][0] if usual else MONTHS
        kept = rows[[each == calendar for each in calendars]]
        kept = kept[np.argsort(first[kept], kind="stable")]
        run = longest_run(first[kept], last[kept])
        yield subject, calendar, first[kept][run], milli[kept][run]


def calendars_of(first: np.ndarray, last: np.ndarray) -> list[Calendar | None]:
    """The calendar of each period; None for one of another length."""
    length = (last + DAY - first) / DAY
    months = whole_months(first, last)
    found: list[Calendar | None] = [None] * len(first)
    for calendar in (DAYS, WEEKS, MONTHS, QUARTERS):
        if calendar.name in IN_DAYS:
            holds = length == IN_DAYS[calendar.name]
        else:
            holds = months == IN_MONTHS[calendar.name]
        for row in np.flatnonzero(holds):
            found[row] = calendar
    return found


def longest_run(first: np.ndarray, last: np.ndarray) -> slice:
    """Where the longest run of periods lies that follow each other; the latest of several."""
    breaks = np.flatnonzero(first[1:] != last[:-1] + DAY) + 1
    edges = [0, *breaks.tolist(), len(first)]
    runs = [slice(*each) for each in pairwise(edges)]
    return max(reversed(runs), key=lambda run: run.stop - run.start)


def _result(
    bare: Result,
    metric: Metric | None,
    calendar: Calendar,
    starts: NDArray[np.datetime64],
    milli: Ints,
    detail: dict[str, Any],
) -> Result:
    tables = laid_out(milli // MILLI, calendar.periods, calendar.cycles)
    reason = ""
    if metric is None or metric.total != "records":
        reason = UNDECLARED.format(detail["metric"])
    elif (milli % MILLI).any():
        reason = NOT_COUNTS
    elif not len(tables) or tables.shape[1] < 2:
        reason = UNEVEN
    bare = replace(bare, reason=reason, detail=detail)
    if reason:
        return bare
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
        following = starts[-1] + IN_DAYS[calendar.name] * DAY
    else:
        month = starts[-1].astype("datetime64[M]") + np.timedelta64(IN_MONTHS[calendar.name], "M")
        following = month.astype("datetime64[D]")
    return str(following - DAY)
