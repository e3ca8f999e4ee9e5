"""Which lawful or clerical reasons would put a sentence outside its range?"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.flags import one_if
from tallystick.checks.outcomes.mismatch_causes import PLEA
from tallystick.checks.outcomes.sentences import (
    ABOVE,
    ABOVE_FOUND,
    BELOW,
    BELOW_FOUND,
    MARKS,
    SENTENCED,
    months_of,
)
from tallystick.checks.shared.charges_judged import article_on
from tallystick.checks.shared.goods_weighed import the_law
from tallystick.findings import Result
from tallystick.tables.store import Tables

YEAR, MONTH_DAYS = 12, 30
LESS = (*PLEA, "attempt", "minor", "amnesty", "cooperat", "покуш", "приготовлен", "несовершеннолет",
        "амнист", "замах")  # fmt: skip


def _listed(tables: Tables, result: Result) -> Relation:
    rows = SENTENCED(tables)
    return rows.filter(rows[MARKS[result.aspect]])


def _how_many(rows: Relation, explained: BooleanValue) -> Relation:
    return rows.aggregate(
        explains=one_if(explained).sum().fill_null(0).cast("int64"),
        of=rows.count().cast("int64"),
    )


def _inside(
    tables: Tables, rows: Relation, article: ibis.Value, milli: IntegerValue
) -> BooleanValue:
    """Whether a sentence of `milli` lies in the range of the article at that place."""
    law = the_law(tables)
    low, high = months_of(article, law, high=False), months_of(article, law, high=True)
    return ((article >= 0) & (milli >= low) & (milli <= high)).fill_null(False)


def _as_years(tables: Tables, result: Result) -> Relation:
    rows = _listed(tables, result)
    return _how_many(rows, _inside(tables, rows, rows.article, rows.milli * YEAR))


def _as_days(tables: Tables, result: Result) -> Relation:
    rows = _listed(tables, result)
    milli = (rows.milli / MONTH_DAYS).round().cast("int64")
    return _how_many(rows, _inside(tables, rows, rows.article, milli))


def _by_later_law(tables: Tables, result: Result) -> Relation:
    """How many lie in the range of the same article on the day of the decision."""
    law, rows = the_law(tables), _listed(tables, result)
    rows = rows.mutate(later=article_on(rows.key, rows.decided_at.date(), law))
    return _how_many(rows, _inside(tables, rows, rows.later, rows.milli))


def _several_charges(tables: Tables, result: Result) -> Relation:
    """How many are of persons convicted of several charges in the case, or on the same day."""
    rows, every = _listed(tables, result), tables["outcomes"]
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
    return _how_many(rows, several)


def _less(tables: Tables, result: Result) -> Relation:
    rows = _listed(tables, result)
    text = rows.aggravating.fill_null("").lower()
    said = ibis.literal(False)
    for word in LESS:
        said = said | text.contains(word)
    return _how_many(rows, said)


def _noted(tables: Tables, result: Result) -> Relation:
    rows = _listed(tables, result)
    return _how_many(rows, rows.aggravating.notnull())


def _is(*aspects: str) -> Callable[[Result], bool]:
    return lambda result: result.aspect in aspects


LOW, HIGH = _is(BELOW, BELOW_FOUND), _is(ABOVE, ABOVE_FOUND)
NOTES: dict[str, tuple[str, ...]] = {"outcomes": ("aggravating",)}
EXPLANATIONS = (
    InnocentCause(
        "Years written where months belong",
        "Look whether twelve times the number lies in the range, and read the decision",
        _as_years,
        applies=_is(BELOW),
    ),
    InnocentCause(
        "Days written where months belong",
        "Look whether a thirtieth of the number lies in the range, and read the decision",
        _as_days,
        applies=_is(ABOVE),
    ),
    InnocentCause(
        "The law changed after the deed, and the milder one applies",
        "Look whether the term lies in the range of the day of the decision",
        _by_later_law,
        {"outcomes": ("decided_at",)},
        _is(BELOW, ABOVE),
    ),
    InnocentCause(
        "A plea, an attempt, a minor, help given, an amnesty, said in the record",
        "Look for such words with the decision",
        _less,
        NOTES,
        LOW,
    ),
    InnocentCause(
        "Several charges of one person in one sentence",
        "Look whether the person was convicted of others in the case or on the same day",
        _several_charges,
        {"outcomes": ("person_id",)},
    ),
    InnocentCause(
        "A circumstance that makes a graver part, or an earlier sentence added",
        "Look whether any is recorded, and read the decision",
        _noted,
        NOTES,
        HIGH,
    ),
    InnocentCause(
        "An attempt or preparation, a minor, an agreement, an exceptional circumstance, an amnesty "
        "that the record does not name",
        "Read the reasons of the decision",
        applies=LOW,
    ),
    InnocentCause(
        "A row of the law pack that is wrong, or that it lacks",
        "Look the article up in the law of that day",
    ),
)
