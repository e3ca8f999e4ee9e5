"""What do days of entry say of the ends of each period, for the agency and for its units?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed
from tallystick.checks.shared.metric_series import examined
from tallystick.checks.shared.period_ends import ends_of
from tallystick.findings import Result
from tallystick.stats.estimate import Tested
from tallystick.stats.periods.entry_lag import Crossings, LateAtEnds, crossings, late_at_ends
from tallystick.stats.texts import numbered
from tallystick.tables import Frame, Period

Ints = NDArray[np.int64]

WINDOW, LONGEST = 3, 11
SHARE = (
    "share of the records dated on the last days of the periods that were entered after their "
    "end, minus the usual share"
)


def entry_results(unit: np.ndarray, day: Ints, lag: Ints, n: Ints, frame: Frame) -> list[Result]:
    """Return a result per calendar and subject; the rows are counts ``n`` by unit, day and lag."""
    if not len(day):
        return []
    first, last = examined(day, frame)
    inside = (day >= first) & (day <= last)
    unit, day, lag, n = unit[inside], day[inside] - first, lag[inside], n[inside]
    names, of = numbered(unit)
    order = np.argsort(of, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(of, minlength=len(names)))[:-1])
    length = max(1, last - first + 1)
    results: list[Result] = []
    for period in frame.periods:
        ends = ends_of(period, first, last) - first
        window = period.window_days or WINDOW
        if window >= LONGEST:
            results.append(_too_wide(period, int(n.sum())))
            continue
        whole = crossings(_dense(day, lag, n, length), window)
        results.append(_result("", period, window, ends, first, late_at_ends(whole, ends, window)))
        units = [place for place, name in enumerate(names) if name]
        for place in units if len(units) > 1 else []:
            own = rows[place]
            part = crossings(_dense(day[own], lag[own], n[own], length), window)
            said = _of_unit(part, whole, ends, window)
            results.append(_result(names[place], period, window, ends, first, said))
    return results


def _of_unit(part: Crossings, whole: Crossings, ends: Ints, window: int) -> Tested[LateAtEnds]:
    return late_at_ends(part, ends, window, whole.without(part))


def _dense(day: Ints, lag: Ints, n: Ints, length: int) -> Ints:
    """Counts by lag and day, (LONGEST + 1, T)."""
    cells = np.bincount(lag * length + day, weights=n, minlength=(LONGEST + 1) * length)
    return cells.astype(np.int64).reshape(LONGEST + 1, length)


def _too_wide(period: Period, n: int) -> Result:
    return Result(
        "", "agency", "", f"{period.name} ends", "insufficient", n, SHARE,
        reason=f"window_days is {period.window_days}; entry is followed for {LONGEST - 1} days",
    )  # fmt: skip


def _result(
    subject: str, period: Period, window: int, ends: Ints, first: int, said: Tested[LateAtEnds]
) -> Result:
    dates = np.datetime_as_string((ends + first).astype("datetime64[D]")).tolist()
    bare = Result(
        "", "unit" if subject else "agency", subject, f"{period.name} ends", "insufficient",
        said.n, SHARE,
        detail={
            "period": period.name, "window": window, "ends": dates, "late": int(said.numbers.late),
            "expected": round(said.numbers.expected, 1),
        },
    )  # fmt: skip
    return proposed(bare, said, "late")
