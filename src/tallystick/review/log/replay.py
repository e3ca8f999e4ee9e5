"""The state built anew from the log alone, in a database of its own, and compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from tallystick.review.log.memory import remembering

LIVE, REPLAYED, OWN = "default", "replay", "review"
_DATABASE: ContextVar[str] = ContextVar("database", default=LIVE)
NOT_STATE = ("entry", "body", "attempts", "statement_draft", "sealed_link")
"""Tables that are the log itself, and those that the log does not make."""
Values = tuple[Any, ...]


class Router:
    """Send every query to the database in which the projections are at work."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """Return the database in use."""
        return database()

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Allow it: rows of two databases never meet."""
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        """Keep accounts and sessions, which the log does not make, out of a replay."""
        return alias != REPLAYED or app_label == OWN


def database() -> str:
    """Return the alias of the database in use: the live one, but within `replayed`."""
    return _DATABASE.get()


@contextmanager
def replayed() -> Iterator[None]:
    """Build the state anew from the live log in a database in memory, which is used within.

    Raises UnknownActError, and what a projection raises, where an entry cannot be replayed.
    """
    from tallystick.review.log.entries import columns_of, entries
    from tallystick.review.log.projections import project
    from tallystick.review.log.rows import add_all
    from tallystick.review.models import Body, LogEntry

    log, bodies = list(entries()), list(Body.objects.values_list())
    token = _DATABASE.set(REPLAYED)
    try:
        _empty()
        call_command("migrate", database=REPLAYED, verbosity=0)
        with transaction.atomic(using=REPLAYED), remembering(connections[REPLAYED]):
            add_all(Body, bodies)
            add_all(LogEntry, [columns_of(each) for each in log])
            for entry in log:
                project(entry)
        yield
    finally:
        _DATABASE.reset(token)
        _empty()


def _empty() -> None:
    """Let go of the database in memory, whose connection Django itself would keep."""
    BaseDatabaseWrapper.close(connections[REPLAYED])


def state() -> tuple[type[Model], ...]:
    """Return the models whose rows the log makes."""
    models = apps.get_app_config(OWN).get_models()
    return tuple(each for each in models if each._meta.db_table not in NOT_STATE)


def differences() -> list[str]:
    """Return where the tables are not what a replay of the log makes; empty where they agree."""
    found: list[str] = []
    with replayed():
        for model in state():
            found += _differences(model)
    return found


def _differences(model: type[Model]) -> Iterator[str]:
    table, names = model._meta.db_table, [each.attname for each in model._meta.concrete_fields]
    live, anew = (
        model._base_manager.using(alias).order_by("pk").values_list(*names).iterator(2000)
        for alias in (LIVE, REPLAYED)
    )
    for one, other in _paired(live, anew):
        if one is None or other is None:
            more = "only the live table" if other is None else "only the replay"
            yield f"{table}: {more} has the row {(one or other or ('',))[0]}"
            continue
        for name, mine, theirs in zip(names, one, other, strict=True):
            if mine != theirs:
                yield f"{table} {one[0]}, {name}: {mine!r} live, {theirs!r} replayed"


def _paired(
    live: Iterator[Values], anew: Iterator[Values]
) -> Iterator[tuple[Values | None, Values | None]]:
    """Yield the rows of two tables in the order of their keys, those of one key together."""
    one, other = next(live, None), next(anew, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            yield one, None
            one = next(live, None)
        elif one is None or other[0] < one[0]:
            yield None, other
            other = next(anew, None)
        else:
            yield one, other
            one, other = next(live, None), next(anew, None)
