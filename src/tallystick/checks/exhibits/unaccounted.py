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
    Booked again under another exhibit number; returned without a receipt; a controlled delivery
    or a test purchase whose file is kept elsewhere; used up in analysis; loss in drying; a
    hand-over outside the period that was exported.
    Seizures that were never handed in are another question: receipts are missing in any agency.

References
    DEA Office of the Inspector General, report 16-08 (receipts were missing for 12 of 132
    exhibits); Government Auditing Standards (GAO-21-368G) 8.90-8.95, tests of details.
"""

from __future__ import annotations

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check, InnocentCause
from tallystick.checks.exhibits.holdings import (
    MILLI,
    PEOPLE,
    PURCHASED,
    SHORT_MG,
    SHORT_SHARE,
    taken,
)
from tallystick.checks.exhibits.unaccounted_words import describe
from tallystick.findings import Result
from tallystick.stats.texts import grouped
from tallystick.tables import Frame
from tallystick.tables.store import Tables

NAME = "exhibits.unaccounted"
NEEDS = {"custody": ("at", "action", "to_holder", "net_weight_g")}
GRACE_DAYS = 30
AGES = ((365, "over a year"), (90, "91 to 365 days"), (GRACE_DAYS, "31 to 90 days"))
ESTIMAND = "grams that a person took over and that no later hand-over accounts for"
NOTHING_TAKEN = "no purchase, sign-out or hand-over to a known officer is recorded in custody"
REBOOKED_DAYS, REBOOKED_SHARE = 7, 100
DAY = np.timedelta64(1, "D")


def counts(tables: Tables) -> Relation:
    """Takings by unit and way, the open ones by holder and day as well; weights in mg."""
    rows = taken(tables)
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
    """Arrays in, results out: per way of taking the agency's, then its units'."""
    if not len(n):
        return [Result(NAME, "agency", "", "takings", "insufficient", 0, reason=NOTHING_TAKEN)]
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
        check=NAME,
        subject_kind="unit" if subject else "agency",
        subject=subject,
        aspect=way,
        verdict="exceptions" if n[aged].sum() else "not_found",
        smallest_detectable=None if n[aged].sum() else float(least),
        n=int(n.sum()),
        estimand=ESTIMAND,
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


def _open(tables: Tables, result: Result) -> Relation:
    rows = taken(tables)
    rows = rows.filter(rows.unmatched, rows.source == result.detail.get("source", ""))
    last = rows.last_day.cast("timestamp")
    rows = rows.filter(rows["at"].date().cast("timestamp") < last - ibis.interval(days=GRACE_DAYS))
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


def cases(tables: Tables, result: Result) -> Relation:
    """The open takings: exhibit, holder, moment, what was taken and what was given on."""
    rows = _open(tables, result)
    return rows.select(
        "exhibit_id",
        "incident_id",
        "unit_id",
        "holder",
        "at",
        taken_how=rows.source,
        taken_g=rows.milli / MILLI,
        given_on_g=rows.returned / MILLI,
        left_over_g=rows.left_over / MILLI,
    ).order_by("at", "exhibit_id", "holder")


def _booked_again(tables: Tables, result: Result) -> Relation:
    """Open takings after which the same holder booked the same weight under another number."""
    rows = _open(tables, result)
    custody = tables["custody"]
    booked = custody.filter(custody.action == "seized", custody.net_weight_g.notnull())
    booked = booked.select(
        booker="to_holder",
        booked_as="exhibit_id",
        booked_at="at",
        booked_milli=(booked.net_weight_g * MILLI).round().cast("int64"),
    )
    pairs = rows.inner_join(booked, rows.holder == booked.booker)
    near = (pairs.booked_milli - pairs.milli).abs() * REBOOKED_SHARE <= pairs.milli
    soon = (pairs.booked_at >= pairs["at"]) & (
        pairs.booked_at <= pairs["at"] + ibis.interval(days=REBOOKED_DAYS)
    )
    pairs = pairs.filter(near, soon, pairs.booked_as != pairs.exhibit_id, pairs.milli > 0)
    explained = pairs.select("exhibit_id", "holder", "at").distinct()
    whole = rows.aggregate(of=rows.count())
    return whole.cross_join(explained.aggregate(explains=explained.count()))


def unready(tables: Tables) -> str:
    """Say why nobody's holdings can be followed; "" when they can."""
    if any(tables.holds(table, "officer_id") for table in PEOPLE):
        return ""
    return "needs an officer_id in officers, postings or incidents: which holder is a person?"


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs=NEEDS,
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    unready=unready,
    explanations=(
        InnocentCause(
            "The goods were booked again under another exhibit number",
            "Look for a seizure by the same holder within a week and one per cent of the weight",
            _booked_again,
        ),
        InnocentCause(
            "They were given back and the receipt is missing",
            "Look for them in the store, and count how many receipts are missing there in all",
        ),
        InnocentCause(
            "A controlled delivery or test purchase, authorised and filed elsewhere",
            "Ask for the authorisation, the purchase file and the payment receipt",
            applies=lambda result: result.detail.get("source") == PURCHASED,
        ),
        InnocentCause(
            "The hand-over lies outside the period or the stores that were exported",
            "Compare the first and last day and the filters of the custody export",
        ),
        InnocentCause(
            "What is missing dried up or was used in analysis",
            "Weigh the exhibit again, with the package, and ask the laboratory for its consumption",
        ),
    ),
)
run = CHECK.run
