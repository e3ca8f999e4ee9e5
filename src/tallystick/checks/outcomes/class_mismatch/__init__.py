"""Does the charged class follow from the weight, the substance and the date?

Criteria
    The law draws classes of amounts, and an article and part belongs to each. The part that is
    charged is the one that the weight of the goods gives on the day of the deed, or one that a
    recorded circumstance makes.
Test
    A test of details of each charge whose article is read and whose goods are weighed: charged
    *above* what the weight gives, *below* it, or *by the charged weight alone*, where it follows
    from the weight that was charged, and from no weight that anybody read off a scale.
    Doubt goes to the record. Above is only what lies above the sum of a case's exhibits, below only
    what lies below its heaviest one, and of a case only where no charge of it is as grave. A weight
    on a bound of which no source says the side counts for both classes. A substance that the law's
    table lacks may be what made the charge: nothing of such a case is above. An article that
    circumstances can make is not above where any is recorded; one that they alone make is not
    judged, nor is a text that names no article for certain, nor what is pending. How many those
    are is said.
    For each unit
    H0  The share of its cases that are charged so is that of the other units at the same act and
        the same class by weight, or differs no more than they do among themselves.
    H1  It is larger than both allow (stats.peers.larger_share). Slips of the pen are found
        everywhere.
    Estimate: the share, minus that of the other units at like cases.
    It needs five units with twenty such cases; fewer than three name no pattern.
    Measured on units of 150 and 700 cases of four kinds, 6 and 10 of them (seeds 31 and 33, 540 to
    900 tests a cell). Units that err at .2 to 5% alike, or differ by a third to a half of that:
    .000 to .023 at nominal 5%. Where few err ten times as often as most (a beta law of mean 1%
    whose parameters add up to 40), .021 to .063; of 2% that add up to 12, .07 to .11: they do
    differ, and the count cannot tell why. To ask the law of the other units as well brought that to
    .07 and .08, and lost most of the power where three of ten units raise charges. Found among ten
    units of 700 (seed 32, 15 worlds a cell) with 5, 12 and 25% of charges raised: of one unit .80,
    1.0 and 1.0 where the others differ by half, .27, .60 and .73 where they are as unlike as that;
    of three of the ten .04, .71 and .93, and .09, .27 and .18: they teach what units differ by. The
    listed charges name what was seen.
Cause, innocent first
    Kilograms written as grams; a charge brought by the first weight, and a laboratory that found
    another; the container weighed with the goods; goods of several substances, persons or
    deliveries added up; a circumstance that makes the part and was not recorded; an agreed plea to
    less; the law that changed, of which the milder one applies; the pack, if it is wrong.

References
    Tallystick's law packs (docs/law.md); Government Auditing Standards (GAO-21-368G) 8.90-8.95;
    Tuttle 2019, Racial disparities in federal sentencing: evidence from drug mandatory minimums
    (mass at 280 g appears at the charge, not at the seizure); Fisher 1935, The Design of
    Experiments; Paule & Mandel 1982, J. Research NBS 87(5).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, explained
from tallystick.checks.outcomes.class_mismatch.query import (
    LATER,
    SEEN,
    SLIP,
    decided,
    listed,
    query,
)
from tallystick.checks.outcomes.class_mismatch.results import mismatch_results
from tallystick.checks.shared.charges_judged import ABOVE, ALONE, BELOW, JUDGED, PLEA, unweighable
from tallystick.checks.shared.goods_weighed import GROSS
from tallystick.checks.shared.law_caveats import caveats_of
from tallystick.checks.shared.rows import beside
from tallystick.findings import Result
from tallystick.tables.store import Tables

WEIGHTS: dict[str, tuple[str, ...]] = {"measurements": ("stage",)}
NOTES: dict[str, tuple[str, ...]] = {"outcomes": ("aggravating",)}


def cases(tables: Tables, result: Result) -> Relation:
    """The charges that are so, of the unit or of all."""
    return listed(tables, result).select(*tables["outcomes"].columns, "unit_id")


def _seen(name: str) -> Callable[[Tables, Result], Relation]:
    """How many charges would follow by the other weight, or on the other day, called `name`."""

    def counted(tables: Tables, result: Result) -> Relation:
        rows, end = listed(tables, result), "least" if result.aspect == BELOW else "most"
        rows = rows.mutate(then=decided(rows))
        rows = beside(rows, SEEN(tables), "incident_id", "article", "then")
        return explained(rows, lambda rows: rows[f"{name}_{end}"])

    return counted


def _several_persons(tables: Tables, result: Result) -> Relation:
    """How many are of cases in which several persons are charged."""
    rows, every = listed(tables, result), JUDGED(tables)
    each = every.group_by("incident_id").aggregate(persons=every.person_id.nunique())
    return explained(beside(rows, each, "incident_id"), lambda rows: rows.persons > 1)


def _agreed(rows: Relation) -> BooleanValue:
    text = rows.aggravating.fill_null("").lower()
    return ibis.or_(*(text.contains(word) for word in PLEA))


def _is(*aspects: str) -> Callable[[Result], bool]:
    return lambda result: result.aspect in aspects


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    return {"of_law": caveats_of(result.detail)}


CHECK = declared(
    __name__,
    needs={
        "incidents": ("occurred_at",),
        "outcomes": ("statute",),
        "measurements": ("incident_id", "substance_code", "value"),
    },
    unready=unweighable,
    query=query,
    test=mismatch_results,
    listed=listed,
    cases=cases,
    causes={
        "kilograms": Cause(counts=_seen(SLIP), applies=_is(ABOVE, BELOW)),
        **{
            stage: Cause(counts=_seen(stage), needs=WEIGHTS, applies=_is(ABOVE, BELOW))
            for stage in ("field", "lab", "court")
        },
        "container": Cause(counts=_seen(GROSS), applies=_is(ABOVE)),
        "several_exhibits": Cause(lambda rows: rows.exhibits > 1),
        "several_persons": Cause(counts=_several_persons, needs={"outcomes": ("person_id",)}),
        "later_law": Cause(
            counts=_seen(LATER), needs={"outcomes": ("decided_at",)}, applies=_is(ABOVE, BELOW)
        ),
        "noted": Cause(
            lambda rows: rows.aggravating.notnull(), needs=NOTES, applies=_is(ABOVE, ALONE)
        ),
        "agreed": Cause(_agreed, needs=NOTES, applies=_is(BELOW)),
        "mixture": Cause(applies=_is(ABOVE, ALONE)),
    },
    values=_values,
    shares=(JUDGED,),
    behind=(SEEN,),
)
run = CHECK.run
