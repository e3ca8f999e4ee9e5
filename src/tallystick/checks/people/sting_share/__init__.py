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

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.people.sting_share.results import results_of
from tallystick.checks.people.sting_share.supplied import NEEDS, SOLVED, asked, by_day, marked
from tallystick.checks.shared.largest_group import same_month
from tallystick.checks.shared.metric_series import keeps
from tallystick.findings import Result
from tallystick.stats.periods.late_share import LEAST_PERIODS
from tallystick.tables.store import Tables


def listed(tables: Tables, result: Result) -> Relation:
    """The supplied cases of the days on which the unit was behind; of the agency, all of them."""
    detail = result.detail
    metric = next(each for each in asked(tables) if each.name == detail["metric"])
    rows = marked(tables)
    rows = rows.filter(keeps(rows, metric), rows.clearance == SOLVED, rows.supplied)
    if result.subject:
        rows = rows.filter(rows.unit_id == result.subject)
        days = [ibis.date(day) for day in detail["days"]]
        rows = rows.filter(rows.occurred_at.date().isin(days))
    by = ["occurred_at", *(name for name in ("incident_id",) if name in rows.columns)]
    return rows.drop("supplied").order_by(by)


def _further(rows: Relation) -> Relation:
    """Cases beyond the first of each unit and day: the buyers of one place on one day."""
    each = rows.group_by("unit_id", day=rows.occurred_at.date()).aggregate(n=rows.count())
    return each.aggregate(
        explains=(each.n - 1).sum().fill_null(0).cast("int64"),
        of=each.n.sum().fill_null(0).cast("int64"),
    )


def unready(tables: Tables) -> str:
    """Say why no day can be behind; "" when one can."""
    return "" if asked(tables) else "needs a [[metrics]] entry that counts incidents that are there"


CHECK = declared(
    __name__,
    needs=NEEDS,
    unready=unready,
    query=by_day,
    test=results_of,
    listed=listed,
    causes={
        "operation": Cause(among=lambda rows: same_month(rows, "unit_id")),
        "one_place": Cause(among=_further),
        "deliveries": Cause(lambda rows: rows.origin == "controlled_delivery"),
    },
    constants={"least_periods": LEAST_PERIODS},
    values=lambda result, tables: {"of_all": result.detail["supplied"] / result.detail["solved"]},
)
run = CHECK.run
