"""How did each charged case end, and with whom and where does its deed lie?

One row per case: defendants who share a case share what becomes of it, and would count as many
times as there are of them. A case held where anybody was convicted of anything in it, is pending
while a charge is and nobody was convicted, and failed where it is neither.
"""

from __future__ import annotations

import ibis
import numpy as np
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation
from numpy.typing import NDArray

from tallystick.checks.shared import Shared
from tallystick.checks.shared.period_days import examined_days
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.tables.store import Tables

Ints = NDArray[np.int64]
RIPE = (4, 5)
HELD, PENDING = "held", "pending"
ACQUITTED, DISMISSED, WITHDRAWN, NEGATIVE = "acquitted", "dismissed", "withdrawn", "negative"
FAILED = (ACQUITTED, DISMISSED, WITHDRAWN, NEGATIVE)
CHARGES, LABORATORY = "charges", "laboratory"
ASPECTS = (CHARGES, LABORATORY)
NEEDS = {"outcomes": ("incident_id", "verdict"), "incidents": ("incident_id", "unit_id")}
OF_THE_CASE = (
    "incident_id", "unit_id", "officer_id", "occurred_at", "offense_code", "origin", "area_id",
    "subject_group",
)  # fmt: skip


def within(tables: Tables) -> Relation:
    """The cases of the period examined that have a number, a row each."""
    rows = tables["incidents"]
    rows = rows.filter(rows.incident_id.notnull(), rows.occurred_at.notnull())
    each = rows.group_by("incident_id").aggregate(
        **{name: rows[name].min() for name in OF_THE_CASE[1:]}
    )
    each = examined_days(each, each.occurred_at.date(), tables.frame)
    return each.select(*OF_THE_CASE)


def _ended(tables: Tables) -> Relation:
    charges = tables["outcomes"]
    charges = charges.filter(charges.incident_id.notnull(), charges.verdict.notnull())
    by_case = charges.group_by("incident_id").aggregate(
        statute=charges.statute.min(),
        decided_at=charges.decided_at.max(),
        **{
            verdict: one_if(charges.verdict == verdict).sum()
            for verdict in ("convicted", PENDING, ACQUITTED, DISMISSED)
        },
    )
    by_case = by_case.mutate(
        fate=ibis.cases(
            (by_case.convicted > 0, HELD),
            (by_case.pending > 0, PENDING),
            (by_case.acquitted > 0, ACQUITTED),
            (by_case.dismissed > 0, DISMISSED),
            else_=WITHDRAWN,
        )
    )
    cases = within(tables)
    both = cases.inner_join(by_case.select("incident_id", "statute", "decided_at", "fate"),
                            "incident_id")  # fmt: skip
    kind = ibis.coalesce(both.offense_code, both.statute, ibis.literal(""))
    return both.select(
        *OF_THE_CASE, "statute", "decided_at", "fate", kind=kind, quarter=quarter_of(both)
    )


ENDED = Shared("ended_cases", lambda tables: not tables.missing(NEEDS), _ended)
"""A row per charged case of the period: ``fate`` (held, pending, acquitted, dismissed or
withdrawn), ``kind`` (its offence, else the article charged), the ``quarter`` of the deed, the
least ``statute`` and the last ``decided_at`` of its charges, and the columns of the case."""


def quarter_of(rows: Relation) -> IntegerValue:
    """The quarter of the deed: four times the year plus the number of the quarter, from 1."""
    day = rows.occurred_at
    return day.year().cast("int64") * 4 + day.quarter().cast("int64")


def has_failed(rows: Relation) -> BooleanValue:
    """Whether a case is decided, and nobody was convicted or no goods were found."""
    return rows.fate.isin(FAILED)


def listed(tables: Tables, rows: Relation) -> Relation:
    """The records of the cases of `rows`, with how each ended and when."""
    ends = rows.select("incident_id", "statute", "decided_at", "fate")
    return tables["incidents"].inner_join(ends, "incident_id")


def is_ripe(cell: Ints, n: Ints, pending: Ints) -> NDArray[np.bool_]:
    """Whether four fifths of the cases of each row's cell (a unit's quarter) are decided, (R,)."""
    decided, open_ = (np.bincount(cell, each) for each in (n, pending))
    part, of = RIPE
    return np.asarray((decided * of >= part * (decided + open_))[cell])
