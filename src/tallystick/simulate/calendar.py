"""Which days and minutes does a world have?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

MINUTES_A_DAY = 1440
Checks = Literal["june_december", "quarter", "month", "june", "december"]
# The months of the year at whose end figures are judged.
ENDS: dict[str, tuple[int, ...]] = {
    "june_december": (6, 12),
    "quarter": (3, 6, 9, 12),
    "month": tuple(range(1, 13)),
    "june": (6,),
    "december": (12,),
}


@dataclass(frozen=True)
class Calendar:
    """The months of a world; instants are whole minutes since 1970-01-01.

    Parameters
    ----------
    first_month
        Its first month, counted from January 1970.
    months
        How many months it lasts.
    """

    first_month: int
    months: int

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The first minute of each month, and of the month after the last; [M + 1]."""
        months = np.arange(self.first_month, self.first_month + self.months + 1)
        days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        return np.asarray(days * MINUTES_A_DAY)

    @property
    def begin(self) -> int:
        """The first minute."""
        return int(self.starts[0])

    @property
    def end(self) -> int:
        """The first minute after the last month."""
        return int(self.starts[-1])

    def days(self, month: int) -> int:
        """How many days the month has."""
        return int((self.starts[month + 1] - self.starts[month]) // MINUTES_A_DAY)

    @cached_property
    def month_of_year(self) -> NDArray[np.int64]:
        """1 for January to 12 for December; [M]."""
        return (self.first_month + np.arange(self.months)) % 12 + 1

    @cached_property
    def year(self) -> NDArray[np.int64]:
        """The calendar year of each month; [M]."""
        return 1970 + (self.first_month + np.arange(self.months)) // 12

    def month_of(self, text: str) -> int:
        """The place of a month written as 2024-03; negative or >= months when outside."""
        return int(np.datetime64(text, "M").astype(np.int64)) - self.first_month

    def month_at(self, minute: NDArray[np.int64]) -> NDArray[np.int64]:
        """The month in which each minute lies; -1 before the world, M after it."""
        return np.searchsorted(self.starts, minute, side="right") - 1

    def turns(self, checks: Checks, last_days: tuple[date, ...] = ()) -> NDArray[np.int64]:
        """The first minute after each judged period that ends in the world, in order.

        The periods end with the months of `checks`, or, where there are any, on `last_days`.
        """
        if last_days:
            days = np.unique(np.array(last_days, dtype="datetime64[D]").astype(np.int64))
            after = (days + 1) * MINUTES_A_DAY
        else:
            after = self.starts[1:][np.isin(self.month_of_year, ENDS[checks])]
        return np.asarray(after[(after > self.begin) & (after <= self.end)])

    def text(self, month: int) -> str:
        """The month as 2024-03."""
        return str(np.datetime64(self.first_month + month, "M"))


def day_of_week(minute: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 for Monday to 6 for Sunday (1970-01-01 was a Thursday)."""
    return (minute // MINUTES_A_DAY + 3) % 7
