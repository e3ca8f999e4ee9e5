"""Do more arrests of a unit stand in several records than elsewhere?

Criteria
    An arrest is counted once. How it is recorded is a rule of the agency, so that units enter
    arrests of the same offences in several records about as often.
Test
    An arrest is a person, an officer and a day; it is split where several records say so.
    H0  The unit's share of split arrests is that of the other units at the same offence and in the
        same quarter, or differs no more than they do among themselves.
    H1  It is larger than that. An exact conditional test (hypergeometric within strata), and
        Student's t for one more of the others on two scales; the larger p-value counts. Where
        fewer than half of the others have five split arrests, the spread is a wide one that is
        fixed (stats/peers/concentration.py).
    Estimate: the share, minus that of the other units at the same offence and in the same quarter.
    It needs five units. A rule by which the whole agency splits arrests is not seen: whether a
    record is an arrest, a charge or an offence must be asked for.
Cause, innocent first
    A unit that enters each offence, victim or article as a record of its own, by a rule or a form;
    a person who was let go and met again on the same day; an entry that was sent twice; a raid.

References
    Government Auditing Standards (GAO-21-368G) 8.90-8.95, data that count what they say; Fisher
    1935, The Design of Experiments; Paule & Mandel 1982, J. Research NBS 87(5).
"""

from __future__ import annotations

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.proposed import undecided
from tallystick.checks.shared.unit_shares import CONSTANTS, unit_shares
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say

ASPECT = say("aspect")
ARREST = ("unit_id", "officer_id", "person", "day")


def _records(tables: Tables) -> Relation:
    """A row for each record of an arrest and each person arrested in it."""
    rows, roles = tables["incidents"], tables["involvements"]
    rows = rows.filter(
        rows.clearance == "arrest", rows.incident_id.notnull(), rows.unit_id.notnull(),
        rows.officer_id.notnull(), rows.occurred_at.notnull(),
    )  # fmt: skip
    subjects = roles.filter(roles.role == "subject", roles.person_id.notnull())
    subjects = subjects.select("incident_id", person="person_id").distinct()
    both = rows.inner_join(subjects, "incident_id")
    return both.group_by(*ARREST[:3], "incident_id", day=both.occurred_at.date()).aggregate(
        occurred_at=both.occurred_at.min(),
        **{name: both[name].min().fill_null("") for name in ("offense_code", "area_id")},
    )


def _arrests(tables: Tables) -> Relation:
    """A row for each arrest, with its number of ``records``, of its offences, areas and moments."""
    rows = _records(tables)
    return rows.group_by(*ARREST).aggregate(
        records=rows.count(),
        offense_code=rows.offense_code.min(),
        offences=rows.offense_code.nunique(),
        areas=rows.area_id.nunique(),
        moments=rows.occurred_at.nunique(),
    )


def query(tables: Tables) -> Relation:
    """Arrests by unit, offence and quarter (four times the year plus the number of the quarter).

    ``found`` of ``n`` are split, into ``more`` records than arrests.
    """
    rows = _arrests(tables)
    return rows.group_by(
        "unit_id", "offense_code", quarter=(rows.day.year() * 4 + rows.day.quarter()).cast("int64")
    ).aggregate(
        n=rows.count().cast("int64"),
        found=one_if(rows.records > 1).sum().cast("int64"),
        more=(rows.records - 1).sum().cast("int64"),
    )


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return a result of every unit that has arrests of known people."""
    results = unit_shares(ASPECT, columns, "more")
    return results or [undecided("agency", "", ASPECT, reason="none")]


def listed(tables: Tables, result: Result) -> Relation:
    """The records of the unit's split arrests."""
    arrests = _arrests(tables)
    arrests = arrests.filter(arrests.unit_id == result.subject, arrests.records > 1)
    return _records(tables).inner_join(arrests.drop("offense_code"), ARREST)


CHECK = declared(
    __name__,
    needs={
        "involvements": ("incident_id", "person_id", "role"),
        "incidents": ("incident_id", "unit_id", "officer_id", "occurred_at", "clearance"),
    },
    query=query,
    test=test,
    listed=listed,
    columns=(*ARREST, "incident_id", "occurred_at", "offense_code", "area_id"),
    order=("day", "officer_id", "person", "occurred_at", "incident_id"),
    causes={
        "offences": Cause(lambda rows: rows.offences > 1, needs={"incidents": ("offense_code",)}),
        "met_again": Cause(lambda rows: rows.areas > 1, needs={"incidents": ("area_id",)}),
        "sent_twice": Cause(lambda rows: rows.moments < rows.records),
    },
    constants=CONSTANTS,
    broken_by=("cases", "outcomes"),
)
run = CHECK.run
