"""Rows of one subject, and rows of unlike relations brought under the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ibis
from ibis.expr.datatypes import DataType
from ibis.expr.types import Table as Relation

from tallystick.findings import Result


def of_subject(rows: Relation, result: Result, *, officer: str = "officer_id") -> Relation:
    """Return the rows of the unit or officer of a result; all of them for the agency.

    The column `officer` has the officers.
    """
    if result.subject_kind == "agency":
        return rows
    column = "unit_id" if result.subject_kind == "unit" else officer
    return rows.filter(rows[column] == result.subject)


def beside(rows: Relation, known: Relation, *keys: str) -> Relation:
    """Return the rows beside the one row of `known` that has their keys; null where none has."""
    return rows.left_join(known, list(keys)).drop(*(f"{key}_right" for key in keys))


def filled(rows: Relation, kinds: Mapping[str, DataType]) -> Relation:
    """Return the columns `kinds` of the rows, by name and type; null where they have none."""
    return rows.select(
        **{
            name: rows[name].cast(kind) if name in rows.columns else ibis.null(kind)
            for name, kind in kinds.items()
        }
    )


def with_empty(rows: Relation, texts: Iterable[str], numbers: Iterable[str]) -> Relation:
    """Return the rows with "" in those of the `texts`, and 0 in the `numbers`, that they lack."""
    empty = dict.fromkeys(texts, ibis.literal(""))
    empty |= dict.fromkeys(numbers, ibis.literal(0).cast("int64"))
    return rows.mutate(**{name: none for name, none in empty.items() if name not in rows.columns})
