"""Which pairs of series are there, and do cases move from one to the other?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.calendars import (
    MONTHS,
    QUARTERS,
    Calendar,
    calendars_of,
    longest_run,
)
from tallystick.checks.shared.figure_series import RECORDED
from tallystick.checks.shared.names import pair_called
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.series.substitution import LEAST_MEAN, Substitution, substitution
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame
from tallystick.tables import Substitution as Pair

say = words_beside(__file__).say

Columns = Mapping[str, np.ndarray]
Ints = NDArray[np.int64]
NOT_COUNTS = say("reasons.not_counts")
TWICE = say("reasons.twice")
NO_PAIR = say("reasons.no_pair")
ALONE = say("reasons.alone")
STEP = {MONTHS: 1, QUARTERS: 3}
FINER = 3


@dataclass(frozen=True)
class Series:
    """Two categories over periods that follow each other.

    `begin` is the first month since 1970-01, `counts` [2, T] the two; `reason` says why they
    cannot be used.
    """

    calendar: Calendar
    begin: int
    counts: Ints
    reason: str = ""

    @property
    def end(self) -> int:
        """The first month after the last period."""
        return self.begin + STEP[self.calendar] * int(self.counts.shape[1])

    def within(self, begin: int, end: int) -> Ints:
        """The counts of the periods from month `begin` to before month `end`."""
        step = STEP[self.calendar]
        return self.counts[:, (begin - self.begin) // step : (end - self.begin) // step]

    def covers(self, other: Series) -> bool:
        """Whether every period of `other` is one of these."""
        same = self.calendar == other.calendar and not self.reason
        return same and self.begin <= other.begin and self.end >= other.end

    def by_quarter(self) -> Series:
        """The same by whole quarters."""
        first, last = -(-self.begin // FINER) * FINER, self.end // FINER * FINER
        kept = self.within(first, max(first, last))
        return Series(QUARTERS, first, kept.reshape(2, -1, FINER).sum(axis=2), self.reason)


@dataclass(frozen=True)
class Beside:
    """What the other units have of a unit's periods, those of all units summed once."""

    series: Mapping[str, Series]
    sums: dict[tuple[str, int, int], tuple[int, Ints]] = field(default_factory=dict)

    def of(self, subject: str) -> Series | None:
        """The sum of the other units that have all of the subject's periods.

        None for the agency, for a series that cannot be used, and where there is no such unit.
        """
        own = self.series[subject]
        if not subject or own.reason:
            return None
        stretch = own.calendar.name, own.begin, own.end
        if stretch not in self.sums:
            self.sums[stretch] = self._whole(own)
        units, whole = self.sums[stretch]
        return replace(own, counts=whole - own.counts) if units > 1 else None

    def _whole(self, own: Series) -> tuple[int, Ints]:
        there = [
            each.within(own.begin, own.end)
            for name, each in self.series.items() if name and each.covers(own)
        ]  # fmt: skip
        return len(there), np.sum(there, axis=0)


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per pair and source the agency's result and its units'."""
    columns |= {name: columns[name].astype("datetime64[D]") for name in ("first", "last")}
    results = []
    for pair in frame.substitutions:
        mine = at(columns, np.isin(columns["metric"], pair.metrics))
        found = []
        for (where,), rows in grouped(mine["source"]):
            own = at(mine, rows)
            series = _recorded(own, pair, frame) if where == RECORDED else _published(own, pair)
            beside = Beside(series)
            found += [
                _result(pair, where, subject, each, beside.of(subject))
                for subject, each in series.items()
            ]
        results += found or [_bare(pair, pair_called(pair), "", 0, NO_PAIR)]
    return results


def _bare(pair: Pair, aspect: str, subject: str, n: int, reason: str) -> Result:
    told = {"from": pair.from_metric, "to": list(pair.to_metrics)}
    return undecided("unit", subject, aspect, n, reason, **told)


def _published(columns: Columns, pair: Pair) -> dict[str, Series]:
    """Each subject's longest run of periods for which all metrics of the pair have a figure."""
    series = {}
    for (subject,), rows in grouped(columns["unit_id"]):
        own = at(columns, rows)
        calendars = calendars_of(own["first"], own["last"])
        usual = Counter(each for each in calendars if each in STEP).most_common(1)
        calendar = usual[0][0] if usual else MONTHS
        kept = np.array([each == calendar for each in calendars], dtype=bool)
        series[subject] = _joined(calendar, at(own, kept), pair)
    if "" not in series:
        series |= _whole(series)
    return series


def _joined(calendar: Calendar, columns: Columns, pair: Pair) -> Series:
    none = Series(calendar, 0, np.zeros((2, 0), np.int64), NO_PAIR)
    metric, first, milli = (columns[name] for name in ("metric", "first", "milli"))
    starts, place, times = np.unique(first, return_inverse=True, return_counts=True)
    if len(set(zip(place.tolist(), metric.tolist(), strict=True))) < len(place):
        return replace(none, reason=TWICE)
    whole = times == len(pair.metrics)
    if (milli % MILLI).any() or (milli < 0).any():
        return replace(none, reason=NOT_COUNTS)
    counts = np.zeros((2, len(starts)), dtype=np.int64)
    np.add.at(counts, ((metric != pair.from_metric).astype(int), place), milli // MILLI)
    ends = np.zeros(len(starts), dtype="datetime64[D]")
    ends[place] = columns["last"]
    if not whole.any():
        return none
    run = longest_run(starts[whole], ends[whole])
    begin = int(starts[whole][run][0].astype("datetime64[M]").astype(int))
    return Series(calendar, begin, counts[:, whole][:, run])


def _recorded(columns: Columns, pair: Pair, frame: Frame) -> dict[str, Series]:
    """The whole months of the records, zeros included; a unit's from its first to its last."""
    metric, unit, first, last, milli = (
        columns[name] for name in ("metric", "unit_id", "first", "last", "milli")
    )
    month = first.astype("datetime64[M]").astype(np.int64)
    begin = _month(np.datetime64(frame.first_day or first.min(), "D"), up=True)
    after = np.datetime64(frame.last_day or last.max(), "D") + np.timedelta64(1, "D")
    end = _month(after, up=False)
    series = {}
    within = np.flatnonzero((month >= begin) & (month < end))
    units = {name: within[rows] for (name,), rows in grouped(unit[within]) if name}
    for subject, rows in ({"": within} | units).items():
        if not len(rows):
            continue
        low, high = (begin, end) if not subject else (month[rows].min(), month[rows].max() + 1)
        counts = np.zeros((2, int(high - low)), dtype=np.int64)
        second = (metric[rows] != pair.from_metric).astype(int)
        np.add.at(counts, (second, month[rows] - low), milli[rows] // MILLI)
        series[subject] = Series(MONTHS, int(low), counts)
    return series


def _month(day: np.datetime64, *, up: bool) -> int:
    """The month of a day; `up` gives the next one where the day is not its first."""
    month = day.astype("datetime64[M]")
    return int(month.astype(int)) + int(up and month.astype("datetime64[D]") < day)


def _whole(series: Mapping[str, Series]) -> dict[str, Series]:
    """The agency as the sum of the units that have figures of all the periods; {} for none."""
    sound = [each for each in series.values() if not each.reason]
    longest = max(sound, key=lambda each: each.counts.shape[1], default=None)
    if longest is None:
        return {}
    every = [each.within(longest.begin, longest.end) for each in sound if each.covers(longest)]
    return {"": replace(longest, counts=np.sum(every, axis=0))}


def _result(pair: Pair, where: str, subject: str, own: Series, beside: Series | None) -> Result:
    if own.calendar == MONTHS and own.counts.size and own.counts.mean(axis=1).min() < LEAST_MEAN:
        own, beside = own.by_quarter(), beside.by_quarter() if beside else None
    aspect = say(
        "aspects.by_period", pair=pair_called(pair), source=where, period=own.calendar.name
    )
    bare = _bare(pair, aspect, subject, int(own.counts.sum()), own.reason)
    names = _names(pair)
    estimand = say("estimands.moved", **names, period=own.calendar.name)
    bare = replace(bare, estimand=estimand, detail={**bare.detail, "source": where})
    if own.reason or (subject and beside is None):
        return replace(bare, reason=own.reason or ALONE)
    said = substitution(
        own.counts[0], own.counts[1], own.calendar.periods, beside.counts if beside else None
    )
    numbers = said.numbers
    if said.p_value is None:
        return replace(bare, reason=said.reason)
    return proposed(
        bare, said, "insufficient" if said.reason else "shifted",
        otherwise=_why_not(numbers.hindrance, pair), further=partial(_drawn, numbers, own),
        **_detail(numbers, own, beside is not None),
    )  # fmt: skip


def _why_not(hindrance: str, pair: Pair) -> str:
    """What keeps a share that steps from being a substitution; "" where nothing does."""
    return say(f"hindrances.{hindrance}", **_names(pair)) if hindrance else ""


def _names(pair: Pair) -> dict[str, str]:
    return {"one": pair.from_metric, "other": " + ".join(pair.to_metrics)}


def _day(month: int) -> str:
    return str(np.datetime64(month, "M").astype("datetime64[D]"))


def _detail(said: Substitution, own: Series, beside: bool) -> dict[str, Any]:
    step, year = STEP[own.calendar], own.calendar.periods
    date = own.begin + said.at * step
    first, total = own.counts[0], own.counts.sum(axis=0)
    before, after = slice(max(0, said.at - year), said.at), slice(said.at, said.at + year)
    shares = [float(first[part].sum() / max(1, total[part].sum())) for part in (before, after)]
    return {
        "calendar": own.calendar.name,
        "date": _day(date),
        "near": [_day(own.begin + each * step) for each in said.near],
        "year_before": _day(date - 12),
        "year_after": _day(date + 12),
        "fall": shares[0] - shares[1],
        "shares": [round(each, 6) for each in said.shares],
        "change_from": said.change_from - 1,
        "change_to": said.change_to - 1,
        "parts": list(said.parts),
        "periods": int(own.counts.shape[1]),
        "beside": beside,
    }


def _drawn(said: Substitution, own: Series) -> dict[str, Any]:
    """What the picture needs."""
    expected = own.counts[0] if said.expected is None else said.expected
    return {
        "begin": _day(own.begin),
        "at": said.at,
        "recorded": own.counts[0].tolist(),
        "expected": [round(float(each), 2) for each in expected],
    }
