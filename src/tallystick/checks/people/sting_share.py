"""Does the share of solved cases that the police supplied move with the gap to target?

Criteria
    Whether a solved case began with a controlled purchase or delivery, or with an informant's own
    sale, follows from what is known of a crime, not from what is lacking to a figure.
Test
    Per metric that counts cases and has a level (a target, or the unit's own of the year before),
    for the agency and each unit. A day is behind where the cases since the level's period began,
    till the evening before, are fewer than the day's part of the level: what the day itself brings
    does not enter, so that regression to the mean cannot make the difference.
    H0  Days behind have the share that the unit's other days of the same quarter and third of the
    month have. H1  It is larger. One-sided; the largest p-value counts of the exact conditional one
    (hypergeometric), Student's t over quarters, both again within months where they can tell,
    Student's t of the number of such cases a day, since a share also grows where other work falls,
    and, for a unit, Student's t of the difference beyond that of the other units on those days.
    Estimate: the share of solved cases that were supplied, on days behind, minus that of the other
    days. The share of all days is told as a level in a finding, and kept by quarter with every
    result; it is no finding, since units that work on drugs have more. *Insufficient* with fewer
    than six quarters that hold both sorts of days.
    Not asked: how serious the cases are (a metric's `where` can name the kinds of cases that it
    counts); how large the gap is, only whether the unit is behind or not.
Cause, innocent first
    A funded operation that was planned for a time at which figures are low; leave of those who do
    other work; a season of the unit's own; purchases whose cases are opened when they end. Lawful
    effort that goes to what can be had at once looks the same: the pattern says that the share
    follows the gap, never that a case was made.

References
    Travova 2023, Journal of Economic Behavior & Organization 212, drug cases before a level is
    reached; Auerbach 2018, on regression to the mean in such splits; Mantel & Haenszel 1959, J.
    Nat. Cancer Inst. 22(4); Berger 1982, Technometrics 24(4).
"""

from __future__ import annotations

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check
from tallystick.checks.people.sting_causes import EXPLANATIONS
from tallystick.checks.people.sting_results import results_of
from tallystick.checks.people.sting_words import describe
from tallystick.checks.people.supplied import NEEDS, asked, by_day, listed
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables

NAME = "people.sting_share"


def counts(tables: Tables) -> Relation:
    """Per metric, unit and day its cases, those solved and those supplied; and the levels."""
    return by_day(tables)


def test(
    metric: np.ndarray,
    unit_id: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    made: np.ndarray,
    solved: np.ndarray,
    supplied: np.ndarray,
    level: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Arrays in, results out: per metric the agency's, then its units'."""
    return results_of(NAME, metric, unit_id, first, last, made, solved, supplied, level)


def cases(tables: Tables, result: Result) -> Relation:
    """The supplied cases of the days on which the unit was behind; of the agency, all of them."""
    rows = listed(tables, result)
    by = ["occurred_at", *(name for name in ("incident_id",) if name in rows.columns)]
    return rows.drop("supplied").order_by(by)


def unready(tables: Tables) -> str:
    """Say why no day can be behind; "" when one can."""
    return "" if asked(tables) else "needs a [[metrics]] entry that counts incidents that are there"


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs=NEEDS,
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    explanations=EXPLANATIONS,
    unready=unready,
)
run = CHECK.run
