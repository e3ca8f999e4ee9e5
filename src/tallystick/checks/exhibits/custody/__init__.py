"""Is every hand-over there, in order, with a receiver, and in time?

Criteria
    An exhibit is in somebody's hands from its seizure to its end: each hand-over names who gave
    and who took, none comes before the seizure or after the destruction, and what was seized is
    handed in by the day after.
Test
    Rules, as tests of details, whose exceptions are counted for the agency and for each unit: a
    hand-over that names no giver or no receiver; one on a day before the exhibit was seized, or on
    a day after it was destroyed; an exhibit of which no seizure or purchase is recorded.
    Shares of the cases with a seizure more than 30 days before the last hand-over: *never seen
    again* (seized, and in no later record), *no receipt* (in later records, and the seizing person
    never gave it on), *late* (given on later than the day after). Receipts are missing in any
    agency, and rooms differ, so the agency's shares are stated as levels, and none is a pattern.
    For a unit
    H0  Its share is that of the rest of the agency in the same quarters, or differs from them no
        more than they do among themselves.
    H1  It is larger than both allow. An exact conditional test (hypergeometric within quarters),
        and Student's t for a further unit of their kind; the larger p-value counts.
    The second needs five units. Cases are counted, not exhibits.
    Estimate: the unit's share minus that of the rest.
Cause, innocent first
    A receipt that was not written or not entered; goods handed in by a colleague; nights and
    weekends on which the store is closed; another store's records; a custody export that begins
    after the seizure; an exhibit number that was used again; a date of seizure that is wrong.

References
    DEA Office of the Inspector General, report 16-08 (receipts missing for 12 of 132 exhibits);
    audit of evidence rooms of seven agencies, Utah 2019 (two missed none, two more than 50 each);
    Houston Police Department, audit of a narcotics squad 2020 (goods tagged late in 40 of 84 cases
    of one officer: a scandal, and no base rate); Government Auditing Standards (GAO-21-368G)
    8.90-8.95; Higgins, Thompson & Spiegelhalter 2009, JRSS A 172(1), a further member of a kind.
"""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.exhibits.custody.causes import CAUSES
from tallystick.checks.exhibits.custody.chain import (
    FOLLOWED,
    NO_RECEIPT,
    RULES,
    SHARES,
    UNSEEN,
    handed,
    listed,
)
from tallystick.checks.exhibits.custody.results import custody_results
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables


def query(tables: Tables) -> Relation:
    """Exhibits that break each rule, and cases of each share, by unit, quarter and days waited.

    ``quarter`` is four times the year plus the number of the quarter of the seizure, 0 without
    one; ``waited`` the longest of a case in days, -1 where no receipt says.
    """
    rows = handed(tables)
    began = rows.seized_at
    rows = rows.mutate(
        quarter=(began.year() * 4 + began.quarter()).fill_null(0).cast("int64"),
        **{name: rows[name].ifelse(1, 0) for name in (*RULES, *SHARES, "asked")},
    )
    of_case = rows.group_by("unit_id", "quarter", "case").aggregate(
        exhibits=rows.count(),
        waited=ibis.ifelse(rows.asked == 1, rows.waited, -1).fill_null(-1).max(),
        **{name: rows[name].sum() for name in RULES},
        **{name: rows[name].max() for name in (*SHARES, "asked")},
    )
    return of_case.group_by("unit_id", "quarter", "waited").aggregate(
        **{
            name: of_case[name].sum().cast("int64")
            for name in ("exhibits", "asked", *RULES, *SHARES)
        }
    )


def test(
    unit_id: np.ndarray,
    quarter: np.ndarray,
    waited: np.ndarray,
    exhibits: np.ndarray,
    asked: np.ndarray,
    nobody: np.ndarray,
    after_end: np.ndarray,
    too_early: np.ndarray,
    no_start: np.ndarray,
    unseen: np.ndarray,
    no_receipt: np.ndarray,
    late: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return for each rule and share the agency's result, then its units'."""
    numbers = {
        "quarter": quarter,
        "waited": waited,
        "exhibits": exhibits,
        "asked": asked,
        "nobody": nobody,
        "after_end": after_end,
        "too_early": too_early,
        "no_start": no_start,
        "unseen": unseen,
        "no_receipt": no_receipt,
        "late": late,
    }
    return custody_results(unit_id, {k: v.astype(np.int64) for k, v in numbers.items()})


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    asked = result.detail["asked"]
    return {
        "number": int(result.estimate or 0),
        "is_rule": asked in RULES,
        "of_receipts": asked in (UNSEEN, NO_RECEIPT),
    }


CHECK = declared(
    __name__,
    needs={"custody": ("at", "action", "from_holder", "to_holder")},
    query=query,
    test=test,
    listed=listed,
    causes=CAUSES,
    values=_values,
    shares=(FOLLOWED,),
)
run = CHECK.run
