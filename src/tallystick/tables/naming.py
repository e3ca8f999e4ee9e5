"""Who and what is named in which columns of the canonical tables?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import ibis

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit_id",),
    "officer": ("officer_id", "author_id"),
    "holder": ("from_holder", "to_holder"),
}
"""What is named in which columns of the canonical tables."""
ALIAS, BADGE = ("aliases", "value"), "badge"


def names_in(
    relations: Mapping[str, Any], filled: Mapping[str, Collection[str]], engine: Any
) -> dict[str, frozenset[str]]:
    """Return every name of a unit, an officer and a holder in the tables, by its kind.

    A former name or number in the place of an officer's is not among the officers: it is settled
    whom it means.
    """
    parts = [
        rows.select(kind=ibis.literal(kind), name=rows[column].cast("string")).distinct()
        for table, rows in relations.items()
        for kind, columns in COLUMNS.items()
        for column in columns
        if column in filled[table]
    ]
    if {"officers", ALIAS[0]} <= set(relations):
        aliases, officers = relations[ALIAS[0]], relations["officers"]
        former = aliases.filter(aliases.kind != BADGE).select(kind=ibis.literal("former"),
                                                              name=aliases.value)  # fmt: skip
        numbers = officers.select(kind=ibis.literal("number"), name=officers.officer_id)
        parts += [former.distinct(), numbers.distinct()]
    found: dict[str, set[str]] = {kind: set() for kind in (*COLUMNS, "former", "number")}
    if parts:
        told = engine.arrow(ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0])
        for kind, name in zip(told["kind"].to_pylist(), told["name"].to_pylist(), strict=True):
            if name:
                found[kind].add(name)
    found["officer"] -= found["former"] - found["number"]
    return {kind: frozenset(found[kind]) for kind in COLUMNS}
