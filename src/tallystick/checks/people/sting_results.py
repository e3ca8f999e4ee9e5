"""How large is the share of supplied cases on days behind a level, in the agency and its units?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tallystick.checks.proposed import proposed
from tallystick.findings import Result
from tallystick.stats.estimate import Tested
from tallystick.stats.gap_share import FEW_PERIODS, Days, GapShare, gap_share
from tallystick.stats.late_share import LEAST_PERIODS
from tallystick.stats.standing import BEHIND, NO_LEVEL, standings
from tallystick.stats.texts import grouped, numbered, rows_of

MOST_DAYS = 400
DAY, MONTHS_QUARTER, THIRD_DAYS = np.timedelta64(1, "D"), 3, 10
ESTIMAND = (
    "share of solved cases that began with something the police supplied, on days on which the "
    "unit was behind its level, minus that of its other days of the same quarter and part of the "
    "month"
)
REASONS = {
    FEW_PERIODS: f"fewer than {LEAST_PERIODS} quarters have solved cases both on days behind the "
    "level and on others",
    "power": "even if all cases solved on days behind were supplied, it would not be found",
}
NO_LEVELS = "no unit has a level whose period lies in the records"

Columns = list[np.ndarray]


def results_of(check: str, metric: np.ndarray, *columns: np.ndarray) -> list[Result]:
    """Per metric the agency's result, then its units'; columns as the check's counts have them."""
    results: list[Result] = []
    for (name,), rows in grouped(metric):
        units, own, days = _days([each[rows] for each in columns])
        if not len(days.unit):
            aspect = f"supplied cases, behind in {name}"
            results.append(Result(check, "agency", "", aspect, "insufficient", 0, reason=NO_LEVELS))
            continue
        results.append(_result(check, name, "", days, own, gap_share(days, alone=True)))
        for place, unit in enumerate(units if len(units) > 1 else []):
            kept = days.unit == place
            if kept.any():
                here, when = days.kept(kept), own[kept]
                results.append(_result(check, name, unit, here, when, gap_share(here, alone=False)))
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
    check: str, metric: str, unit: str, days: Days, dates: np.ndarray, said: Tested[GapShare]
) -> Result:
    numbers, late = said.numbers, said.numbers.late.numbers
    shares = late.shares
    behind = np.unique(dates[days.behind & (days.found > 0)])[:MOST_DAYS]
    bare = Result(
        check=check,
        subject_kind="unit" if unit else "agency",
        subject=unit,
        aspect=f"supplied cases, behind in {metric}",
        verdict="insufficient",
        n=said.n,
        estimand=ESTIMAND,
        detail={
            "metric": metric, "found": shares.numbers.found, "behind": shares.n,
            "rest_found": shares.numbers.rest_found, "rest": shares.numbers.rest_n,
            "expected": shares.numbers.expected, "quarters": late.periods,
            "widened": late.widened,
            "a_day": numbers.a_day, "rest_a_day": numbers.rest_a_day, "p_month": numbers.p_month,
            "p_number": numbers.p_number, "p_others": numbers.p_others,
            "solved": int(days.n.sum()), "supplied": int(days.found.sum()),
            "shares": list(_by_quarter(days)), "days": [str(each) for each in behind],
        },
    )  # fmt: skip
    return proposed(bare, replace(said, reason=REASONS.get(said.reason, "")), "follows")


def _by_quarter(days: Days) -> Iterator[dict[str, object]]:
    """The level: of each quarter the solved cases of days with a standing, and those supplied."""
    for quarter in np.unique(days.quarter).tolist():
        rows = days.quarter == quarter
        month = np.datetime64(quarter * MONTHS_QUARTER, "M")
        yield {"from": str(month), "solved": int(days.n[rows].sum()),
               "supplied": int(days.found[rows].sum())}  # fmt: skip
