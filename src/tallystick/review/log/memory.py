"""What a replay has read already, kept until a table that it was read from is written to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

Value = TypeVar("Value")
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) "(\w+)"')
STATED = 'UPDATE "pattern" SET "disposition" = '
"""Changes each time that people decide, and no projection reads it from a pattern."""


class Memory:
    """What was read from the tables of one connection, each value with how old it is.

    `written` counts how often each table was written to, by the statements themselves.
    """

    def __init__(self) -> None:
        self.written = Counter[str]()
        self.values: dict[Hashable, tuple[tuple[int, ...], Any]] = {}

    def __call__(
        self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Count a statement that writes, and execute it."""
        found = WRITES.match(sql)
        if found and not sql.startswith(STATED):
            self.written[found[1]] += 1
        return execute(sql, params, many, context)


_MEMORY: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextmanager
def remembering(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Keep what `kept` reads within, where nobody else writes to the tables of `connection`."""
    memory = Memory()
    token = _MEMORY.set(memory)
    try:
        with connection.execute_wrapper(memory):
            yield
    finally:
        _MEMORY.reset(token)


def kept(key: Hashable, read: Callable[[], Value], *models: type[Model]) -> Value:
    """Return what `read` returns, which it reads from the tables of `models` and nothing else.

    Within `remembering` it is read once, until one of them is written to; else each time. No
    value that was kept may be changed.
    """
    memory = _MEMORY.get()
    if memory is None:
        return read()
    age = tuple(memory.written[each._meta.db_table] for each in models)
    found = memory.values.get(key)
    if found is None or found[0] != age:
        found = memory.values[key] = age, read()
    value: Value = found[1]
    return value
