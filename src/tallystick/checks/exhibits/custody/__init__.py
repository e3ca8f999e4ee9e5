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

from collections.abc import Callable
from typing import Any

from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.exhibits.custody.query import (
    FOLLOWED,
    LATE,
    NO_RECEIPT,
    NO_START,
    RULES,
    UNSEEN,
    listed,
    query,
)
from tallystick.checks.exhibits.custody.results import custody_results
from tallystick.findings import Result
from tallystick.tables.store import Tables

LATER_STAGES = ("lab", "court", "destruction")
FRIDAY, WEEKEND_DAYS = 4, 3


def _weighed_later(tables: Tables, result: Result) -> Relation:
    """Exhibits that somebody else weighed later: they are there, and only the paper is not."""
    rows = listed(tables, result)
    readings = tables["measurements"]
    later = readings.filter(readings.stage.isin(LATER_STAGES), readings.exhibit_id.notnull())
    return part_of(rows.semi_join(later, "exhibit_id"), rows)


def _before_the_export(tables: Tables, result: Result) -> Relation:
    """Exhibits weighed before the first hand-over of all that were exported."""
    rows = listed(tables, result)
    custody, readings = tables["custody"], tables["measurements"]
    first = custody.aggregate(began=custody["at"].min())
    known = readings.filter(readings.exhibit_id.notnull(), readings.measured_at.notnull())
    known = known.select("exhibit_id", "measured_at").cross_join(first)
    older = known.filter(known.measured_at < known.began)
    return part_of(rows.semi_join(older, "exhibit_id"), rows)


def _by_a_colleague(tables: Tables, result: Result) -> Relation:
    """Exhibits that another officer, who had not taken them on record, gave on."""
    rows = listed(tables, result)
    custody, people = tables["custody"], tables["officers"]
    given = custody.filter(custody.from_holder.notnull())
    given = given.semi_join(people.select(from_holder="officer_id"), "from_holder")
    pairs = rows.inner_join(given.select("exhibit_id", "from_holder"), "exhibit_id")
    pairs = pairs.filter(pairs.from_holder != pairs.seizer)
    return part_of(pairs.select("exhibit_id").distinct(), rows)


def _over_a_weekend(rows: Relation) -> BooleanValue:
    """Whether an exhibit was seized from Friday to Sunday and handed in within three days."""
    late = rows.seized_at.date().day_of_week.index() >= FRIDAY
    soon = rows.given_on_at.date().delta(rows.seized_at.date(), unit="day") <= WEEKEND_DAYS
    return late & soon


def _applies(*asked: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("asked") in asked


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
    test=custody_results,
    listed=listed,
    causes={
        "weighed_later": Cause(
            counts=_weighed_later,
            needs={"measurements": ("exhibit_id", "stage")},
            applies=_applies(UNSEEN),
        ),
        "colleague": Cause(
            counts=_by_a_colleague,
            needs={"officers": ("officer_id",)},
            applies=_applies(NO_RECEIPT),
        ),
        "weekend": Cause(_over_a_weekend, applies=_applies(LATE)),
        "before_the_export": Cause(
            counts=_before_the_export,
            needs={"measurements": ("exhibit_id", "measured_at")},
            applies=_applies(NO_START),
        ),
        "used_again": Cause(applies=_applies(*RULES)),
        "not_written": Cause(applies=_applies(UNSEEN, NO_RECEIPT, LATE)),
    },
    values=_values,
    shares=(FOLLOWED,),
    broken_by=("cases", "outcomes"),
    breaks=lambda result: result.p_value is not None,
)
run = CHECK.run
