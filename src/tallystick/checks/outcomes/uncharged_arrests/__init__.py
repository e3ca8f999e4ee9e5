"""Do more arrests of a unit end without any charge than elsewhere?

Criteria
    An arrest is followed by a charge, or by a decision not to bring one. Units of one agency whose
    arrests are for the same offences, in the same quarter, see about as many of them charged.
Test
    An arrest is without a charge where no outcome, not even a pending one, is recorded of its case.
    H0  The unit's share of such arrests is that of the other units at the same offence and in the
        same quarter, or differs no more than they do among themselves.
    H1  It is larger than that. An exact conditional test (hypergeometric within strata), and
        Student's t for one more of the others on two scales; the larger p-value counts. Where
        fewer than half of the others have five such arrests, the spread is a wide one that is
        fixed (stats/peers/concentration.py).
    Estimate: the share, minus that of the other units at the same offence and in the same quarter.
    It needs five units, and outcomes of cases that can be told by their numbers. The newest
    arrests have no charge yet in any unit, which the quarters allow for.
Cause, innocent first
    A prosecutor who declines more in this district, or fines in place of a charge; arrests for
    another agency, on its warrant; a case that was charged under another number; a register of
    the court that lacks a district.

References
    Forst, Lucianovic & Cox 1977, What Happens After Arrest?, INSLAW, arrests that are not charged;
    Fisher 1935, The Design of Experiments; Paule & Mandel 1982, J. Research NBS 87(5).
"""

from __future__ import annotations

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.proposed import undecided
from tallystick.checks.shared.arrests import arrests
from tallystick.checks.shared.unit_shares import CONSTANTS, unit_shares
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say

ASPECT = say("aspect")
NEAR_DAYS = 30
TEXTS = ("officer_id", "offense_code", "origin", "area_id")


def _arrests(tables: Tables) -> Relation:
    """A row for each arrest of a known unit, with ``charged``, 1 or 0."""
    each, decided = arrests(tables, "unit_id", *TEXTS), tables["outcomes"]
    each = each.filter(each.unit_id != "").rename(occurred_at="at")
    known = decided.filter(decided.incident_id.notnull()).select(of="incident_id").distinct()
    both = each.left_join(known, each.incident_id == known.of)
    return both.mutate(charged=one_if(both.of.notnull())).drop("of")


def query(tables: Tables) -> Relation:
    """Arrests by unit, offence and quarter (four times the year plus the number of the quarter).

    ``found`` of ``n`` are without a charge.
    """
    rows = _arrests(tables)
    at = rows.occurred_at
    return rows.group_by(
        "unit_id", "offense_code", quarter=(at.year() * 4 + at.quarter()).cast("int64")
    ).aggregate(n=rows.count().cast("int64"), found=(1 - rows.charged).sum().cast("int64"))


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return a result of every unit that has arrests, where any arrest is charged."""
    if columns["found"].sum() == columns["n"].sum():
        return [undecided("agency", "", ASPECT, reason="none")]
    return unit_shares(ASPECT, columns)


def listed(tables: Tables, result: Result) -> Relation:
    """The unit's arrests without a charge."""
    rows = _arrests(tables)
    return rows.filter(rows.unit_id == result.subject, rows.charged == 0)


def _under_another_number(tables: Tables, result: Result) -> Relation:
    """Arrests whose person has an outcome in another case within thirty days."""
    rows, roles, every = listed(tables, result), tables["involvements"], tables["incidents"]
    subjects = roles.filter(roles.role == "subject", roles.person_id.notnull())
    decided = tables["outcomes"].select("incident_id", "person_id").drop_null().distinct()
    dated = every.filter(every.incident_id.notnull()).select(
        "incident_id", charged_at="occurred_at"
    )
    charged = decided.inner_join(dated, "incident_id").drop("incident_id")
    people = rows.select("incident_id", "occurred_at").inner_join(
        subjects.select("incident_id", "person_id"), "incident_id"
    )
    both = people.inner_join(charged, "person_id")
    gap = ibis.interval(days=NEAR_DAYS)
    near = both.filter(
        both.charged_at >= both.occurred_at - gap, both.charged_at <= both.occurred_at + gap
    )
    return part_of(near.select("incident_id").distinct(), rows)


CHECK = declared(
    __name__,
    needs={
        "incidents": ("incident_id", "unit_id", "occurred_at", "clearance"),
        "outcomes": ("incident_id",),
    },
    query=query,
    test=test,
    listed=listed,
    columns=("incident_id", "unit_id", *TEXTS, "occurred_at"),
    order=("occurred_at", "incident_id"),
    causes={
        "other_number": Cause(
            counts=_under_another_number,
            needs={"involvements": ("incident_id", "person_id", "role"),
                   "outcomes": ("person_id",)},
        ),
        "warrant": Cause(lambda rows: rows.origin == "warrant", needs={"incidents": ("origin",)}),
    },
    constants={**CONSTANTS, "near_days": NEAR_DAYS},
    broken_by=("cases", "outcomes"),
)  # fmt: skip
run = CHECK.run
