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

from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.outcomes.class_mismatch.causes import CAUSES, listed
from tallystick.checks.outcomes.class_mismatch.other_weights import SEEN
from tallystick.checks.outcomes.class_mismatch.results import mismatch_results
from tallystick.checks.shared.charges_judged import ABOVE, ALONE, BELOW, JUDGED, unweighable
from tallystick.checks.shared.law_caveats import caveats_of
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.tables.store import Tables


def query(tables: Tables) -> Relation:
    """Charges by unit, article and class by weight: of how many each thing is true.

    ``article`` and ``amount`` are places as in `graver`, -1 for none. Names that end in ``_cases``
    count cases, the others charges: those *judged* have goods that all lie in the law's table,
    those *placed* some, which is enough to lie below them.
    """
    rows = JUDGED(tables)
    rows = rows.mutate(amount=rows.amount.fill_null(-1))
    marks = {
        "charges": rows.incident_id.notnull(),
        "unread": rows.key.isnull(),
        "weighed": rows.told.notnull(),
        "judged": rows.by_weight,
        "placed": rows.placed,
        "excused": rows.excused,
        "pending": rows.pending,
        ABOVE: rows[ABOVE],
        BELOW: rows[BELOW],
        ALONE: rows[ALONE],
    }
    sums = {name: one_if(mark).sum().cast("int64") for name, mark in marks.items()}
    asked = {f"{name}_cases": name for name in (ABOVE, BELOW, ALONE)}
    asked |= {"judged_cases": "by_weight", "placed_cases": "placed"}
    of_cases = {
        name: rows.incident_id.nunique(where=rows[mark]).cast("int64")
        for name, mark in asked.items()
    }
    return rows.group_by("unit_id", "article", "amount").aggregate(**sums, **of_cases)


def cases(tables: Tables, result: Result) -> Relation:
    """The charges that are so, of the unit or of all."""
    return listed(tables, result).select(*tables["outcomes"].columns, "unit_id")


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
    causes=CAUSES,
    values=_values,
    shares=(JUDGED,),
    behind=(SEEN,),
)
run = CHECK.run
