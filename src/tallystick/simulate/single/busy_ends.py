"""Last days of a period that are busy for another reason than the period."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from tallystick.simulate.calendar import MINUTES_A_DAY, Calendar, Checks
from tallystick.simulate.single.columns import Instants, Ints, replaced, texts
from tallystick.tables import Period

PAYDAYS, FILED = "paydays", "filed"
"""More of everything comes in those days, or officers' papers are filed, and dated, on them."""
RISE = 0.5
LAST_DAYS = 7
"""As many as the check takes where periods are longer than a month."""
SITTING, OF_PAPERS = 21, 0.5
COMPLAINT = "complaint"
DAY = np.timedelta64(1, "D")
CHECKS: dict[str, Checks] = {"month": "month", "quarter": "quarter", "year": "december"}


def ends_of(calendar: Calendar, periods: Sequence[Period]) -> Ints:
    """The last days of the periods that end in the world, in days since 1970."""
    turns = [calendar.turns(CHECKS[each.rule or "month"], each.ends) for each in periods]
    return np.unique(np.concatenate(turns)) // MINUTES_A_DAY - 1


def busy_ends(cases: pa.Table, ends: Ints, way: str, rng: np.random.Generator) -> pa.Table:
    """Return the cases of a department whose last days before `ends` are busy.

    ``paydays``: of every kind of case, complaints too, `RISE` more a day happen on those days
    than on others, of which as many are taken out. ``filed``: before each end a court sits, and
    of the cases that officers began themselves in the `SITTING` days before the last days the
    share `OF_PAPERS` is dated by the day of filing, one of the last days, on which it is entered.
    """
    at = cases["occurred_at"].to_numpy()
    first = _windows(at.astype("datetime64[D]"), ends)
    drawn, into = rng.random((2, len(at)))
    if way == PAYDAYS:
        kept = (at.astype("datetime64[D]") >= first) | (drawn < 1 / (1 + RISE))
        return cases.filter(pa.array(kept))
    own = texts(cases, "origin") != COMPLAINT
    before = (at >= first - SITTING * DAY) & (at < first)
    papers = own & before & (drawn < OF_PAPERS)
    day = first + np.floor(into * LAST_DAYS).astype(np.int64) * DAY
    hour = at - at.astype("datetime64[D]")
    moved = np.where(papers, day + hour, at)
    entered = np.where(papers, moved, cases["recorded_at"].to_numpy())
    return replaced(replaced(cases, "occurred_at", moved), "recorded_at", entered)


def _windows(day: Instants, ends: Ints) -> Instants:
    """First of the next last days at or after each day, (R,); NaT where none follow."""
    ends = ends[ends <= day.max().astype(np.int64)]
    place = np.searchsorted(ends, day.astype(np.int64), side="left")
    first = np.append((ends - LAST_DAYS + 1).astype("datetime64[D]"), np.datetime64("NaT", "D"))
    return np.asarray(first[place])
