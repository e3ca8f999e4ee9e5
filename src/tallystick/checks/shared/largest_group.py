"""How many of these records have in common what most of them do, and most others do not?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation


def most_alike(rows: Relation, *keys: str) -> Relation:
    """How many of the `rows` lie in the combination of `keys` that holds most of them.

    One row: ``explains`` is that number, ``of`` all of them.
    """
    each = rows.group_by(*keys).aggregate(n=rows.count())
    return each.aggregate(
        explains=each.n.max().fill_null(0).cast("int64"), of=each.n.sum().fill_null(0).cast("int64")
    )


def most_alike_known(rows: Relation, key: str) -> Relation:
    """As `most_alike`, where rows without a value of `key` are of all and share it with nobody."""
    held = rows.filter(rows[key].notnull())
    groups = held.group_by(key).aggregate(n=held.count())
    most = groups.aggregate(explains=groups.n.max().fill_null(0))
    return rows.aggregate(of=rows.count()).cross_join(most)


def same_month(rows: Relation, *keys: str) -> Relation:
    """As `most_alike`, of those that lie in one calendar month and share `keys`."""
    return most_alike(rows.mutate(month=rows.occurred_at.truncate("M")), *keys, "month")


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
