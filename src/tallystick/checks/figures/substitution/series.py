"""Which series of a pair are there, as published and as recorded?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.shared.calendars import (
    MONTHS,
    QUARTERS,
    Calendar,
    calendars_of,
    longest_run,
)
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings.words import words_beside
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame
from tallystick.tables import Substitution as Pair

say = words_beside(__file__).say

Columns = Mapping[str, np.ndarray]
Ints = NDArray[np.int64]
NOT_COUNTS = say("reasons.not_counts")
TWICE = say("reasons.twice")
NO_PAIR = say("reasons.no_pair")
STEP = {MONTHS: 1, QUARTERS: 3}
FINER, FEWEST_WRITTEN = 3, 1


@dataclass(frozen=True)
class Series:
    """The categories of a pair over periods that follow each other.

    `begin` is the first month since 1970-01. `counts` [K, T] are the first category, each of its
    `neighbours` and the controls. `reason` says why they cannot be used, `filled` how many periods
    without a figure count as zero.
    """

    calendar: Calendar
    begin: int
    counts: Ints
    neighbours: int = 1
    reason: str = ""
    filled: int = 0

    @property
    def first(self) -> Ints:
        """The category that would lose cases, [T]."""
        return np.asarray(self.counts[0])

    @property
    def second(self) -> Ints:
        """The neighbours together, [T]."""
        return np.asarray(self.counts[1 : 1 + self.neighbours].sum(axis=0))

    @property
    def both(self) -> Ints:
        """The first and the neighbours together, [2, T]."""
        return np.stack([self.first, self.second])

    @property
    def control(self) -> Ints | None:
        """The controls together, [T]; None without one."""
        held = self.counts[1 + self.neighbours :]
        return np.asarray(held.sum(axis=0)) if len(held) else None

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
        by_three = kept.reshape(len(kept), -1, FINER).sum(axis=2)
        return replace(self, calendar=QUARTERS, begin=first, counts=by_three)


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


def published(columns: Columns, pair: Pair) -> dict[str, Series]:
    """Each subject's series of the months or quarters that follow each other, and the agency's."""
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
    """The longest run of the periods in which each series of the pair has a figure, or a zero."""
    names = list(pair.series)
    rows = len(names)
    none = Series(calendar, 0, np.zeros((rows, 0), np.int64), len(pair.to_metrics), NO_PAIR)
    metric, first, milli = (columns[name] for name in ("metric", "first", "milli"))
    starts, place = np.unique(first, return_inverse=True)
    row = np.array([names.index(each) for each in metric], dtype=np.int64)
    held = np.zeros((rows, len(starts)), dtype=np.int64)
    np.add.at(held, (row, place), 1)
    if (held > 1).any():
        return replace(none, reason=TWICE)
    if (milli % MILLI).any() or (milli < 0).any():
        return replace(none, reason=NOT_COUNTS)
    counts = np.zeros((rows, len(starts)), dtype=np.int64)
    np.add.at(counts, (row, place), milli // MILLI)
    ends = np.zeros(len(starts), dtype="datetime64[D]")
    ends[place] = columns["last"]
    zeros = _zeros(held, counts)
    whole = ((held > 0) | zeros).all(axis=0)
    if not whole.any():
        return none
    run = longest_run(starts[whole], ends[whole])
    begin = int(starts[whole][run][0].astype("datetime64[M]").astype(int))
    filled = int(zeros[:, whole][:, run].any(axis=0).sum())
    return replace(none, begin=begin, counts=counts[:, whole][:, run], reason="", filled=filled)


def _zeros(held: Ints, counts: Ints) -> NDArray[np.bool_]:
    """Which figures are missing because the source writes no zeros, [K, T].

    Of a neighbour whose figures go down to one and never to zero, in a period in which the first
    category has a figure.
    """
    told = held > 0
    least = np.where(told, counts, FEWEST_WRITTEN + 1).min(axis=1, initial=FEWEST_WRITTEN + 1)
    return np.asarray(~told & told[0] & (least == FEWEST_WRITTEN)[:, None])


def recorded(columns: Columns, pair: Pair, frame: Frame) -> dict[str, Series]:
    """The whole months of the records, zeros included; a unit's from its first to its last."""
    metric, unit, first, last, milli = (
        columns[name] for name in ("metric", "unit_id", "first", "last", "milli")
    )
    month = first.astype("datetime64[M]").astype(np.int64)
    begin = _month(np.datetime64(frame.first_day or first.min(), "D"), up=True)
    after = np.datetime64(frame.last_day or last.max(), "D") + np.timedelta64(1, "D")
    end = _month(after, up=False)
    series, names = {}, list(pair.series)
    within = np.flatnonzero((month >= begin) & (month < end))
    units = {name: within[rows] for (name,), rows in grouped(unit[within]) if name}
    for subject, rows in ({"": within} | units).items():
        if not len(rows):
            continue
        low, high = (begin, end) if not subject else (month[rows].min(), month[rows].max() + 1)
        counts = np.zeros((len(names), int(high - low)), dtype=np.int64)
        row = np.array([names.index(each) for each in metric[rows]], dtype=np.int64)
        np.add.at(counts, (row, month[rows] - low), milli[rows] // MILLI)
        series[subject] = Series(MONTHS, int(low), counts, len(pair.to_metrics))
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
