"""How large is the share of supplied cases on days behind a level, in the agency and its units?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tallystick.checks.proposed import proposed, undecided
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.targets.gap_share import Days, GapShare, gap_share
from tallystick.stats.targets.standing import BEHIND, NO_LEVEL, standings
from tallystick.stats.texts import at, grouped, numbered, rows_of
from tallystick.tables import Frame

say = words_beside(__file__).say

MOST_DAYS = 400
DAY, MONTHS_QUARTER, THIRD_DAYS = np.timedelta64(1, "D"), 3, 10
COUNTS = ("made", "solved", "supplied")
Columns = Mapping[str, np.ndarray]


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per metric the agency's result, then its units'."""
    results: list[Result] = []
    for (name,), rows in grouped(columns["metric"]):
        own = at(columns, rows)
        units, of = numbered(own["unit_id"])
        parts = list(_standing(own, of))
        if not parts:
            aspect = say("aspects.supplied", metric=name)
            results.append(undecided("agency", "", aspect, reason="no_levels"))
            continue
        dates, days = _days(parts)
        results.append(_result(name, "", days, dates, gap_share(days, alone=True)))
        for place, unit in enumerate(units if len(units) > 1 else []):
            kept = days.unit == place
            if kept.any():
                here, when = days.kept(kept), dates[kept]
                results.append(_result(name, unit, here, when, gap_share(here, alone=False)))
    return results


def _standing(rows: Columns, of: np.ndarray) -> Iterator[tuple[np.ndarray, ...]]:
    """Of each unit that has days with a standing: their dates, and what `Days` has of them."""
    counted, level = rows["level"] == 0, rows["level"]
    if not counted.any():
        return
    first, last = (rows[name].astype("datetime64[D]") for name in ("first", "last"))
    begin = first[counted].min()
    day = np.arange(int((last[counted].max() - begin) / DAY) + 1)
    start, end = (((each - begin) / DAY).astype(np.int64) for each in (first, last))

    def by_day(which: np.ndarray) -> list[np.ndarray]:
        held = (np.bincount(start[which], rows[name][which], len(day)) for name in COUNTS)
        return [each.astype(np.int64) for each in held]

    _, *of_all = by_day(counted)
    for unit, both in enumerate(rows_of(of)):
        own, levels = both[counted[both]], both[~counted[both]]
        if not len(own) or not len(levels):
            continue
        made, *found = by_day(own)
        said = standings(made, start[levels], end[levels], level[levels])
        kept = (said != NO_LEVEL) & (day >= start[own].min()) & (day <= start[own].max())
        if kept.any():
            rest = (every - each for every, each in zip(of_all, found, strict=True))
            columns = (np.full(len(day), unit), said == BEHIND, *found, *rest)
            yield begin + day[kept] * DAY, *(each[kept] for each in columns)


def _days(parts: list[tuple[np.ndarray, ...]]) -> tuple[np.ndarray, Days]:
    """The dates, (D,), and the days with their quarter, third and month."""
    dates, unit, behind, n, found, rest_n, rest_found = (
        np.concatenate(each) for each in zip(*parts, strict=True)
    )
    month = dates.astype("datetime64[M]")
    number = month.astype(np.int64)
    in_month = ((dates - month.astype("datetime64[D]")) / DAY).astype(np.int64)
    third = np.minimum(in_month // THIRD_DAYS, 2)
    quarter = number // MONTHS_QUARTER
    return dates, Days(unit, quarter, third, number, behind, n, found, rest_n, rest_found)


def _result(
    metric: str, unit: str, days: Days, dates: np.ndarray, said: Tested[GapShare]
) -> Result:
    numbers, late = said.numbers, said.numbers.late.numbers
    shares = late.shares
    behind = np.unique(dates[days.behind & (days.found > 0)])[:MOST_DAYS]
    bare = undecided(
        "unit", unit, say("aspects.supplied", metric=metric), said.n,
        metric=metric, found=shares.numbers.found, behind=shares.n,
        rest_found=shares.numbers.rest_found, rest=shares.numbers.rest_n,
        expected=shares.numbers.expected, quarters=late.periods, widened=late.widened,
        a_day=numbers.a_day, rest_a_day=numbers.rest_a_day, p_month=numbers.p_month,
        p_number=numbers.p_number, p_others=numbers.p_others,
        solved=int(days.n.sum()), supplied=int(days.found.sum()),
        shares=list(_by_quarter(days)), days=[str(each) for each in behind],
    )  # fmt: skip
    return proposed(bare, said, "follows")


def _by_quarter(days: Days) -> Iterator[dict[str, object]]:
    """The level: of each quarter the solved cases of days with a standing, and those supplied."""
    for quarter in np.unique(days.quarter).tolist():
        rows = days.quarter == quarter
        month = np.datetime64(quarter * MONTHS_QUARTER, "M")
        yield {"from": str(month), "solved": int(days.n[rows].sum()),
               "supplied": int(days.found[rows].sum())}  # fmt: skip
