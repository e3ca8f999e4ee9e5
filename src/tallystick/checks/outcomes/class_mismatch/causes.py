"""Which innocent causes would make a charge lie beside its weight?"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, explained
from tallystick.checks.outcomes.class_mismatch.other_weights import LATER, SEEN, SLIP, decided
from tallystick.checks.shared.charges_judged import (
    ABOVE,
    ALONE,
    BELOW,
    JUDGED,
    PLEA,
)
from tallystick.checks.shared.goods_weighed import GROSS
from tallystick.findings import Result
from tallystick.tables.store import Tables

Of = dict[str, tuple[str, ...]]


def listed(tables: Tables, result: Result) -> Relation:
    """The charges of the result."""
    rows = JUDGED(tables)
    rows = rows.filter(rows[result.aspect])
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


def _seen(name: str) -> Callable[[Tables, Result], Relation]:
    """How many charges would follow by the other weight, or on the other day, called `name`."""

    def counted(tables: Tables, result: Result) -> Relation:
        rows, end = listed(tables, result), "least" if result.aspect == BELOW else "most"
        rows = rows.mutate(then=decided(rows)).left_join(
            SEEN(tables), ["incident_id", "article", "then"]
        )
        return explained(rows, lambda rows: rows[f"{name}_{end}"].fill_null(False))

    return counted


def _several_persons(tables: Tables, result: Result) -> Relation:
    """How many are of cases in which several persons are charged."""
    rows, every = listed(tables, result), JUDGED(tables)
    each = every.group_by("incident_id").aggregate(persons=every.person_id.nunique())
    rows = rows.left_join(each, "incident_id").drop("incident_id_right")
    return explained(rows, lambda rows: rows.persons > 1)


def _agreed(rows: Relation) -> BooleanValue:
    text = rows.aggravating.fill_null("").lower()
    return ibis.or_(*(text.contains(word) for word in PLEA))


def _is(*aspects: str) -> Callable[[Result], bool]:
    return lambda result: result.aspect in aspects


WEIGHTS: Of = {"measurements": ("stage",)}
NOTES: Of = {"outcomes": ("aggravating",)}
CAUSES = {
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
    "noted": Cause(lambda rows: rows.aggravating.notnull(), needs=NOTES, applies=_is(ABOVE, ALONE)),
    "agreed": Cause(_agreed, needs=NOTES, applies=_is(BELOW)),
    "mixture": Cause(applies=_is(ABOVE, ALONE)),
}
