"""Is the sentence inside the range of the article that was charged, and of what was found?

Criteria
    A sentence of imprisonment lies in the range that the law gives the article on the day of the
    deed, or, where the law changed before the decision, in the one that the rule of the country on
    later laws gives. Outside it a reason that the law knows is in the file.
Test
    A test of details of each conviction whose article is read and whose imprisonment is recorded:
    *below* or *above the article's range*; and of those inside it, where the goods are weighed,
    *below* or *above the range of what was found*, which is that of the part that the weight makes.
    An open bound is no bound. A sentence of 0 months is no imprisonment: whether another penalty
    was allowed the range does not say, and it is counted apart. Arrest is rounded up to months.
    Doubt goes to the record: what was found is taken by the heaviest exhibit for the least, by the
    sum for the most, on both sides of a bound of which no source says the side; a substance
    that the law's table lacks has no most; nor has an article that a recorded circumstance can
    make. Where a milder law reaches back, the least is that of the milder of the two days, and the
    most too where no circumstance is recorded; laws in between are not looked at.
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

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation
from numpy.typing import NDArray

from tallystick.checks.declared import Cause, declared, explained
from tallystick.checks.outcomes.penalty_range.query import (
    ABOVE,
    ABOVE_FOUND,
    ASPECTS,
    BELOW,
    BELOW_FOUND,
    MARKS,
    NEEDED,
    SENTENCED,
    months_of,
    query,
)
from tallystick.checks.shared.charges_judged import PLEA, article_on, unready
from tallystick.checks.shared.goods_weighed import the_law
from tallystick.checks.shared.law_caveats import caveats_of, from_memory, reserves_of, unsure
from tallystick.checks.shared.rows import beside
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame, Law
from tallystick.tables.store import Tables

Ints = NDArray[np.int64]

say = words_beside(__file__).say

ESTIMANDS = {name: say(f"estimands.{MARKS[name]}") for name in ASPECTS}
YEAR, MONTH_DAYS = 12, 30
LESS = (*PLEA, "attempt", "minor", "amnesty", "cooperat", "покуш", "приготовлен", "несовершеннолет",
        "амнист", "замах")  # fmt: skip


def test(
    article: np.ndarray, amount: np.ndarray, *, frame: Frame, **counted: np.ndarray
) -> list[Result]:
    """Return the agency's result for each aspect."""
    article, amount = article.astype(np.int64), amount.astype(np.int64)
    numbers = {name: value.astype(np.int64) for name, value in counted.items()}
    if not len(article):
        return []
    law = frame.law or Law("", "")
    return [_one(aspect, article, amount, numbers, law) for aspect in ASPECTS]


def _one(aspect: str, article: Ints, amount: Ints, numbers: Mapping[str, Ints], law: Law) -> Result:
    of_found = aspect in (BELOW_FOUND, ABOVE_FOUND)
    asked = amount >= 0 if of_found else np.ones(len(article), dtype=bool)
    held = numbers[MARKS[aspect]] > 0
    found = int(numbers[MARKS[aspect]].sum())
    ranged = int((numbers["ranged"] - numbers["none_given"])[asked].sum())
    places = np.unique(article[held]).tolist()
    amounts = np.unique(amount[held]).tolist() if of_found else ()
    detail = {
        "exceptions": found,
        **{name: int(numbers[name].sum()) for name in ("sentences", "unread", "none_given")},
        "unsure": unsure(law, places, amounts),
        "from_memory": from_memory(law, places, amounts),
        "reserves": reserves_of(law, places),
        "law": law.name,
    }
    bare = Result(
        "", "agency", "", aspect, "insufficient", ranged, ESTIMANDS[aspect], detail=detail
    )
    if not ranged:
        reason = say("reasons.nothing", n=detail["sentences"], unread=detail["unread"])
        if of_found and (whole := int(numbers["ranged"].sum())):
            reason = say("reasons.nothing_found", n=whole)
        return replace(bare, reason=reason)
    return replace(
        bare,
        verdict="exceptions" if found else "not_found",
        estimate=float(found),
        smallest_detectable=1.0,
    )


def listed(tables: Tables, result: Result) -> Relation:
    """The convictions that are so."""
    rows = SENTENCED(tables)
    return rows.filter(rows[MARKS[result.aspect]])


def cases(tables: Tables, result: Result) -> Relation:
    """The convictions that are so."""
    return listed(tables, result).select(*tables["outcomes"].columns, "unit_id")


def _inside(
    tables: Tables, rows: Relation, article: ibis.Value, milli: IntegerValue
) -> BooleanValue:
    """Whether a sentence of `milli` lies in the range of the article at that place."""
    law = the_law(tables)
    low, high = months_of(article, law, high=False), months_of(article, law, high=True)
    return ((article >= 0) & (milli >= low) & (milli <= high)).fill_null(False)


def _as_years(tables: Tables, result: Result) -> Relation:
    rows = listed(tables, result)
    return explained(rows, lambda rows: _inside(tables, rows, rows.article, rows.milli * YEAR))


def _as_days(tables: Tables, result: Result) -> Relation:
    rows = listed(tables, result)
    milli = (rows.milli / MONTH_DAYS).round().cast("int64")
    return explained(rows, lambda rows: _inside(tables, rows, rows.article, milli))


def _by_later_law(tables: Tables, result: Result) -> Relation:
    """How many lie in the range of the same article on the day of the decision."""
    law, rows = the_law(tables), listed(tables, result)
    rows = rows.mutate(later=article_on(rows.key, rows.decided_at.date(), law))
    return explained(rows, lambda rows: _inside(tables, rows, rows.later, rows.milli))


def _several_charges(tables: Tables, result: Result) -> Relation:
    """How many are of persons convicted of several charges in the case, or on the same day."""
    rows, every = listed(tables, result), tables["outcomes"]
    every = every.filter(every.verdict == "convicted", every.person_id.notnull())
    same_case = every.group_by("incident_id", "person_id").aggregate(here=every.count())
    dated = every.filter(every.decided_at.notnull()).mutate(then=lambda t: t.decided_at.date())
    same_day = dated.group_by("person_id", "then").aggregate(there=dated.count())
    rows = rows.mutate(then=rows.decided_at.date())
    rows = beside(rows, same_case, "incident_id", "person_id")
    rows = beside(rows, same_day, "person_id", "then")
    return explained(rows, lambda rows: (rows.here > 1) | (rows.there > 1))


def _less(rows: Relation) -> BooleanValue:
    text = rows.aggravating.fill_null("").lower()
    return ibis.or_(*(text.contains(word) for word in LESS))


def _is(*aspects: str) -> Callable[[Result], bool]:
    return lambda result: result.aspect in aspects


LOW, HIGH = _is(BELOW, BELOW_FOUND), _is(ABOVE, ABOVE_FOUND)
NOTES: dict[str, tuple[str, ...]] = {"outcomes": ("aggravating",)}


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    return {"is_low": LOW(result), "of_law": caveats_of(result.detail)}


CHECK = declared(
    __name__,
    needs=NEEDED,
    unready=unready,
    query=query,
    test=test,
    listed=listed,
    cases=cases,
    causes={
        "as_years": Cause(counts=_as_years, applies=_is(BELOW)),
        "as_days": Cause(counts=_as_days, applies=_is(ABOVE)),
        "later_law": Cause(
            counts=_by_later_law, needs={"outcomes": ("decided_at",)}, applies=_is(BELOW, ABOVE)
        ),
        "said_less": Cause(_less, needs=NOTES, applies=LOW),
        "several_charges": Cause(counts=_several_charges, needs={"outcomes": ("person_id",)}),
        "noted": Cause(lambda rows: rows.aggravating.notnull(), needs=NOTES, applies=HIGH),
        "unsaid": Cause(applies=LOW),
    },
    values=_values,
    shares=(SENTENCED,),
)
run = CHECK.run
