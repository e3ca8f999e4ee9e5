"""How much did persons take over, and how much of it is open, and since when?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tallystick.checks.exhibits.unaccounted.query import GRACE_DAYS, SHORT_MG, SHORT_SHARE
from tallystick.checks.proposed import undecided
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import grouped
from tallystick.tables import Frame

say = words_beside(__file__).say

AGES = (
    (365, say("ages.over_a_year")),
    (90, say("ages.between", first=91, last=365)),
    (GRACE_DAYS, say("ages.between", first=31, last=90)),
)
DAY = np.timedelta64(1, "D")


def takings_results(
    source: np.ndarray, unit_id: np.ndarray, *, frame: Frame, **columns: np.ndarray
) -> list[Result]:
    """Return per way of taking the agency's result, then its units'."""
    if not len(source):
        return [undecided("agency", "", "takings", reason="nothing_taken")]
    columns["unmatched"] = columns["unmatched"].astype(bool)
    age = (columns.pop("last_day") - columns["day"]) / DAY
    columns["age"] = np.where(columns["unmatched"], age, -1)
    rows_of = {(way, ""): rows for (way,), rows in grouped(source)}
    rows_of |= {(way, unit): rows for (way, unit), rows in grouped(source, unit_id) if unit}
    return [
        _result(*key, {name: column[rows] for name, column in columns.items()})
        for key, rows in sorted(rows_of.items(), key=lambda each: each[0])
    ]


def _result(way: str, subject: str, columns: Mapping[str, np.ndarray]) -> Result:
    n, milli, left_over, age = (columns[name] for name in ("n", "milli", "left_over", "age"))
    aged = columns["unmatched"] & (age > GRACE_DAYS)
    young = columns["unmatched"] & ~aged
    bounds = (np.inf, *(least for least, _ in AGES))
    ages = []
    for most, (least, name) in zip(bounds, AGES, strict=False):
        rows = aged & (age > least) & (age <= most)
        ages.append([name, int(n[rows].sum()), int(left_over[rows].sum()) / MILLI])
    least = max(SHORT_MG, milli.sum() / n.sum() / SHORT_SHARE) / MILLI
    return Result(
        check="",
        subject_kind="unit" if subject else "agency",
        subject=subject,
        aspect=way,
        verdict="exceptions" if n[aged].sum() else "not_found",
        smallest_detectable=None if n[aged].sum() else float(least),
        n=int(n.sum()),
        estimate=int(left_over[aged].sum()) / MILLI,
        detail={
            "source": way,
            "taken_g": int(milli.sum()) / MILLI,
            "open": int(n[aged].sum()),
            "holders": len(np.unique(columns["holder"][aged].astype(str))),
            "ages": ages,
            "oldest": str(columns["day"][aged].min()) if aged.any() else "",
            "young": int(n[young].sum()),
            "grace_days": GRACE_DAYS,
        },
    )
