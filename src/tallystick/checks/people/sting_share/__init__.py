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
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.people.sting_share.results import COUNTS, results_of
from tallystick.checks.shared.largest_group import same_month
from tallystick.checks.shared.line_bands import judged, levels
from tallystick.checks.shared.metric_series import keeps
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.periods.late_share import LEAST_PERIODS
from tallystick.tables import Metric
from tallystick.tables.store import Tables

say = words_beside(__file__).say

ORIGINS = ("controlled_purchase", "controlled_delivery")
BOTH = ("informant", "supplier")
SOLVED = "arrest"
NEEDS = {"incidents": ("unit_id", "occurred_at", "origin", "clearance")}
ROLES = {"involvements": ("incident_id", "person_id", "role"), "incidents": ("incident_id",)}
COLUMNS = ("metric", "unit_id", "first", "last", *COUNTS, "level")


def asked(tables: Tables) -> list[Metric]:
    """The metrics of cases by which units are judged."""
    return [each for each in judged(tables) if each.table == "incidents"]


def unready(tables: Tables) -> str:
    """Say why no day can be behind; "" when one can."""
    return "" if asked(tables) else say("reasons.needs_metric")


def _marked(tables: Tables) -> Relation:
    """Return the incidents with ``supplied``: whether the police supplied what began the case.

    It began with a controlled purchase or delivery, or its informant is named as its supplier.
    """
    rows = tables["incidents"]
    rows = rows.mutate(supplied=rows.origin.isin(ORIGINS).fill_null(False))
    if tables.missing(ROLES):
        return rows
    roles = tables["involvements"]
    roles = roles.filter(roles.role.isin(BOTH), roles.person_id.notnull())
    each = roles.group_by("incident_id", "person_id").aggregate(kinds=roles.role.nunique())
    own = each.filter(each.kinds == len(BOTH)).select("incident_id").distinct()
    own = own.mutate(is_own=ibis.literal(True)).rename(own_id="incident_id")
    rows = rows.left_join(own, rows.incident_id == own.own_id)
    supplied = rows.supplied | rows.is_own.fill_null(False)
    return rows.mutate(supplied=supplied).drop("own_id", "is_own")


def _kept(rows: Relation, metric: Metric) -> tuple[BooleanValue, BooleanValue, BooleanValue]:
    """Which of the marked incidents a metric counts, which of them are solved, and supplied."""
    made = keeps(rows, metric)
    solved = made & (rows.clearance == SOLVED)
    return made, solved, solved & rows.supplied


def query(tables: Tables) -> Relation:
    """A row per metric, unit and day: records, solved cases and those supplied; and per level."""
    metrics, rows = asked(tables), _marked(tables)
    rows = rows.filter(rows.occurred_at.notnull(), rows.unit_id.notnull())
    sums = {
        f"{name}_{number}": ibis.ifelse(kept.fill_null(False), rows["count"], 0).sum()
        for number, metric in enumerate(metrics)
        for name, kept in zip(COUNTS, _kept(rows, metric), strict=True)
    }
    days = rows.group_by("unit_id", day=rows.occurred_at.date()).aggregate(
        **{name: total.fill_null(0).cast("int64") for name, total in sums.items()}
    )
    none = ibis.literal(0).cast("int64")
    parts = [
        days.select(
            "unit_id", metric=ibis.literal(metric.name), first=days.day, last=days.day, level=none,
            **{name: days[f"{name}_{number}"] for name in COUNTS},
        ).select(*COLUMNS)
        for number, metric in enumerate(metrics)
    ]  # fmt: skip
    known = levels(tables)
    known = known.filter(known.metric.isin([each.name for each in metrics]))
    level = ((known.level + MILLI - 1) // MILLI).cast("int64")
    known = known.mutate(**dict.fromkeys(COUNTS, none), level=level)
    return ibis.union(*parts, known.select(*COLUMNS))


def listed(tables: Tables, result: Result) -> Relation:
    """The supplied cases of the days on which the unit was behind; of the agency, all of them."""
    detail, rows = result.detail, _marked(tables)
    metric = next(each for each in asked(tables) if each.name == detail["metric"])
    rows = rows.filter(keeps(rows, metric), rows.clearance == SOLVED, rows.supplied)
    if result.subject:
        rows = rows.filter(rows.unit_id == result.subject)
        days = [ibis.date(day) for day in detail["days"]]
        rows = rows.filter(rows.occurred_at.date().isin(days))
    return rows.drop("supplied")


def _further(rows: Relation) -> Relation:
    """Cases beyond the first of each unit and day: the buyers of one place on one day."""
    each = rows.group_by("unit_id", day=rows.occurred_at.date()).aggregate(n=rows.count())
    return each.aggregate(
        explains=(each.n - 1).sum().fill_null(0).cast("int64"),
        of=each.n.sum().fill_null(0).cast("int64"),
    )


CHECK = declared(
    __name__,
    needs=NEEDS,
    unready=unready,
    query=query,
    test=results_of,
    listed=listed,
    order=("occurred_at", "incident_id"),
    causes={
        "operation": Cause(among=lambda rows: same_month(rows, "unit_id")),
        "one_place": Cause(among=_further),
        "deliveries": Cause(lambda rows: rows.origin == "controlled_delivery"),
    },
    constants={"least_periods": LEAST_PERIODS},
    values=lambda result, tables: {"of_all": result.detail["supplied"] / result.detail["solved"]},
    broken_by=("cases",),
)
run = CHECK.run
