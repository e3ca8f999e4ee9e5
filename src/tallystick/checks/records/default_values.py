"""Do doubtful records keep the form's first choices more than the rest?

Criteria
    Who records an event fills the form in; who makes one up, or no longer knows, leaves what the
    form proposes: the first item of a list, the top of the hour, midnight.
Test
    A record keeps what the form proposes when it begins in the first minute of an hour and bears
    the area or the offence that its unit has most. These values are found from all records, before
    any is called doubtful. Columns of which a unit has one value in eight of ten records or more
    say nothing there, and a unit so many of whose times are on the hour has no times.
    Asked of all records, and of those that are in doubt for a reason that is known before: they
    have no counterpart in the second system, were entered more than a day late, or are dated on the
    last days of a period. For each unit and officer
    H0  The share of its doubtful records that keep the form's first choices is that of others'
        doubtful records in the same half-year, or differs no more than they do among themselves;
        or it is that of its own other records.
    H1  It is larger than all allow. The largest of the p-values counts: an exact conditional one
        beside the others', one that learns from all members how far their habits are apart, one
        beside their median, and an exact conditional one beside the subject's own other records of
        the same officer and half-year. That officers round times is a habit, and cancels in the
        last; that late records are written from memory is everybody's, and cancels in the first.
        Of all records there are no others, and only the first three are made.
    Estimate: the share, minus that of others' doubtful records.
    Units need five, and officers twenty, with twenty
    records to compare, and fewer than three such records name no pattern.
    Not asked: which item the form itself puts first, since no table has its lists: the unit's
    commonest area or offence stands for it, and a first item that is rare is missed; times that
    are round in another way than minute 0; placeholders such as age 99 or 00: no table has an age.
Cause, innocent first
    Times that were never recorded (a day alone is midnight); a device that writes whole hours; a
    migration from another system; hand-written tickets entered from memory, or by a clerk for all;
    an officer whose post is the first area of the list; an operation that began on the hour; a
    category with one usual code.

References
    Barone et al. 2023, Connecticut Racial Profiling Prohibition Project, audit of the state police
    (records without a counterpart bore first items of the lists); Box & Tiao 1968, Biometrika
    55(1); Paule & Mandel 1982, J. Research NBS 87(5); Berger 1982, Technometrics 24(4).
"""

from __future__ import annotations

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check
from tallystick.checks.records.asked_of import ASKED
from tallystick.checks.records.default_causes import EXPLANATIONS
from tallystick.checks.records.default_results import NAME, default_results
from tallystick.checks.records.default_words import describe
from tallystick.checks.records.first_choices import UNITS_THAT_CHOOSE, columns_held, doubts, listed
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables


def counts(tables: Tables) -> Relation:
    """Records (``n``) by kind of doubt, unit, officer and month, and whether in doubt.

    ``found`` of them keep what the form proposes; ``month`` is twelve times the year and its
    number.
    """
    return doubts(tables)


def test(
    doubt: np.ndarray,
    unit_id: np.ndarray,
    officer_id: np.ndarray,
    month: np.ndarray,
    doubtful: np.ndarray,
    n: np.ndarray,
    found: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Arrays in, results out: for each doubt the agency's, its units' and its officers'."""
    return default_results(
        doubt, unit_id, officer_id, month.astype(np.int64), doubtful.astype(np.int64) == 1,
        n.astype(np.int64), found.astype(np.int64),
    )  # fmt: skip


def cases(tables: Tables, result: Result) -> Relation:
    """The subject's records that are in doubt and keep what the form proposes."""
    return listed(tables, result)


def unready(tables: Tables) -> str:
    """Say why nothing that a form proposes can be known."""
    if not columns_held(tables):
        return "needs incidents.area_id or incidents.offense_code"
    return ""


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs={"incidents": ("occurred_at",)},
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    unready=unready,
    explanations=EXPLANATIONS,
    shares=(*ASKED, UNITS_THAT_CHOOSE),
)
run = CHECK.run
