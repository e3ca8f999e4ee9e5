"""Rows that projections read and write by one short statement each.

Django takes ten times as long over the words of such a statement as a database over its work, and
a replay says it a hundred thousand times.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.db import connections
from django.db.models import Field, Model

from tallystick.review.log.replay import database
from tallystick.seal import Entry

Made = TypeVar("Made", bound=Model)


def add(model: type[Made], entry: Entry, **values: Any) -> Made:
    """Write a row that `entry` makes, under the next id, and return it."""
    made = model(id=next_id(model), created_seq=entry.seq, **values)
    _execute(_insert(model), _stored(made, model._meta.concrete_fields))
    made._state.adding, made._state.db = False, database()
    return made


def change(made: Model, **values: Any) -> None:
    """Change some columns of a row, and the object that holds it."""
    for name, value in values.items():
        setattr(made, name, value)
    fields = [
        each for each in made._meta.concrete_fields if each.name in values or each.attname in values
    ]
    told = ", ".join(f'"{each.column}" = %s' for each in fields)
    sql = f'UPDATE "{made._meta.db_table}" SET {told} WHERE id = %s'  # noqa: S608
    _execute(sql, [*_stored(made, fields), made.pk])


def add_all(model: type[Model], made: list[tuple[Any, ...]]) -> None:
    """Write rows that are whole, each with its columns in the order of the model."""
    with connections[database()].cursor() as cursor:
        cursor.executemany(_insert(model), made)


def one(model: type[Made], where: str, *parameters: Any, without: str = "") -> Made | None:
    """Return the first row for which a condition holds; `without` names a column that is not read.

    The condition is a text of this program; what it compares with are the parameters, as ``%s``.
    """
    sql = f"{_select(model, without)} WHERE {where} ORDER BY id LIMIT 1"
    return next(iter(model._default_manager.raw(sql, parameters)), None)


def rows(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Return what a statement of this program reads."""
    with connections[database()].cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def next_id(model: type[Model]) -> int:
    """Return the id of the next row, which a replay finds again: one more than the largest."""
    ((largest,),) = rows(f'SELECT max(id) FROM "{model._meta.db_table}"')  # noqa: S608 - our name
    return (largest or 0) + 1


def _stored(made: Model, fields: Iterable[Field[Any, Any]]) -> list[Any]:
    connection = connections[database()]
    return [each.get_db_prep_save(getattr(made, each.attname), connection) for each in fields]


def _execute(sql: str, values: list[Any]) -> None:
    with connections[database()].cursor() as cursor:
        cursor.execute(sql, values)


@cache
def _insert(model: type[Model]) -> str:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{each.column}"' for each in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'  # noqa: S608


@cache
def _select(model: type[Model], without: str) -> str:
    fields = [each for each in model._meta.concrete_fields if each.name != without]
    columns = ", ".join(f'"{each.column}"' for each in fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}"'  # noqa: S608
