"""Which lawful or clerical reasons would put a sentence outside its range?"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, explained
from tallystick.checks.outcomes.penalty_range.sentences import (
    ABOVE,
    ABOVE_FOUND,
    BELOW,
    BELOW_FOUND,
    MARKS,
    SENTENCED,
    months_of,
)
from tallystick.checks.shared.charges_judged import PLEA, article_on
from tallystick.checks.shared.goods_weighed import the_law
from tallystick.findings import Result
from tallystick.tables.store import Tables

YEAR, MONTH_DAYS = 12, 30
LESS = (*PLEA, "attempt", "minor", "amnesty", "cooperat", "покуш", "приготовлен", "несовершеннолет",
        "амнист", "замах")  # fmt: skip


def listed(tables: Tables, result: Result) -> Relation:
    """The convictions that are so."""
    rows = SENTENCED(tables)
    return rows.filter(rows[MARKS[result.aspect]])


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
    dated = every.filter(every.decided_at.notnull())
    dated = dated.mutate(then=dated.decided_at.date())
    same_day = dated.group_by("person_id", "then").aggregate(there=dated.count())
    rows = rows.mutate(then=rows.decided_at.date())
    rows = rows.left_join(same_case, ["incident_id", "person_id"])
    rows = rows.drop("incident_id_right", "person_id_right")
    rows = rows.left_join(same_day, ["person_id", "then"])
    several = (rows.here > 1).fill_null(False) | (rows.there > 1).fill_null(False)
    return explained(rows, lambda rows: several)


def _less(rows: Relation) -> BooleanValue:
    text = rows.aggravating.fill_null("").lower()
    return ibis.or_(*(text.contains(word) for word in LESS))


def _is(*aspects: str) -> Callable[[Result], bool]:
    return lambda result: result.aspect in aspects


LOW, HIGH = _is(BELOW, BELOW_FOUND), _is(ABOVE, ABOVE_FOUND)
NOTES: dict[str, tuple[str, ...]] = {"outcomes": ("aggravating",)}
CAUSES = {
    "as_years": Cause(counts=_as_years, applies=_is(BELOW)),
    "as_days": Cause(counts=_as_days, applies=_is(ABOVE)),
    "later_law": Cause(
        counts=_by_later_law, needs={"outcomes": ("decided_at",)}, applies=_is(BELOW, ABOVE)
    ),
    "said_less": Cause(_less, needs=NOTES, applies=LOW),
    "several_charges": Cause(counts=_several_charges, needs={"outcomes": ("person_id",)}),
    "noted": Cause(lambda rows: rows.aggravating.notnull(), needs=NOTES, applies=HIGH),
    "unsaid": Cause(applies=LOW),
}
