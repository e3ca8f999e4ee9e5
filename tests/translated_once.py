"""How do tests spare Ibis the translation of a query that it has translated before?

Ibis takes most of a test's time to write one query as SQL, and the same queries come again with
other rows: of 210 that tests/cli/test_map.py runs, 192 do. What a query is translated to depends on
its structure and on the names of its tables; rows held in memory have a new name each time, which
is put in its place. ``FRESH_SQL=1 make test`` translates each query anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import blake2b

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
from ibis.backends.duckdb import Backend
from ibis.backends.sql import SQLBackend
from ibis.backends.sql.datatypes import DuckDBType
from ibis.expr.schema import Schema

MOST = 4_000
"""Of the translations that are kept, those asked for last."""
GENERATED = re.compile(r"ibis_\w+_memtable_\w{20,}")
PLAIN = (str, int, bytes, float, Decimal, date, time, timedelta, Enum, type(None), dt.DataType)
_kept: dict[bytes, tuple[str, list[str]]] = {}
_translate = SQLBackend.compile
_parse = DuckDBType.from_string


class UnknownStructureError(Exception):
    """A query holds what is not known to tell all about itself."""


def translate_once() -> None:
    """Let every DuckDB engine of this process translate a query of one structure once."""
    if not os.environ.get("FRESH_SQL"):
        Backend.compile = _compile
        DuckDBType.from_string = _type_of


@cache
def _type_of(text: str, nullable: bool | None = None) -> dt.DataType:
    """The type of a column as DuckDB writes it, which Ibis parses anew for each column."""
    return _parse(text, nullable)


def _compile(self, expr, /, *, limit=None, params=None, pretty=False) -> str:
    try:
        if params:
            raise UnknownStructureError
        structure, names = structure_of(expr.as_table().op())
    except UnknownStructureError:
        return _translate(self, expr, limit=limit, params=params, pretty=pretty)
    key = blake2b(f"{limit} {pretty} {structure}".encode("utf-8", "surrogatepass")).digest()
    if key not in _kept:
        sql = _translate(self, expr, limit=limit, params=params, pretty=pretty)
        if len(_kept) == MOST:
            del _kept[next(iter(_kept))]
        _kept[key] = sql, names
        return sql
    sql, before = _kept[key] = _kept.pop(key)
    now = dict(zip(before, names, strict=True))
    return GENERATED.sub(lambda found: now.get(found.group(), found.group()), sql)


def structure_of(root: ops.Node) -> tuple[str, list[str]]:
    """Return all that a translation depends on but the names of rows in memory, and these names.

    UnknownStructureError where a part may look like another without being it.
    """
    places: dict[ops.Node, int] = {}
    parts: list[str] = []
    names: list[str] = []
    for node in _children_first(root):
        if isinstance(node, ops.InMemoryTable):
            if not GENERATED.fullmatch(node.name):
                raise UnknownStructureError
            told = [len(names), _told(node.schema, places)]
            names.append(node.name)
        elif isinstance(node, ops.DatabaseTable):
            told = [_told(each, places) for each in (node.name, node.schema)]
            told += [node.namespace.catalog, node.namespace.database]
        elif isinstance(node, ops.SelfReference):
            told = [_told(node.parent, places), len(parts)]
        else:
            told = [_told(each, places) for each in node.__args__]
        places[node] = len(parts)
        parts.append(f"{_called(type(node))} {told}")
    return "\n".join(parts), names


def _children_first(root: ops.Node) -> Iterator[ops.Node]:
    given: set[ops.Node] = set()
    waiting = [(root, False)]
    while waiting:
        node, last = waiting.pop()
        if node in given:
            continue
        if last:
            given.add(node)
            yield node
        else:
            waiting.append((node, True))
            waiting += [(child, False) for child in reversed(node.__children__)]


def _called(kind: type) -> str:
    if issubclass(kind, ops.ScalarUDF | ops.AggUDF):
        told = (kind.__func_name__, kind.__input_type__, kind.__udf_namespace__, kind.dtype)
        return f"{kind.__bases__} {told}"
    return f"{kind.__module__}.{kind.__qualname__}"


def _told(value: object, places: Mapping[ops.Node, int]) -> object:
    if isinstance(value, ops.Node):
        return f"<{places[value]}>"
    if isinstance(value, PLAIN):
        return f"{type(value).__name__} {value!r}"
    if isinstance(value, tuple):
        return [_told(each, places) for each in value]
    if isinstance(value, frozenset):
        return sorted(str(_told(each, places)) for each in value)
    if isinstance(value, Schema | Mapping):
        return [[_told(name, places), _told(each, places)] for name, each in value.items()]
    raise UnknownStructureError(type(value).__name__)
