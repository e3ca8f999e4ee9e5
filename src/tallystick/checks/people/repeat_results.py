"""How large is the share of people arrested again, on the last days of periods and the others?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tallystick.checks.figures.period_results import ends_of
from tallystick.checks.people.arrests import AGAIN_DAYS
from tallystick.checks.proposed import proposed
from tallystick.findings import Result
from tallystick.stats.late_share import LEAST_PERIODS, late_share
from tallystick.stats.period_end import default_window
from tallystick.stats.texts import numbered
from tallystick.tables import Frame, Period

ASPECT = "last days"
ESTIMAND = (
    "share of the last days' arrests that are of people arrested in the 30 days before, minus that "
    "of the other days"
)
NONE = "no arrest of a known person and unit is recorded beyond the first 30 days"
FEW_PERIODS = f"fewer than {LEAST_PERIODS} periods have arrests in the last days and on others"
FEW_AGAIN = "even if all of the last days' arrests were of such people, it would not be found"


def results_of(
    check: str,
    unit: np.ndarray,
    area: np.ndarray,
    day: np.ndarray,
    n: np.ndarray,
    again: np.ndarray,
    frame: Frame,
) -> list[Result]:
    """Per calendar the last days of the agency and of each unit."""
    first = int(day.min()) + AGAIN_DAYS if len(day) else 0
    kept = day >= first
    if not kept.any():
        return [Result(check, "agency", "", ASPECT, "insufficient", 0, reason=NONE)]
    names, of = numbered(unit[kept])
    where = numbered(area[kept])[1]
    results = []
    for period in frame.periods:
        columns = _by_period(period, of, where, day[kept], n[kept], again[kept])
        for place, subject in enumerate(["", *names]):
            rows = columns[0] == place - 1 if subject else np.ones(len(columns[0]), dtype=bool)
            results.append(_late(check, period, subject, [each[rows] for each in columns], first))
    return results


def _by_period(
    period: Period,
    of: np.ndarray,
    where: np.ndarray,
    day: np.ndarray,
    n: np.ndarray,
    again: np.ndarray,
) -> list[np.ndarray]:
    """By unit, area and end: unit, end, found and n of the last days, then of the others around.

    The others lie on both sides of the end, nearer to it than to another, so that what only grows
    or falls through the months makes no difference.
    """
    ends = ends_of(period, int(day.min()), int(day.max()))
    window = period.window_days or (default_window(ends) if len(ends) > 1 else 1)
    if not len(ends):
        return [np.zeros(0, dtype=np.int64)] * 7
    at = np.searchsorted((ends[:-1] + ends[1:]) // 2, day)
    near = np.abs(day - ends[at]) <= np.median(np.diff(ends)) // 2 if len(ends) > 1 else day > 0
    of, where, day, n, again, at = (each[near] for each in (of, where, day, n, again, at))
    last = (day > ends[at] - window) & (day <= ends[at])
    areas = int(where.max(initial=0)) + 1
    key, place = np.unique((of * areas + where) * len(ends) + at, return_inverse=True)
    sums = [
        np.bincount(place, np.where(days, values, 0), len(key)).astype(np.int64)
        for days in (last, ~last)
        for values in (again, n)
    ]
    return [key // len(ends) // areas, ends[key % len(ends)], *sums, np.full(len(key), window)]


def _late(
    check: str, period: Period, subject: str, columns: list[np.ndarray], first: int
) -> Result:
    _, end, found, n, rest_found, rest_n, window = columns
    said = late_share(end, found, n, rest_found, rest_n)
    numbers, counts = said.numbers, said.numbers.shares.numbers
    reason = FEW_AGAIN if said.minimum_detectable is None else ""
    if numbers.periods < LEAST_PERIODS:
        reason = FEW_PERIODS
    ends = np.unique(end[(n > 0) & (rest_n > 0)])
    width = int(window[0]) if len(window) else 0
    days = np.sort((ends[:, None] - np.arange(width)).ravel())
    bare = Result(
        check=check,
        subject_kind="unit" if subject else "agency",
        subject=subject,
        aspect=f"last days of {period.name}",
        verdict="insufficient",
        n=said.n,
        estimand=ESTIMAND,
        detail={
            "found": counts.found, "late": numbers.shares.n,
            "rest_found": counts.rest_found, "rest": counts.rest_n,
            "expected": counts.expected, "periods": numbers.periods,
            "window": width, "first_day": str(np.datetime64(first, "D")),
            "widened": numbers.widened,
            "days": [str(each) for each in days.astype("datetime64[D]")],
        },
    )  # fmt: skip
    said = replace(said, p_value=None, reason=reason) if reason else said
    return proposed(bare, said, "rise")
