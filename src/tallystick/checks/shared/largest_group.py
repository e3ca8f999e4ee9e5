"""How many of these records have in common what most of them do?"""

from __future__ import annotations

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
