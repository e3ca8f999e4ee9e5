"""How many of these records have in common what most of them have, and most others do not?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation


def most_unlike(rows: Relation, others: Relation, key: str) -> Relation:
    """How many of `rows` share one value of `key` that fewer than half of the `others` have.

    One row: ``explains`` and ``of``. What all have anyway explains nothing; rows without a value
    share it with nobody.
    """
    held = others.filter(others[key].notnull())
    held = held.group_by(key).aggregate(n=held.count())
    held = held.mutate(whole=held.n.sum().over(ibis.window()))
    usual = held.filter(held.n * 2 >= held.whole).select(key)
    known = rows.filter(rows[key].notnull()).anti_join(usual, key)
    groups = known.group_by(key).aggregate(n=known.count())
    most = groups.aggregate(explains=groups.n.max().fill_null(0).cast("int64"))
    return rows.aggregate(of=rows.count()).cross_join(most)


def among_unlike(rows: Relation, others: Relation, named: Relation) -> Relation:
    """How many of `rows` are among the cases `named`, where fewer than half of the `others` are."""
    named = named.select("incident_id").distinct()
    own = rows.semi_join(named, "incident_id")
    usual = others.semi_join(named, "incident_id")
    both = (
        rows.aggregate(of=rows.count())
        .cross_join(own.aggregate(own=own.count()))
        .cross_join(others.aggregate(whole=others.count()))
        .cross_join(usual.aggregate(usual=usual.count()))
    )
    return both.select("of", explains=ibis.ifelse(both.usual * 2 >= both.whole, 0, both.own))
