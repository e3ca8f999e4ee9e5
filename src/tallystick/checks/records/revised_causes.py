"""Which innocent causes of revisions that fall on some more than on others can the records tell?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.most_alike import most_alike_known
from tallystick.checks.records.releases import EARLIER, GONE, LATER, WORSE
from tallystick.findings import Result
from tallystick.tables.store import Tables

TWIN = ("unit_id", "occurred_at", "offense_code")
Cases = Callable[[Tables, Result], Relation]


def _takes_out(result: Result) -> bool:
    return result.detail.get("about", "") in (GONE, WORSE)


def _changes(result: Result) -> bool:
    return not _takes_out(result)


def _twins(cases: Cases, tables: Tables, result: Result) -> Relation:
    """How many have another record of the same unit, time and offence in the later release."""
    rows = cases(tables, result)
    left = rows.semi_join(tables[LATER], list(TWIN))
    return left.aggregate(explains=left.count()).cross_join(rows.aggregate(of=rows.count()))


def _most_by(cases: Cases, column: str, tables: Tables, result: Result) -> Relation:
    """How many share the value of `column` that most of them have."""
    rows = cases(tables, result)
    if column == "month":
        rows = rows.mutate(month=rows.occurred_at.truncate("M"))
    return most_alike_known(rows, column)


def _filled_elsewhere(cases: Cases, tables: Tables, result: Result) -> Relation:
    """How many were open, and may have been closed as something else when more was known."""
    rows = cases(tables, result)
    known = (rows.clearance == "none").fill_null(False)
    return rows.aggregate(
        of=rows.count(), explains=ibis.ifelse(known, 1, 0).sum().fill_null(0).cast("int64")
    )


def explanations_of(cases: Cases) -> tuple[InnocentCause, ...]:
    """Return the innocent causes, asked of the records that `cases` lists."""
    return (
        InnocentCause(
            "Duplicates were removed, or two records of one event were joined",
            "Look how many have another record of the same unit, time and offence left",
            partial(_twins, cases),
            {EARLIER: TWIN, LATER: TWIN},
            _takes_out,
        ),
        InnocentCause(
            "One review, or a filter of the export, concerned the records of one month",
            "Look how many are of the month that has most, and ask for the order of the review",
            partial(_most_by, cases, "month"),
            applies=lambda result: result.subject_kind != "agency",
        ),
        InnocentCause(
            "A clerk, or a specialist, corrects for the whole unit",
            "Look how many stand under one code of an officer, and ask whose it is",
            partial(_most_by, cases, "officer_id"),
            {EARLIER: ("officer_id",)},
            lambda result: result.subject_kind == "unit",
        ),
        InnocentCause(
            "The cases were open, and more became known of them",
            "Look how many were open in the earlier release, and read their later reports",
            partial(_filled_elsewhere, cases),
            {EARLIER: ("clearance",)},
            _changes,
        ),
        InnocentCause(
            "A court or a statute had the record erased",
            "Ask for the orders by number, and compare their days with the two releases",
            applies=_takes_out,
        ),
        InnocentCause(
            "An entry was corrected, as later knowledge of the case demanded",
            "Ask for the log of changes: who changed what, on which day, and for which reason",
            applies=_changes,
        ),
    )
