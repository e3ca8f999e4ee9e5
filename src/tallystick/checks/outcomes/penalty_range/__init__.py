"""Is the sentence inside the range of the article that was charged, and of what was found?

Criteria
    A sentence of imprisonment lies in the range that the law gives the article on the day of the
    deed, or in that of a milder law since. Outside it a reason that the law knows is in the file.
Test
    A test of details of each conviction whose article is read and whose imprisonment is recorded:
    *below* or *above the article's range*; and of those inside it, where the goods are weighed,
    *below* or *above the range of what was found*, which is that of the part that the weight makes.
    An open bound is no bound. A sentence of 0 months is no imprisonment: whether another penalty
    was allowed the range does not say, and it is counted apart. Arrest is rounded up to months.
    Doubt goes to the record: what was found is taken by the heaviest exhibit for the least, by the
    sum for the most, on both sides of a bound of which no source says the side; a substance
    that the law's table lacks has no most; nor has an article that a recorded circumstance can
    make.
    An exception is one to look at. A court may go below the range for lawful reasons, and the
    records rarely hold them; courts are compared with no other, and no unit is named.
Cause, innocent first
    Months written as years, or days as months; a plea, an attempt, a minor, help given to the
    investigation, an exceptional circumstance, an amnesty; several charges in one sentence; an
    earlier sentence added; a milder law since; a pack that is wrong or lacks a row.

References
    Tallystick's law packs (docs/law.md); Criminal Code of Kazakhstan, Articles 6 (the milder law
    applies back), 55 (below the minimum), 58 and 60 (several crimes, several sentences); Government
    Auditing Standards (GAO-21-368G) 8.90-8.95.
"""

from __future__ import annotations

from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.outcomes.penalty_range.causes import CAUSES, LOW, listed
from tallystick.checks.outcomes.penalty_range.results import penalty_results
from tallystick.checks.outcomes.penalty_range.sentences import MARKS, SENTENCED, marked
from tallystick.checks.shared.charges_judged import unready
from tallystick.checks.shared.law_caveats import caveats_of
from tallystick.findings import Result
from tallystick.tables.store import Tables


def query(tables: Tables) -> Relation:
    """Convictions by article and class of what was found: of how many each thing is true.

    ``article`` and ``amount`` are places as in `graver`, -1 for none.
    """
    rows = SENTENCED(tables)
    rows = rows.mutate(unread=rows.key.isnull())
    sums = {
        name: marked(rows, name) for name in ("unread", "ranged", "none_given", *MARKS.values())
    }
    return rows.group_by("article", "amount").aggregate(
        sentences=rows.count().cast("int64"), **sums
    )


def cases(tables: Tables, result: Result) -> Relation:
    """The convictions that are so."""
    return listed(tables, result).select(*tables["outcomes"].columns, "unit_id")


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    return {"is_low": LOW(result), "of_law": caveats_of(result.detail)}


CHECK = declared(
    __name__,
    needs={
        "incidents": ("occurred_at",),
        "outcomes": ("statute", "verdict", "sentence_months"),
    },
    unready=unready,
    query=query,
    test=penalty_results,
    listed=listed,
    cases=cases,
    causes=CAUSES,
    values=_values,
    shares=(SENTENCED,),
)
run = CHECK.run
