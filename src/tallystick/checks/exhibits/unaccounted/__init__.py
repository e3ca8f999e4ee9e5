"""Is every gram that a person bought, signed out or was handed booked, returned or destroyed?

Criteria
    Goods that an officer takes over otherwise than by seizing them (bought for an operation,
    signed out of a store, handed on by a colleague) are given on again: to a store, a
    laboratory, a court or to destruction, under the same exhibit number and by weight.
Test
    A test of details, a mass balance in integer milligrams. For each taking of an exhibit by a
    person, what the same person gave on before taking it again is set against what was taken. It
    is open when no later hand-over is recorded, or when what was given on falls short by more
    than a twentieth and half a gram; a hand-over whose weight is not written counts as whole.
    Takings of the last 30 days of the custody records are not exceptions: they age.
    Estimate: the grams left over in open takings older than that, for the agency and, by posting,
    for each unit. Where nothing is open, the least that would be: what may be short in one taking
    of mean weight. A holder is a person when officers, postings or incidents know the name.
Cause, innocent first
    Booked again under another exhibit number; handed in by a colleague; returned without a receipt,
    or on a day that was mistyped; a controlled delivery or a test purchase whose file is kept
    elsewhere; used up in analysis; loss in drying; a hand-over outside the period that was
    exported, or to a store whose book was not.
    Seizures that were never handed in are another question: receipts are missing in any agency.

References
    DEA Office of the Inspector General, report 16-08 (receipts were missing for 12 of 132
    exhibits); Government Auditing Standards (GAO-21-368G) 8.90-8.95, tests of details.
"""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.exhibits.unaccounted.causes import CAUSES
from tallystick.checks.exhibits.unaccounted.holdings import (
    CUSTODY,
    PEOPLE,
    SHORT_MG,
    SHORT_SHARE,
    TAKEN,
)
from tallystick.checks.exhibits.unaccounted.open_takings import GRACE_DAYS, listed
from tallystick.checks.proposed import undecided
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import grouped
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say

NEEDS = {"custody": CUSTODY}
AGES = (
    (365, say("ages.over_a_year")),
    (90, say("ages.between", first=91, last=365)),
    (GRACE_DAYS, say("ages.between", first=31, last=90)),
)
DAY = np.timedelta64(1, "D")


def query(tables: Tables) -> Relation:
    """Takings by unit and way, the open ones by holder and day as well; weights in mg."""
    rows = TAKEN(tables)
    return rows.group_by(
        "unit_id",
        "source",
        "unmatched",
        holder=ibis.ifelse(rows.unmatched, rows.holder, ""),
        day=ibis.ifelse(rows.unmatched, rows["at"].date(), ibis.null("date")),
    ).aggregate(
        n=rows.count(),
        milli=rows.milli.sum(),
        left_over=rows.left_over.sum(),
        last_day=rows.last_day.max(),
    )


def test(
    unit_id: np.ndarray,
    source: np.ndarray,
    unmatched: np.ndarray,
    holder: np.ndarray,
    day: np.ndarray,
    n: np.ndarray,
    milli: np.ndarray,
    left_over: np.ndarray,
    last_day: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return per way of taking the agency's result, then its units'."""
    if not len(n):
        return [undecided("agency", "", "takings", reason="nothing_taken")]
    age = np.where(unmatched, (last_day - day) / DAY, -1)
    columns = (unmatched.astype(bool), holder, day, n, milli, left_over, age)
    results: dict[tuple[str, str], Result] = {}
    for (way,), rows in grouped(source):
        results[way, ""] = _result(way, "", tuple(column[rows] for column in columns))
    for (way, unit), rows in grouped(source, unit_id):
        if unit:
            results[way, unit] = _result(way, unit, tuple(column[rows] for column in columns))
    return [results[key] for key in sorted(results)]


def _result(way: str, subject: str, columns: tuple[np.ndarray, ...]) -> Result:
    unmatched, holder, day, n, milli, left_over, age = columns
    aged = unmatched & (age > GRACE_DAYS)
    young = unmatched & ~aged
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
            "holders": len(np.unique(holder[aged].astype(str))),
            "ages": ages,
            "oldest": str(day[aged].min()) if aged.any() else "",
            "young": int(n[young].sum()),
            "grace_days": GRACE_DAYS,
        },
    )


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    return {"held_ages": [each for each in result.detail["ages"] if each[1]]}


def unready(tables: Tables) -> str:
    """Say why nobody's holdings can be followed; "" when they can."""
    if any(tables.holds(table, "officer_id") for table in PEOPLE):
        return ""
    return say("reasons.needs_officer")


CHECK = declared(
    __name__,
    needs=NEEDS,
    unready=unready,
    query=query,
    test=test,
    listed=listed,
    order=("at", "exhibit_id", "holder"),
    causes=CAUSES,
    values=_values,
    shares=(TAKEN,),
)
run = CHECK.run
