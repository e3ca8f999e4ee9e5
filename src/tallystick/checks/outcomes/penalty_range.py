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

from collections.abc import Mapping

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check
from tallystick.checks.outcomes.penalty_causes import EXPLANATIONS
from tallystick.checks.outcomes.penalty_results import NAME, penalty_results
from tallystick.checks.outcomes.penalty_words import describe
from tallystick.checks.outcomes.sentences import MARKS, SENTENCED, marked
from tallystick.checks.shared.charges_judged import unready
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables


def counts(tables: Tables) -> Relation:
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


def test(
    article: np.ndarray, amount: np.ndarray, *, frame: Frame, **numbers: np.ndarray
) -> list[Result]:
    """Arrays in, results out: the agency's for each aspect."""
    counted: Mapping[str, np.ndarray] = {k: v.astype(np.int64) for k, v in numbers.items()}
    return penalty_results(article.astype(np.int64), amount.astype(np.int64), counted, frame)


def cases(tables: Tables, result: Result) -> Relation:
    """The convictions that are so."""
    rows = SENTENCED(tables)
    return rows.filter(rows[MARKS[result.aspect]]).select(*tables["outcomes"].columns, "unit_id")


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs={
        "incidents": ("occurred_at",),
        "outcomes": ("statute", "verdict", "sentence_months"),
    },
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    explanations=EXPLANATIONS,
    unready=unready,
    shares=(SENTENCED,),
)
run = CHECK.run
