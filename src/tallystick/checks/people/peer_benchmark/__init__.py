"""Does an officer differ from peers who work the same places, hours and cases?

Criteria
    What an agency counts of a case (an arrest, or what its [[metrics]] keep with `where`) is
    counted about as often of one officer's cases as of like cases of others.
Test
    An officer's share is set beside that of peers whose cases are weighed until they have the same
    mix of units, areas, offences and origins, hours of weekdays and weekends, and half-years; a
    regression on the same columns corrects what the weights leave, so that the benchmark is right
    if either is. Columns in which the metric itself is stated are no context.
    H0  The officer lies among the others: as far from the benchmark as officers of this agency
        lie for ordinary reasons, with the cases of a month hanging together. That spread is learned
        from all of them but the farthest 3 %, never from chance alone.
    H1  He lies outside, beside the regression alone as well, so that a few cases of peers that
        weigh much decide nothing. Two-sided; the larger p-value counts; the audit adds the local
        false discovery rate and shrinks. The smallest detectable effect is of the benchmark alone.
    Estimate: the officer's share minus the benchmark.
    Not asked, and called insufficient: an officer with fewer than 30 cases, one whose work too few
    others do (five peers, or 50 cases, after weighing; four of five cases of a kind that others
    have too; no level off by more than 5 points), and every officer where fewer than 20 can be
    asked, since nobody can then tell how far officers ordinarily lie apart. Where one in ten does
    things another way, those who do seem ordinary; where all of a unit do, so do they all. What an
    officer writes as offence or origin is taken as it is: who enters cases as others than they are
    is set beside those others, unless the metric is stated in that column.
Cause, innocent first
    Differences for no cause that the columns hold: the partner, the post, the training, skill, a
    quarter within the area; a code under which others' cases are entered; an operation. Large
    differences are the rule: six clusters of food inspectors differ sixteen-fold (.025 to .408)
    without any scandal. A difference from peers is weak evidence, and a reason to look at cases.

References
    Ridgeway & MacDonald 2009, Journal of the American Statistical Association 104(486); Efron 2004,
    the same, 99(465), the empirical null; Spiegelhalter 2005, Quality and Safety in Health Care
    14(5), funnels; Zhao & Percival 2017, Journal of Causal Inference 5(1).
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.people.peer_benchmark import results
from tallystick.checks.people.peer_benchmark.results import CELLS, CONTEXT, MONTHS, outcomes
from tallystick.checks.shared.metric_series import keeps
from tallystick.checks.shared.period_days import examined_days
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import SELECTED_ON, Metric
from tallystick.tables.store import Tables

say = words_beside(__file__).say

SATURDAY, HOURS, BANDS = 5, 6, 4


def query(tables: Tables) -> Relation:
    """Cases by officer and kind, then by officer and month, with those that each metric keeps."""
    rows = _records(tables)
    sums: dict[str, IntegerValue] = {"n": rows["count"].sum().cast("int64")}
    for number, metric in outcomes(tables.frame):
        if not _missing(tables, metric):
            kept = ibis.ifelse(keeps(rows, metric), rows["count"], 0)
            sums[f"counted_{number}"] = kept.sum().cast("int64")
    day = rows.occurred_at
    months = day.year().cast("int64") * 12 + day.month().cast("int64") - 1
    weekend = ibis.ifelse(day.date().day_of_week.index() >= SATURDAY, BANDS, 0)
    band = (day.hour().cast("int64") - day.hour().cast("int64") % HOURS) / HOURS
    cells = rows.group_by(
        "officer_id",
        **{name: rows[name].fill_null("") for name in CONTEXT},
        shift=(band.round().cast("int64") + weekend).cast("int64"),
        period=((months - months % HOURS) / HOURS).round().cast("int64"),
    ).aggregate(**sums)
    by_month = rows.group_by("officer_id", period=months).aggregate(**sums)
    nothing, bare = ibis.literal(0).cast("int64"), ibis.literal("")
    by_month = by_month.mutate(**dict.fromkeys(CONTEXT, bare), shift=nothing)
    columns = ("part", "officer_id", *CONTEXT, "shift", "period", *sums)
    parts = ((CELLS, cells), (MONTHS, by_month))
    return ibis.union(*(part.mutate(part=ibis.literal(at)).select(columns) for at, part in parts))


def _records(tables: Tables) -> Relation:
    """The cases of officers within the period examined."""
    rows = tables["incidents"]
    rows = rows.filter(rows.officer_id.notnull(), rows.occurred_at.notnull(), rows["count"] > 0)
    return examined_days(rows, rows.occurred_at.date(), tables.frame)


def _missing(tables: Tables, metric: Metric) -> tuple[str, ...]:
    return tables.missing({"incidents": tuple(column for column, _ in metric.where)})


def listed(tables: Tables, result: Result) -> Relation:
    """The officer's cases that the metric keeps; where they are few, those that it does not."""
    rows = _records(tables)
    metric = next(each for _, each in outcomes(tables.frame) if each.name == result.aspect)
    kept = keeps(rows, metric).fill_null(False)
    wanted = kept if (result.estimate or 0.0) >= 0 else ~kept
    return rows.filter(rows.officer_id == result.subject, wanted)


def _in_one_month(rows: Relation) -> Relation:
    """How many of these cases fall in the month with most of them."""
    rows = rows.mutate(month=rows.occurred_at.truncate("M"))
    months = rows.group_by("month").aggregate(n=rows["count"].sum())
    return months.aggregate(of=months.n.sum().fill_null(0), explains=months.n.max().fill_null(0))


def _his_own_kind(tables: Tables, result: Result) -> Relation:
    """How many of these cases are of offences of which the officer has half of the agency's."""
    every = _records(tables)
    own = ibis.ifelse(every.officer_id == result.subject, every["count"], 0)
    kinds = every.group_by("offense_code").aggregate(own=own.sum(), whole=every["count"].sum())
    special = kinds.filter(kinds.own * 2 >= kinds.whole, kinds.own > 0)
    rows = listed(tables, result)
    special = special.select("offense_code", special=ibis.literal(1))
    joined = rows.left_join(special, "offense_code")
    return joined.aggregate(
        of=joined["count"].sum().fill_null(0),
        explains=ibis.ifelse(joined.special.notnull(), joined["count"], 0).sum().fill_null(0),
    )


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail, (low, high) = result.detail, result.interval or (0.0, 0.0)
    drawn = len(detail["funnel"]["n"]) + 1
    return {
        "share": detail["counted"] / max(result.n, 1),
        "points": 100 * (result.estimate or 0.0), "points_low": 100 * low,
        "points_high": 100 * high, "points_between": 100 * detail["between"],
        "is_more": (result.estimate or 0.0) >= 0,
        "drawn": drawn, "all_drawn": drawn == detail["officers"],
    }  # fmt: skip


def unready(tables: Tables) -> str:
    """Say why nothing can be compared although officers are known."""
    missing = [_missing(tables, metric) for _, metric in outcomes(tables.frame)]
    return say("shared.needs", columns=", ".join(missing[0])) if all(missing) else ""


CHECK = declared(
    __name__,
    needs={"incidents": ("officer_id",)},
    unready=unready,
    query=query,
    test=results.test,
    listed=listed,
    causes={
        "post": Cause(counts=_his_own_kind, needs={"incidents": ("offense_code",)}),
        "operation": Cause(among=_in_one_month),
    },
    values=_values,
    picture=lambda result, tables: results.picture(result.detail["funnel"]),
    broken_by=SELECTED_ON,
)
run = CHECK.run
