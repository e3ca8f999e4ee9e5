"""Which innocent causes would make a charge lie beside its weight?"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.flags import one_if
from tallystick.checks.outcomes.other_weights import LATER, SEEN, SLIP, decided
from tallystick.checks.shared.charges_judged import (
    ABOVE,
    ALONE,
    BELOW,
    JUDGED,
)
from tallystick.checks.shared.goods_weighed import GROSS
from tallystick.findings import Result
from tallystick.tables.store import Tables

PLEA = ("plea", "pleaded", "agreement", "сделк", "соглашени", "угод")
STAGES = {"field": "first weighing", "lab": "laboratory's weighing", "court": "court's weighing"}
Of = dict[str, tuple[str, ...]]


def listed(tables: Tables, result: Result) -> Relation:
    """The charges of the result."""
    rows = JUDGED(tables)
    rows = rows.filter(rows[result.aspect])
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


def _how_many(rows: Relation, explained: BooleanValue) -> Relation:
    return rows.aggregate(
        explains=one_if(explained).sum().fill_null(0).cast("int64"),
        of=rows.count().cast("int64"),
    )


def _seen(name: str) -> Callable[[Tables, Result], Relation]:
    """How many charges would follow by the other weight, or on the other day, called `name`."""

    def counted(tables: Tables, result: Result) -> Relation:
        rows, end = listed(tables, result), "least" if result.aspect == BELOW else "most"
        rows = rows.mutate(then=decided(rows)).left_join(
            SEEN(tables), ["incident_id", "article", "then"]
        )
        return _how_many(rows, rows[f"{name}_{end}"].fill_null(False))

    return counted


def _several_persons(tables: Tables, result: Result) -> Relation:
    """How many are of cases in which several persons are charged."""
    rows, every = listed(tables, result), JUDGED(tables)
    each = every.group_by("incident_id").aggregate(persons=every.person_id.nunique())
    rows = rows.left_join(each, "incident_id").drop("incident_id_right")
    return _how_many(rows, rows.persons > 1)


def _several_exhibits(tables: Tables, result: Result) -> Relation:
    rows = listed(tables, result)
    return _how_many(rows, rows.exhibits > 1)


def _noted(tables: Tables, result: Result) -> Relation:
    rows = listed(tables, result)
    return _how_many(rows, rows.aggravating.notnull())


def _agreed(tables: Tables, result: Result) -> Relation:
    rows = listed(tables, result)
    text = rows.aggravating.fill_null("").lower()
    agreed = ibis.literal(False)
    for word in PLEA:
        agreed = agreed | text.contains(word)
    return _how_many(rows, agreed)


def _is(*aspects: str) -> Callable[[Result], bool]:
    return lambda result: result.aspect in aspects


WEIGHTS: Of = {"measurements": ("stage",)}
NOTES: Of = {"outcomes": ("aggravating",)}
EXPLANATIONS = (
    InnocentCause(
        "Kilograms written as grams, or grams as kilograms",
        "Look whether a thousand times the weight, or a thousandth, gives what is charged and is a "
        "weight that such cases have; read the act of weighing",
        _seen(SLIP),
        applies=_is(ABOVE, BELOW),
    ),
    *(
        InnocentCause(
            f"A charge brought by the {name}",
            "Look whether that weight gives what is charged, and when the charge was brought",
            _seen(stage),
            WEIGHTS,
            _is(ABOVE, BELOW),
        )
        for stage, name in STAGES.items()
    ),
    InnocentCause(
        "The container weighed with the goods",
        "Look whether the gross weight gives what is charged",
        _seen(GROSS),
        applies=_is(ABOVE),
    ),
    InnocentCause(
        "Goods of several exhibits, of which others were counted",
        "Look which exhibits the decision names",
        _several_exhibits,
    ),
    InnocentCause(
        "Goods of several persons, of whom each answers for a part",
        "Look whether the case has several persons charged, and what each held",
        _several_persons,
        {"outcomes": ("person_id",)},
    ),
    InnocentCause(
        "The law changed between the deed and the decision, and the milder one applies",
        "Look whether the charge follows by the law of the day of the decision",
        _seen(LATER),
        {"outcomes": ("decided_at",)},
        _is(ABOVE, BELOW),
    ),
    InnocentCause(
        "A circumstance that makes a graver part",
        "Look whether any is recorded with the charge, and read the decision for others",
        _noted,
        NOTES,
        _is(ABOVE, ALONE),
    ),
    InnocentCause(
        "An agreed plea to a lesser charge",
        "Look whether the record names an agreement, and ask the prosecutor for it",
        _agreed,
        NOTES,
        _is(BELOW),
    ),
    InnocentCause(
        "An earlier delivery, a mixture or moist goods counted in the charge",
        "Read in the decision of what the charged weight was made up",
        applies=_is(ABOVE, ALONE),
    ),
)
