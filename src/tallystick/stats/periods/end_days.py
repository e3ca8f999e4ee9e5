"""Which days are the end of a period, which its beginning, and which do they compare with?

Around every period end lies a *block*: the days nearer to it than to any other end, at most 14
before and 15 after. Inside a block the last ``window`` days of the period are the END, the first
``window`` days of the next are the START, and all others are the MIDDLE, to which both are
compared. A middle lies on both sides of its end, so that a steady rise or fall cancels.

Where periods are longer than 45 days, a block is also laid around the month ends between them.
These ordinary ends carry the habits of any month end (pay days, weekend rotas, filing) and tell how
much one date of the year differs from another without any evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tallystick.stats.periods.end_season import Season, season_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MIDDLE, END, START = 0, 1, 2
BEFORE, AFTER = 14, 15
LONG_PERIOD = 45
MONTH = 365.25 / 12
SMALLEST_MIDDLE = 7


@dataclass(frozen=True)
class Days:
    """The layout of D days in K blocks and G dates of the year.

    ``used`` (D,) bool; ``block``, ``role``, ``weekday`` (0 = Monday) and ``offset`` (days after the
    period's last day) are (U,), for the U used days. ``tested`` (K,) is false at the ordinary ends;
    ``date`` (K,) numbers the date of the year and ``date_tested`` (G,) says whether it is under
    test; ``month`` (K,) is 0 to 11. ``cells`` (3 K 7, U) adds days up by role, block and weekday,
    and ``held`` (3, K, 7) are the days themselves so added; ``season`` is None where none can be
    learned; ``span`` is D, and ``long`` says whether periods exceed 45 days.
    """

    used: Bools
    block: Ints
    role: Ints
    weekday: Ints
    offset: Ints
    tested: Bools
    date: Ints
    date_tested: Bools
    month: Ints
    cells: csr_array
    held: Floats
    season: Season | None
    span: int
    long: bool

    @property
    def n_blocks(self) -> int:
        """K, the number of blocks that could be used."""
        return len(self.tested)

    def add_up(self, daily: Floats) -> Floats:
        """(S, U) -> (S, 3, K, 7): sums by role, block and weekday."""
        summed = np.asarray((self.cells @ daily.T).T, dtype=np.float64)
        return summed.reshape(len(daily), 3, self.n_blocks, 7)


def month_and_day(day: Ints) -> tuple[Ints, Ints]:
    """Calendar month (1 to 12) and day of the month of days since 1970-01-01."""
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    first = month.astype("datetime64[D]").astype(np.int64)
    return month.astype(np.int64) % 12 + 1, day - first + 1


def turn_of_the_year(day: Ints) -> Bools:
    """Days from 24 December to 2 January.

    Patrols, courts and records offices keep other hours then, and it is a period end too: a dip or
    a surge there says nothing about an evaluation.
    """
    month, date = month_and_day(day)
    return np.asarray(((month == 12) & (date >= 24)) | ((month == 1) & (date <= 2)))


def period_length(period_ends: Ints) -> float:
    """Median number of days between consecutive ends; NaN when there are fewer than two."""
    gaps = np.diff(np.unique(period_ends))
    return float(np.median(gaps)) if len(gaps) else float("nan")


def month_ends(first: int, last: int) -> Ints:
    """Every last day of a calendar month in [first, last]."""
    months = np.arange(
        np.datetime64(int(first), "D").astype("datetime64[M]"),
        np.datetime64(int(last), "D").astype("datetime64[M]") + np.timedelta64(2, "M"),
    )
    ends = months.astype("datetime64[D]").astype(np.int64) - 1
    return np.asarray(ends[(ends >= first) & (ends <= last)])


def all_ends(first: int, last: int, period_ends: Ints) -> Ints:
    """The ends under test and, between the ends of long periods, ordinary ones a month apart."""
    if not period_length(period_ends) > LONG_PERIOD:
        return period_ends
    if bool(np.all(month_and_day(period_ends + 1)[1] == 1)):
        return np.union1d(period_ends, month_ends(first, last))
    pieces = [np.arange(period_ends[0], first - 1, -MONTH)]
    for a, b in pairwise(period_ends):
        pieces.append(np.linspace(a, b, max(1, round((b - a) / MONTH)) + 1))
    pieces.append(np.arange(period_ends[-1], last + 1, MONTH))
    return np.unique(np.rint(np.concatenate(pieces)).astype(np.int64))


def lay_out(
    day: Ints, period_ends: Ints, window: int, closed: Bools, silent: Bools | None = None
) -> Days:
    """Lay blocks over the days.

    ``day`` (D,) consecutive; ``period_ends`` at least one, sorted, inside the span; ``closed`` (D,)
    true on days left out, ``silent`` (D,) on days without a report, left out too except at the
    START, where silence may be records held back. A block needs 7 days of middle and a third of its
    window to be used.
    """
    ends = all_ends(int(day[0]), int(day[-1]), period_ends)
    near = np.searchsorted((ends[1:] + ends[:-1]) // 2, day, side="left")
    offset = day - ends[near]
    role = np.where(offset <= -window, MIDDLE, np.where(offset <= 0, END, START))
    role = np.where(offset > window, MIDDLE, role)
    used = (offset >= -BEFORE) & (offset <= AFTER) & ~closed
    if silent is not None:
        used &= ~(silent & (role != START))
    size = np.bincount(role[used] * len(ends) + near[used], minlength=3 * len(ends))
    middle, end, _ = size.reshape(3, len(ends))
    kept = (middle >= SMALLEST_MIDDLE) & (3 * end >= window)
    used &= kept[near]
    block = (np.cumsum(kept) - 1)[near][used]
    return _days(day, used, block, role[used], offset[used], ends[kept], period_ends)


def _days(
    day: Ints, used: Bools, block: Ints, role: Ints, offset: Ints, ends: Ints, period_ends: Ints
) -> Days:
    """Number the dates of the year and lay the sums out."""
    k, u = len(ends), len(block)
    weekday = (day[used] + 3) % 7
    tested = np.isin(ends, period_ends)
    month = month_and_day(ends)[0] - 1
    dates, date = np.unique(2 * month + tested, return_inverse=True)
    cell = (role * k + block) * 7 + weekday
    return Days(
        used=used,
        block=block,
        role=role,
        weekday=weekday,
        offset=offset,
        tested=tested,
        date=date.astype(np.int64),
        date_tested=np.asarray(dates % 2 == 1),
        month=month,
        cells=csr_array((np.ones(u), (cell, np.arange(u))), shape=(21 * k, u)),
        held=np.bincount(cell, minlength=21 * k).reshape(3, k, 7).astype(np.float64),
        season=season_of(day[used], block, role == MIDDLE, month, len(day)),
        span=len(day),
        long=period_length(period_ends) > LONG_PERIOD,
    )
