"""Does work rise towards the last day of the month, and for whom?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def day_of_month(minute: Ints) -> tuple[Ints, Ints]:
    """Day of the month, counted from 0, and days of that month, of minutes since 1970."""
    day = (minute // 1440).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    first = month.astype("datetime64[D]")
    after = (month + np.timedelta64(1, "M")).astype("datetime64[D]")
    return (day - first).astype(np.int64), (after - first).astype(np.int64)


def first_to_last(minute: Ints) -> float:
    """The rise of the daily number from the first day to the last, by a straight line (Auerbach).

    Days are pooled over months by their place between the first (0) and the last (1).
    """
    day, days = day_of_month(minute)
    count = np.bincount((day * 30 // (days - 1)).astype(np.int64), minlength=31)[:31]
    exposure = np.zeros(31)
    months = np.unique(minute // 1440 - day)
    _, long = day_of_month(months * 1440)
    for each in long.tolist():
        exposure += np.bincount(np.arange(each) * 30 // (each - 1), minlength=31)
    used = exposure > 0
    place, rate = np.arange(31)[used] / 30, count[used] / exposure[used]
    slope, level = np.polyfit(place, rate, 1, w=np.sqrt(exposure[used]))
    return float(slope / level)


def second_half(officer: Ints, minute: Ints, behind: NDArray[np.bool_]) -> tuple[float, float]:
    """Second over first half of the month, for officers who are behind and for the others.

    `behind` [O, M] is decided on earlier data; months are counted from the first in `minute`.
    """
    day, days = day_of_month(minute)
    month = (minute // 1440).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    late = 2 * day >= days
    slow = behind[officer, month - month.min()]
    return (
        float(np.mean(late[slow]) / np.mean(~late[slow])),
        float(np.mean(late[~slow]) / np.mean(~late[~slow])),
    )


def quarter_ends(minute: Ints) -> float:
    """Months that end a quarter over the other months."""
    month = (minute // 1440).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    count = np.bincount(month % 12, minlength=12)
    ends = np.array([2, 5, 8, 11])
    return float(count[ends].mean() / np.delete(count, ends).mean())
