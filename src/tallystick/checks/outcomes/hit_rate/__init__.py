"""Do the searches of a unit, an officer or a group of people find less than others of their kind?

Criteria
    A search is made because something is likely to be found. Whoever asks for as good a reason as
    the others do finds something about as often on like grounds, whoever is searched.
Test
    The outcome test. Of each unit, its searches without a find are counted beside those of the
    other units on the same ground, of the same origin and in the same quarter; of each officer,
    beside those of the same unit, ground, origin and year; of each group of people, beside the
    group with most searches, in the same unit and area and on the same ground and origin. Where no
    searches are recorded and the groups of those stopped are, an arrest is the find of a stop.
    H0  The hit rate is that of the others, or differs no more than theirs do among themselves; of
        groups, the rates are equal but for chance and for how officers differ.
    H1  It is lower; of groups, they differ. Of units and officers an exact conditional test and
        Student's t for one more of the others, of groups the same exact test, two-sided, and t by
        the spread of officers. The larger p-value counts.
    Estimate: the share without a find, minus that of the others in like searches; of groups, the
    difference of the hit rates, weighted as by Mantel and Haenszel.
    Beside the hit rates of groups stand their thresholds (the threshold test): the likelihood of a
    find from which on a person is searched, read from stops, searches and finds of five or more
    units or areas; grounds that leave no choice are left out. They have a range and no p-value,
    since no size is held where groups differ in ways that no model of such counts knows. Where that
    range does not lie beyond .05 on the same side, or no threshold can be read, a difference of the
    hit rates is withheld: without thresholds 13 of 16 differences between groups of unlike people
    who were searched at one threshold were below 5 % (eight made worlds, seed 20261125).
    A lower hit rate of a group need not mean a lower threshold, nor an equal one an equal threshold
    (infra-marginality), and the thresholds too rest on finds as they are recorded.
    Measured: officers of 50 searches who differ by a log odds s.d. of 0 to 1 (seed 21, 1,600 to
    2,100 a cell), .022 to .067 at nominal 5 %, at most .009 below .005; one lower by 1.5 found in
    .78 and .68, by 2.5 in .89 and .94. Units of 240 that differ by 0 to .6 (300 a cell), .01 to
    .067; one lower by .7 found in .18, .57 and .62 of worlds with 6, 12 and 25 units, by 1.4 in
    .62, .90 and .93. Of groups: stats/proportions/group_gap.py and
    stats/proportions/threshold_test.py.
Cause, innocent first
    Finds that are not entered; searches that a rule demands, such as inventory; an operation; one
    officer, or a place where little is carried; groups that differ in how likely they carry.

References
    Becker 1957, The Economics of Discrimination, and Knowles, Persico & Todd 2001, Journal of
    Political Economy 109(1), the outcome test; Ayres 2002, Justice Research and Policy 4, and
    Simoiu, Corbett-Davies & Goel 2017, Annals of Applied Statistics 11(3), infra-marginality and
    the threshold test; Pierson, Corbett-Davies & Goel 2018, AISTATS (PMLR 84), its fast form;
    Mantel & Haenszel 1959, J. Nat. Cancer Inst. 22(4).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.outcomes.hit_rate.query import SEARCHES, misses, query, stops, unready
from tallystick.checks.outcomes.hit_rate.results import hit_results
from tallystick.checks.shared.largest_group import most_alike_known
from tallystick.findings import Result
from tallystick.tables.store import Tables

NEVER_FINDS, SELDOM = 10, 2


def cases(tables: Tables, result: Result) -> Relation:
    """The searches without a find of the unit, the officer, or the group that has fewer finds."""
    return misses(tables, result).drop("acted", "known", "found", "ground")


def _alike(column: str) -> Callable[[Relation], Relation]:
    """How many of the listed share the value of `column`, or the day, that most of them have."""

    def among(rows: Relation) -> Relation:
        key = rows[column].date() if column.endswith("_at") else rows[column]
        return most_alike_known(rows.mutate(key=key), "key")

    return among


def _by(tables: Tables, key: str) -> Relation:
    """The acts of which the result is known, and of these the finds, by `key`."""
    rows = stops(tables)
    rows = rows.filter(rows.known == 1, rows[key].notnull())
    return rows.group_by(key).aggregate(n=rows["count"].sum(), k=(rows["count"] * rows.found).sum())


def _seldom_finds(tables: Tables, result: Result) -> Relation:
    """How many have a ground that in the whole agency finds less than half as often as all do."""
    by, listed = _by(tables, "ground"), misses(tables, result)
    both = by.cross_join(by.aggregate(all_n=by.n.sum(), all_k=by.k.sum()))
    seldom = both.filter(both.k * both.all_n * SELDOM < both.all_k * both.n)
    return part_of(listed.semi_join(seldom, "ground"), listed)


def _never_enters(tables: Tables, result: Result) -> Relation:
    """How many are of officers of whom ten or more are known and none found anything."""
    by, listed = _by(tables, "officer_id"), misses(tables, result)
    never = by.filter(by.k == 0, by.n >= NEVER_FINDS)
    return part_of(listed.semi_join(never, "officer_id"), listed)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    if result.subject_kind != "agency":
        return {}
    low, high = (100 * result.detail[f"threshold_{end}"] for end in ("low", "high"))
    return {"points_low": low, "points_high": high}


CHECK = declared(
    __name__,
    needs={"incidents": ("unit_id",)},
    unready=unready,
    query=query,
    test=hit_results,
    listed=misses,
    cases=cases,
    causes={
        "not_entered": Cause(counts=_never_enters, needs={"incidents": ("officer_id",)}),
        "no_choice": Cause(
            counts=_seldom_finds,
            needs={"incidents": ("search_basis",)},
            applies=lambda result: bool(result.detail["what"] == SEARCHES),
        ),
        "operation": Cause(among=_alike("occurred_at")),
        "officer": Cause(
            among=_alike("officer_id"),
            needs={"incidents": ("officer_id",)},
            applies=lambda result: result.subject_kind != "officer",
        ),
        "place": Cause(among=_alike("area_id"), needs={"incidents": ("area_id",)}),
        "infra_marginality": Cause(applies=lambda result: result.subject_kind == "agency"),
        "rule": Cause(applies=lambda result: result.subject_kind != "agency"),
    },
    values=_values,
    broken_by=("complaints", "cases", "outcomes"),
)
run = CHECK.run
