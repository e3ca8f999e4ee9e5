"""The last days of the periods by which an agency is evaluated."""

from __future__ import annotations

import numpy as np

from tallystick.findings.words import words_beside
from tallystick.tables import Period
from tallystick.tables.store import Tables

say = words_beside(__file__).say

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def why_no_ends(tables: Tables) -> str:
    """Say why no end of a period can be examined although records were loaded; "" when it can."""
    return "" if tables.frame.periods else say("shared.needs_periods")


def ends_of(period: Period, first: int, last: int) -> np.ndarray:
    """Return the last days of the periods that lie in [first, last], as days since 1970."""
    if period.rule is None:
        ends = np.array(sorted(period.ends), dtype="datetime64[D]").astype(np.int64)
    else:
        step = MONTHS[period.rule]
        start = np.array([first], dtype="datetime64[D]").astype("datetime64[M]")[0]
        months = np.arange(start, start + np.timedelta64((last - first) // 28 + 2, "M"))
        following = months + np.timedelta64(1, "M")
        ends = following.astype("datetime64[D]").astype(np.int64) - 1
        ends = ends[(months.astype(np.int64) + 1) % step == 0]
    return ends[(ends >= first) & (ends <= last)]
