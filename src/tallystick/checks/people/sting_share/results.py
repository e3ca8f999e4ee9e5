"""How large is the share of supplied cases on days behind a level, in the agency and its units?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tallystick.checks.proposed import proposed, undecided
from tallystick.findings import Result
from tallystick.stats.estimate import Tested
from tallystick.stats.targets.gap_share import Days, GapShare, gap_share
from tallystick.stats.targets.standing import BEHIND, NO_LEVEL, standings
from tallystick.stats.texts import grouped, numbered, rows_of
from tallystick.tables import Frame

MOST_DAYS = 400
DAY, MONTHS_QUARTER, THIRD_DAYS = np.timedelta64(1, "D"), 3, 10
Columns = list[np.ndarray]


def results_of(
    metric: np.ndarray,
    unit_id: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    made: np.ndarray,
    solved: np.ndarray,
    supplied: np.ndarray,
    level: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return per metric the agency's result, then its units'."""
    columns = (unit_id, first, last, made, solved, supplied, level)
    results: list[Result] = []
    for (name,), rows in grouped(metric):
        units, own, days = _days([each[rows] for each in columns])
        if not len(days.unit):
            aspect = f"supplied cases, behind in {name}"
            results.append(undecided("agency", "", aspect, reason="no_levels"))
            continue
        results.append(_result(name, "", days, own, gap_share(days, alone=True)))
        for place, unit in enumerate(units if len(units) > 1 else []):
            kept = days.unit == place
            if kept.any():
                here, when = days.kept(kept), own[kept]
                results.append(_result(name, unit, here, when, gap_share(here, alone=False)))
    return results


def _days(columns: Columns) -> tuple[list[str], np.ndarray, Days]:
    """The units, the dates (D,) and the days that have a standing."""
    units, of = numbered(columns[0])
    first, last = (each.astype("datetime64[D]") for each in columns[1:3])
    made, solved, supplied, level = columns[3:]
    counted = level == 0
    if not counted.any():
        return units, np.zeros(0, dtype="datetime64[D]"), _told([])
    begin = first[counted].min()
    whole = int((last[counted].max() - begin) / DAY) + 1
    place = ((first - begin) / DAY).astype(np.int64)
    end = ((last - begin) / DAY).astype(np.int64)
    of_all = [np.bincount(place[counted], x[counted], whole) for x in (solved, supplied)]
    parts = []
    for unit, both in enumerate(rows_of(of)):
        rows, levels = both[counted[both]], both[~counted[both]]
        if not len(rows) or not len(levels):
            continue
        own = [np.bincount(place[rows], x[rows], whole) for x in (made, solved, supplied)]
        own = [each.astype(np.int64) for each in own]
        said = standings(own[0], place[levels], end[levels], level[levels])
        day = np.arange(whole)
        kept = (said != NO_LEVEL) & (day >= place[rows].min()) & (day <= place[rows].max())
        rest = [(x - y)[kept] for x, y in zip(of_all, own[1:], strict=True)]
        parts.append([np.full(int(kept.sum()), unit), day[kept], said[kept] == BEHIND,
                      own[1][kept], own[2][kept], *rest])  # fmt: skip
    together = [np.concatenate(each) for each in zip(*parts, strict=True)]
    dates = begin + together[1] * DAY if together else np.zeros(0, dtype="datetime64[D]")
    return units, dates, _told(together, dates)


def _told(together: Columns, dates: np.ndarray | None = None) -> Days:
    """The days with their quarter, third and month."""
    if not together or dates is None:
        none = np.zeros(0, dtype=np.int64)
        return Days(none, none, none, none, none.astype(bool), none, none, none, none)
    month = dates.astype("datetime64[M]")
    number = month.astype(np.int64)
    in_month = ((dates - month.astype("datetime64[D]")) / DAY).astype(np.int64)
    third = np.minimum(in_month // THIRD_DAYS, 2)
    unit, _, behind, *rest = together
    n, found, rest_n, rest_found = (each.astype(np.int64) for each in rest)
    return Days(unit, number // MONTHS_QUARTER, third, number, behind, n, found, rest_n,
                rest_found)  # fmt: skip


def _result(
    metric: str, unit: str, days: Days, dates: np.ndarray, said: Tested[GapShare]
) -> Result:
    numbers, late = said.numbers, said.numbers.late.numbers
    shares = late.shares
    behind = np.unique(dates[days.behind & (days.found > 0)])[:MOST_DAYS]
    bare = undecided(
        "unit", unit, f"supplied cases, behind in {metric}", said.n,
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
