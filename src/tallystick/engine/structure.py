"""What does the translation of an expression depend on?

On its structure: kinds of operations, their arguments, names, types. Rows held in memory have a
new name each time, which stands for itself in the translation and is told apart from the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
from ibis.expr.schema import Schema

GENERATED = re.compile(r"ibis_\w+_memtable_\w{20,}")
PLAIN = (str, int, bool, bytes, float, Decimal, date, datetime, time, timedelta, type(None))


class UnknownStructureError(Exception):
    """An expression holds what is not known to tell all about itself."""


@dataclass(frozen=True)
class Structure:
    """All that a translation depends on: `text`, and the `names` of rows in memory by place.

    `texts` are the texts that the expression compares with or looks for; `text` holds them too.
    """

    text: str
    names: tuple[str, ...]
    texts: tuple[str, ...]


def structure_of(root: Any) -> Structure:
    """Return the structure of an operation of Ibis.

    UnknownStructureError where a part may look like another without being it.
    """
    places: dict[Any, int] = {}
    parts: list[str] = []
    names: list[str] = []
    texts: dict[str, None] = {}
    for node in _children_first(root):
        told: list[object]
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
        if isinstance(node, ops.Literal) and type(node.value) is str:
            texts[node.value] = None
        places[node] = len(parts)
        parts.append(f"{_called(type(node))} {told}")
    return Structure("\n".join(parts), tuple(names), tuple(texts))


def _children_first(root: Any) -> Iterator[Any]:
    given: set[Any] = set()
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


def _called(kind: Any) -> str:
    if issubclass(kind, ops.ScalarUDF | ops.AggUDF):
        told = (kind.__func_name__, kind.__input_type__, kind.__udf_namespace__, kind.dtype)
        return f"{kind.__bases__} {told}"
    return f"{kind.__module__}.{kind.__qualname__}"


def _told(value: Any, places: Mapping[Any, int]) -> object:
    if isinstance(value, ops.Node):
        return f"<{places[value]}>"
    if type(value) in PLAIN or isinstance(value, Enum | dt.DataType):
        return f"{type(value).__name__} {value!r}"
    if isinstance(value, tuple):
        return [_told(each, places) for each in value]
    if isinstance(value, frozenset):
        return sorted(str(_told(each, places)) for each in value)
    if isinstance(value, Schema | Mapping):
        return [[_told(name, places), _told(each, places)] for name, each in value.items()]
    raise UnknownStructureError(type(value).__name__)
