"""Which level had each result to reach: that of a plan, or its own of a year before?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.shared.published_figures import FRACTIONS
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings.words import words_beside
from tallystick.stats.targets.landing import reach_of

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Days = NDArray[np.datetime64]
DAY, MONTH = np.timedelta64(1, "D"), np.timedelta64(1, "M")
ONE_YEAR = np.timedelta64(1, "Y")
LENGTHS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}
YEAR = 12
SET_BEFORE = "the set level of the year before"
BASES = {"plan": "the plan", "prior_year": SET_BEFORE, "peer_median": "the median of its peers"}


@dataclass(frozen=True)
class Attempt:
    """One result of a unit against one level.

    `lacking` is what was still to come when the `since` began to be counted: where levels are set
    for growing parts of a year, each counts from the end of the part before. `level` and `result`
    are those of the whole period from `first` to `last`; `whole` says that no longer part follows.
    The `since` began to be counted on the day `begun`; `figures` are all that the unit has, by
    their length in months.
    """

    unit: str
    first: np.datetime64
    last: np.datetime64
    level: int
    result: int
    lacking: int
    since: int
    begun: np.datetime64
    figures: Mapping[int, Tiled] = field(repr=False, compare=False)
    whole: bool = True


@dataclass(frozen=True)
class Tiled:
    """Figures in order, and their sums over what they cover without a gap.

    All (N,), by first day; `run` numbers the stretches without a gap.
    """

    first: Days
    last: Days
    value: Ints

    @property
    def run(self) -> Ints:
        """The number of each figure's stretch, (N,)."""
        return np.concatenate([[0], np.cumsum(self.first[1:] != self.last[:-1] + DAY)])

    def total(self, first: np.datetime64, last: np.datetime64) -> int | None:
        """The sum from `first` to `last`; None where the figures do not cover just that."""
        begin, end = np.flatnonzero(self.first == first), np.flatnonzero(self.last == last)
        if len(begin) != 1 or len(end) != 1 or end[0] < begin[0]:
            return None
        inside = slice(int(begin[0]), int(end[0]) + 1)
        return None if np.ptp(self.run[inside]) else int(self.value[inside].sum())


def whole_months(first: Days, last: Days) -> Ints:
    """How many calendar months each period is, (N,); 0 where it is none in full."""
    after = last + DAY
    begin, end = first.astype("datetime64[M]"), after.astype("datetime64[M]")
    whole = (first == begin) & (after == end)
    return np.asarray(np.where(whole, (end - begin).astype(np.int64), 0))


def series(first: Days, last: Days, milli: Ints) -> tuple[dict[int, Tiled], str]:
    """One unit's figures by their length in months, and why they are no counts ("" when they are).

    Figures of another length are under 0. A period published twice counts with neither figure.
    """
    if (milli % MILLI).any() or (milli < 0).any():
        return {}, FRACTIONS
    months = whole_months(first, last)
    lengths = np.where(np.isin(months, list(LENGTHS)), months, 0)
    found = {}
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        rows = rows[np.argsort(first[rows], kind="stable")]
        starts, number = np.unique(first[rows], return_counts=True)
        rows = rows[np.isin(first[rows], starts[number == 1])]
        found[length] = Tiled(first[rows], last[rows], milli[rows] // MILLI)
    return found, ""


def against_year_before(unit: str, by_length: dict[int, Tiled]) -> Iterator[tuple[str, Attempt]]:
    """Yield each figure against its own of a year before, under the name of the level.

    Years are added up from shorter periods where they are not published themselves.
    """
    lengths = {length: tiled for length, tiled in by_length.items() if length}
    if lengths and YEAR not in lengths:
        lengths[YEAR] = _years(lengths[min(lengths)])
    for length, tiled in lengths.items():
        name: str = say("shared.year_before", period=LENGTHS[length])
        for first, last, result in zip(tiled.first, tiled.last, tiled.value, strict=True):
            level = tiled.total(*_year_before(first, last))
            if level is not None:
                made = int(result)
                name = "the year before" if length == YEAR else name
                yield name, Attempt(unit, first, last, level, made, level, made, first, lengths)


def _years(tiled: Tiled) -> Tiled:
    """The calendar years that the figures cover."""
    years = np.unique(tiled.first.astype("datetime64[Y]"))
    bounds = [(year.astype("datetime64[D]"), (year + ONE_YEAR).astype("datetime64[D]") - DAY)
              for year in years]  # fmt: skip
    sums = [(*each, tiled.total(*each)) for each in bounds]
    kept = [each for each in sums if each[2] is not None]
    return Tiled(
        np.array([each[0] for each in kept], dtype="datetime64[D]"),
        np.array([each[1] for each in kept], dtype="datetime64[D]"),
        np.array([each[2] for each in kept], dtype=np.int64),
    )


def _year_before(first: np.datetime64, last: np.datetime64) -> tuple[np.datetime64, np.datetime64]:
    begin = first.astype("datetime64[M]") - YEAR * MONTH
    after = (last + DAY).astype("datetime64[M]") - YEAR * MONTH
    return begin.astype("datetime64[D]"), after.astype("datetime64[D]") - DAY


def against_targets(
    unit: str,
    by_length: dict[int, Tiled],
    first: Days,
    last: Days,
    milli: Ints,
    basis: list[str],
    *,
    at_most: bool = False,
) -> Iterator[tuple[str, Attempt]]:
    """Yield each result against its target, under the name of the target's basis.

    The four columns, (T,) each, are the unit's targets. A target that the figures do not cover is
    left out. A level is the least whole number that meets it, or the most where it is a ceiling.
    """
    held = [tiled for _, tiled in sorted(by_length.items())]
    reached: dict[tuple[str, np.datetime64], Attempt] = {}
    for row in np.lexsort((last, first)).tolist():
        sums = [tiled.total(first[row], last[row]) for tiled in held]
        result = next((each for each in sums if each is not None), None)
        if result is None:
            continue
        level = int(milli[row]) // MILLI if at_most else -(-int(milli[row]) // MILLI)
        key = (BASES.get(basis[row], BASES["plan"]), first[row])
        before = reached.get(key)
        done, begun = (before.result, before.last + DAY) if before else (0, first[row])
        if before:
            yield key[0], replace(before, whole=False)
        reached[key] = Attempt(unit, first[row], last[row], level, result, level - done,
                               result - done, begun, by_length)  # fmt: skip
    for (name, _), attempt in reached.items():
        yield name, attempt


def against_another_rule(
    own: dict[str, list[Attempt]], by_length: dict[int, Tiled]
) -> Iterator[Attempt]:
    """Yield each result with a set level against its own of a year before, which rules others.

    `own` is what `against_targets` yields, by the name of the level. A unit for which the year
    before is set has none, and a result whose two levels are so near each other that it can be on
    both is left out, as is one whose year before is not told.
    """
    if SET_BEFORE in own:
        return
    held = [tiled for _, tiled in sorted(by_length.items())]
    for attempt in (each for attempts in own.values() for each in attempts):
        sums = [tiled.total(*_year_before(attempt.first, attempt.last)) for tiled in held]
        level = next((each for each in sums if each is not None), None)
        if level is None:
            continue
        lacking = level - (attempt.result - attempt.since)
        highest = np.array([max(lacking, attempt.lacking, 0)])
        if abs(lacking - attempt.lacking) > int(reach_of(highest)[0]):
            yield replace(attempt, level=level, lacking=lacking)
