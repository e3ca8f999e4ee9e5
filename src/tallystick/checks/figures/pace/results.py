"""Which levels had each unit's records to reach, on which day did they, and at what pace?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.figure_levels import BASES
from tallystick.checks.shared.metric_series import spans
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Named, Result
from tallystick.findings.words import words_beside
from tallystick.stats.series.daily import Daily, daily_of, dense
from tallystick.stats.targets.pace import WINDOW, Reached, pace, reached
from tallystick.stats.texts import at
from tallystick.tables import Frame

say = words_beside(__file__).say

BEYOND = 92  # days after the end of a period in which its level may still be reached
LATE_START = 15  # days after New Year's at which a unit's first record still begins a whole year
YEAR_BEFORE = "the year before"
Day = np.datetime64


@dataclass(frozen=True)
class Period:
    """A level and the days, since 1970, in which it was to be reached."""

    level: int
    first: int
    last: int


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per metric and level the agency's result and its units'."""
    is_target = columns["is_target"].astype(bool)
    records, targets = at(columns, ~is_target), at(columns, is_target)
    if is_target.all():
        return []
    days = daily_of(
        records["metric"], records["unit_id"], records["first"], records["milli"] // MILLI
    )
    results = []
    for what in days.metrics:
        bare = undecided("agency", "", what, reason="one_unit")
        if sum(bool(unit) for unit in days.units_of(what)) < 2:
            results.append(bare)
            continue
        goals = _targets(at(targets, targets["metric"] == what))
        results += _of_metric(bare, days, goals, frame)
    return results


def _targets(targets: Mapping[str, np.ndarray]) -> dict[tuple[str, str], list[Period]]:
    """By unit and basis, the target of the longest period from each first day on."""
    first, last = (
        targets[name].astype("datetime64[D]").astype(np.int64) for name in ("first", "last")
    )
    longest: dict[tuple[str, str, int], Period] = {}
    for row in np.lexsort((last, first)).tolist():
        level = -(-int(targets["milli"][row]) // MILLI)
        basis = BASES.get(str(targets["basis"][row]), BASES["plan"])
        key = (str(targets["unit_id"][row]), basis, int(first[row]))
        longest[key] = Period(level, int(first[row]), int(last[row]))
    found: dict[tuple[str, str], list[Period]] = {}
    for (whose, name, _), period in longest.items():
        found.setdefault((whose, name), []).append(period)
    return found


def _of_metric(
    bare: Result, days: Daily, goals: Mapping[tuple[str, str], list[Period]], frame: Frame
) -> list[Result]:
    metric = bare.aspect
    bounds = spans(days, metric, frame)
    begin, end = bounds[""]
    whole = dense(*days.of(metric), (begin, end))
    levels: dict[str, dict[str, Reached]] = {}
    dates: dict[tuple[str, str], list[str]] = {}
    for unit in (each for each in bounds if each):
        own = dense(*days.of(metric, unit), (begin, end))
        for name, periods in _periods(own, begin, bounds[unit], unit, goals):
            found = [reached(own, each.first - begin, each.last + BEYOND - begin, each.level)
                     for each in periods]  # fmt: skip
            places = np.array([each for each in found if each is not None], dtype=np.int64)
            levels.setdefault(name, {})[unit] = Reached(own, whole - own, places)
            dates[name, unit] = [str(Day(begin + int(each), "D")) for each in places]
    results = []
    for name, units in sorted(levels.items()):
        for subject in ("", *units):
            those = [each for unit, each in units.items() if subject in ("", unit)]
            shown = [[Named(unit, "unit"), each] for unit in units if subject in ("", unit)
                     for each in dates[name, unit]]  # fmt: skip
            results.append(_result(metric, name, subject, those, shown))
    return results or [replace(bare, reason="no_period")]


def _periods(
    own: NDArray[np.int64],
    begin: int,
    span: tuple[int, int],
    unit: str,
    goals: Mapping[tuple[str, str], list[Period]],
) -> Iterator[tuple[str, list[Period]]]:
    """Yield the name of each kind of level, and its periods that the days cover whole."""
    end = begin + len(own) - 1
    years = []
    for year in np.arange(Day(begin, "D"), Day(end, "D"), dtype="datetime64[Y]"):
        before, first, after = (
            int((year + np.timedelta64(k, "Y")).astype("datetime64[D]").astype(np.int64))
            for k in (-1, 0, 1)
        )
        if before >= begin and span[0] <= before + LATE_START:
            level = int(own[before - begin : first - begin].sum())
            years.append(Period(level, first, after - 1))
    named = [(name, periods) for (whose, name), periods in goals.items() if whose == unit]
    for name, periods in [(YEAR_BEFORE, years), *named]:
        covered = [
            each
            for each in periods
            if begin <= each.first <= each.last <= end - BEYOND - WINDOW and each.level > 0
        ]
        if covered:
            yield name, covered


def _result(
    metric: str, level: str, subject: str, units: list[Reached], dates: list[list[str]]
) -> Result:
    said = pace(units)
    aspect = say("aspects.pace", metric=metric, level=level)
    bare = undecided("unit", subject, aspect, metric=metric, level=level, dates=dates)
    return proposed(bare, said, "follows", raw=said.numbers)
