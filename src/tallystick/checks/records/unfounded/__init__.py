"""Are complaints closed as unfounded or exceptional, or entered as less, more than elsewhere?

Criteria
    Whether a complaint was unfounded, could be closed without an arrest, or was of the lesser of
    two offences follows from its file. Units that get the same complaints come to the same about
    as often.
Test
    Complaints alone are counted: what the public brings, no unit can choose. Three questions of
    each unit: what share was closed as unfounded, what share by exceptional means, and, of the two
    categories of each pair under [[substitutions]] together, what share was entered in the lesser.
    H0  The unit's share is that of the other units at the same offence and in the same quarter (of
        a pair: in the same quarter), or differs no more than they do among themselves.
    H1  It is larger than that. An exact conditional test (hypergeometric within strata), and
        Student's t for one more of the others on two scales, shares brought to one mix of offences
        and quarters and the spread taken a tenth wider. The larger p-value counts.
    Estimate: the share, minus that of the other units at the same offence and in the same quarter.
    It needs five units; where fewer than half of the others have five such complaints, the spread
    is a wide one that is fixed (stats/peers/concentration.py).
    Measured on units of 500 complaints whose ways differ by a log s.d. of 0 to .6, with officers
    and quarters that differ too (seed 21, 6, 12 and 25 units, 600 to 900 a cell): .022 to .053 at
    nominal 5%, at most .006 below .005. Where three in twenty do it three times as often for
    reasons of their own, .08 to .16: they do differ, and the count cannot tell why. One unit that
    does it three times as often as it would (seed 12): found in .96 and .68 of worlds with 16
    units that differ by .2 and .4, in .72 and .36 with 8; twice as often: .56, .32, .28 and .12.
    How many are wrong no count can tell. A sample of the files, read by people who do not see how
    they were closed, can: docs/sampling.md.
Cause, innocent first
    Alarms and repeated calls that come to nothing in one area; a complaint told twice and closed
    once; a review that closes old files at once; a desk or clerk that closes for the whole unit;
    prosecutors who decline; another form, training or rule; offences that lie near each other.

References
    Eckhouse 2021, American Journal of Political Science, unfounding; Eterno, Verma & Silverman
    2014, Justice Quarterly 33(5), downgrading; Her Majesty's Inspectorate of Constabulary 2014,
    Crime-recording: making the victim count; Fisher 1935, The Design of Experiments; Paule &
    Mandel 1982, J. Research NBS 87(5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import ibis
import numpy as np
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.largest_group import most_alike_known
from tallystick.checks.shared.metric_series import keeps
from tallystick.checks.shared.names import pair_called
from tallystick.checks.shared.period_days import examined_days
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.spread import LEAST_OTHERS
from tallystick.stats.peers.standardised import Standing, beside_the_rest
from tallystick.stats.sampling.sample_size import precision_size
from tallystick.stats.texts import numbered
from tallystick.tables import Frame, Substitution
from tallystick.tables.store import Tables

say = words_beside(__file__).say

LEAST_RECORDS, WITHIN = 20, 0.1
CLOSED = ("unfounded", "exceptional")
SHARES = {
    "unfounded": say("estimands.unfounded"),
    "exceptional": say("estimands.exceptional"),
}


def pairs(frame: Frame) -> list[tuple[int, Substitution]]:
    """The pairs of neighbours that count records of incidents, numbered."""
    counted = {metric.name for metric in frame.metrics if metric.counts_incidents}
    return [
        (number, pair)
        for number, pair in enumerate(frame.substitutions)
        if counted.issuperset(pair.metrics)
    ]


def _complaints(tables: Tables) -> Relation:
    """The complaints within the period examined, of which it is known how they were cleared."""
    rows = tables["incidents"]
    rows = rows.filter(
        rows.origin == "complaint", rows.clearance.notnull(), rows.occurred_at.notnull(),
        rows["count"] > 0,
    )  # fmt: skip
    return examined_days(rows, rows.occurred_at.date(), tables.frame)


def _kept(rows: Relation, tables: Tables, names: tuple[str, ...]) -> BooleanValue:
    """The complaints that one of the metrics called `names` counts."""
    metrics = [each for each in tables.frame.metrics if each.name in names]
    return ibis.or_(*(keeps(rows, each).fill_null(False) for each in metrics))


def _countable(tables: Tables, pair: Substitution) -> bool:
    """Whether the columns by which the pair's metrics keep records are there."""
    held = [metric for metric in tables.frame.metrics if metric.name in pair.metrics]
    columns = tuple(column for metric in held for column, _ in metric.where)
    return not tables.missing({"incidents": columns})


def query(tables: Tables) -> Relation:
    """Complaints by unit, offence and quarter, and how many were closed so or entered as less.

    ``quarter`` is four times the year plus the number of the quarter; ``lesser_k`` of ``both_k``
    are those of the k-th pair of neighbours.
    """
    rows = _complaints(tables)
    many, day = rows["count"], rows.occurred_at
    kept = {name: rows.clearance == name for name in CLOSED}
    for number, pair in pairs(tables.frame):
        if _countable(tables, pair):
            kept[f"lesser_{number}"] = _kept(rows, tables, pair.to_metrics)
            kept[f"both_{number}"] = _kept(rows, tables, pair.metrics)
    sums = {name: ibis.ifelse(each, many, 0).sum().cast("int64") for name, each in kept.items()}
    return rows.group_by(
        unit_id=rows.unit_id.fill_null(""),
        offense_code=rows.offense_code.fill_null(""),
        quarter=(day.year() * 4 + day.quarter()).cast("int64"),
    ).aggregate(n=many.sum().cast("int64"), **sums)


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return for each question a result of every unit that has such complaints."""
    if not len(columns["n"]):
        return []
    names, unit = numbered(columns["unit_id"])
    when = np.unique(columns["quarter"], return_inverse=True)[1].astype(np.int64)
    kind = numbered(columns["offense_code"])[1] * (int(when.max()) + 1) + when
    asked = [(name, SHARES[name], kind, (name, "n")) for name in CLOSED]
    for number, pair in pairs(frame):
        if f"lesser_{number}" in columns:
            lesser = " or ".join(pair.to_metrics)
            named = {"one": pair.from_metric, "other": lesser, "category": lesser}
            share = say("estimands.of_a_pair", **named)
            asked.append((pair_called(pair), share, when, (f"lesser_{number}", f"both_{number}")))
    results = []
    for aspect, share, like, of in asked:
        found, n = (columns[name].astype(np.int64) for name in of)
        # Complaints of no unit are among the rest.
        whole = beside_the_rest(unit, like, found, n, len(names), rare=True)
        listed, size = (
            np.bincount(unit, each, len(names)).astype(int).tolist() for each in (found, n)
        )
        results += [
            _one(aspect, share, name, *of_unit)
            for name, *of_unit in zip(names, whole, listed, size, strict=True)
            if name and of_unit[-1]
        ]
    return results


def _one(
    aspect: str, share: str, name: str, said: Tested[Standing], listed: int, size: int
) -> Result:
    bare = undecided("unit", name, aspect, size, "few", share=share, listed=listed)
    if said.n < LEAST_RECORDS:
        return bare
    numbers, reach = said.numbers, said.minimum_detectable
    bare = replace(
        bare, n=said.n, reason="few_others", estimate=said.estimate, interval=said.interval,
        detail=dict(bare.detail)
        | {"found": numbers.found, "expected": round(numbers.expected, 3)},
    )  # fmt: skip
    if said.p_value is None:
        return bare
    if reach is not None and numbers.expected / said.n + reach >= 1:
        return replace(bare, reason="no_power")
    return proposed(
        bare, said, "differs", p_rest=numbers.p_rest, p_spread=numbers.p_spread,
        draw=precision_size(WITHIN, population=listed) if listed else 0,
    )  # fmt: skip


def listed(tables: Tables, result: Result) -> Relation:
    """The unit's complaints that were closed so, or entered in the lesser category."""
    rows = _complaints(tables)
    rows = rows.filter(rows.unit_id == result.subject)
    if result.aspect in CLOSED:
        return rows.filter(rows.clearance == result.aspect)
    pair = next(each for _, each in pairs(tables.frame) if each.name == result.aspect)
    return rows.filter(_kept(rows, tables, pair.to_metrics))


def _alike(column: str, *, applies: Callable[[Result], bool] = lambda result: True) -> Cause:
    """How many of the cases share the value, or the month, of `column` that most of them have."""

    def among(rows: Relation) -> Relation:
        key = rows[column].truncate("M") if column.endswith("_at") else rows[column]
        return most_alike_known(rows.mutate(key=key), "key")

    return Cause(among=among, needs={"incidents": (column,)}, applies=applies)


def _told_again(tables: Tables, result: Result) -> Relation:
    """How many have another complaint of the same offence, area and day in the same unit."""
    every, rows = _complaints(tables), listed(tables, result)
    keys = ("offense_code", "area_id", "day")
    every = every.filter(every.unit_id == result.subject, every.area_id.notnull())
    every = every.mutate(day=every.occurred_at.date())
    days = every.group_by(keys).aggregate(times=every.count())
    days = days.filter(days.times > 1)
    again = rows.mutate(day=rows.occurred_at.date()).semi_join(days, list(keys))
    return part_of(again, rows)


CHECK = declared(
    __name__,
    needs={"incidents": ("unit_id", "origin", "clearance")},
    query=query,
    test=test,
    listed=listed,
    causes={
        "place": _alike("area_id"),
        "told_twice": Cause(counts=_told_again, needs={"incidents": ("area_id", "offense_code")}),
        "review": _alike("closed_at", applies=lambda result: result.aspect in CLOSED),
        "desk": _alike("officer_id"),
    },
    constants={
        "least_records": LEAST_RECORDS,
        "fewest_units": LEAST_OTHERS + 1,
    },
    broken_by=("complaints", "cases", "outcomes"),
)
run = CHECK.run
