"""Find the list of records in a document of JSON, and read them as rows."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from typing import IO, Any

from tallystick.load.sandbox.json_text import Text
from tallystick.load.sandbox.json_values import cell, flattened, key_paths, row_of, value_at
from tallystick.load.sandbox.limits import RefusedError

Pull = Generator[dict[str, Any], dict[str, Any], Any]
_AT_ONCE = 10_000
_BLOCK = 4 << 20
_LEVELS = 4
_KINDS: dict[type, str] = {dict: "object", list: "list"}
KEYS_OF, MOST_KEYS = 1_000, 500


def answers(request: dict[str, Any], files: Iterator[IO[bytes]]) -> Pull:
    """Yield the lists of the document, then the rows of one.

    The parent sends the ``text`` in pieces, and from its start ``again`` where it is asked to. The
    reply to the ``lists`` (each with its path, what its first element is, and how many there are)
    names one of them, the ``columns`` wanted (None for all, as ``objects``), and how many rows and
    ``characters`` are wanted at ``most`` (None for all).

    Raises
    ------
    RefusedError
        When it is no JSON, is cut short, or a record passes a limit.
    """
    limits = request["limits"]
    sys.setrecursionlimit(3 * limits["JSON_DEPTH"])
    text = Text(limits["TEXT_CHARACTERS"], limits["JSON_DEPTH"])
    sign = yield from text.next_sign()
    names: list[str] | None = None
    if sign == "[":
        wish = yield {"lists": [["", "object", None]], "waits": True}
    elif sign == "{":
        lists: dict[str, tuple[str, int]] = {}
        names = yield from _survey(text, "", lists, None, 0)
        lines = (yield from text.next_sign()) == "{"
        told = [[path, *each] for path, each in lists.items()]
        wish = yield {"lists": told, "lines": lines, "columns": names, "waits": True}
        text = Text(limits["TEXT_CHARACTERS"], limits["JSON_DEPTH"])
        yield {"again": True}
        yield from _go_to(text, wish["list"], "")
    else:
        raise RefusedError("it is no JSON; check what it is, or state its format")
    yield from _Rows(wish, names).read(text)


def _survey(
    text: Text, path: str, lists: dict[str, tuple[str, int]], names: list[str] | None, level: int
) -> Pull:
    """Note every list below an object; return the names of columns that Socrata gives beside."""
    yield from text.take("{")
    sign = yield from text.next_sign()
    while sign != "}":
        key = yield from _key(text)
        inner = f"{path}.{key}" if path else key
        sign = yield from text.next_sign()
        if inner == "meta":
            value, _, _ = yield from text.value()
            names = _columns(value) or names
        elif sign == "{" and level < _LEVELS:
            names = yield from _survey(text, inner, lists, names, level + 1)
        elif sign == "[":
            lists[inner] = yield from _counted(text)
        else:
            yield from text.value()
        sign = yield from _after(text, "}")
    yield from text.take("}")
    return names


def _key(text: Text) -> Pull:
    key, start, _ = yield from text.value()
    if type(key) is not str:
        raise RefusedError(f"it is no JSON: {start[:1]} is no key; export it again")
    yield from text.take(":")
    return key


def _after(text: Text, closing: str) -> Pull:
    """Pass a comma; return the next sign, that of the closing bracket among them."""
    sign = yield from text.next_sign()
    if sign != closing:
        yield from text.take(",", closing)
        sign = yield from text.next_sign()
        if sign == closing:
            raise RefusedError(f"it is no JSON: a comma stands before {closing}; export it again")
    return sign


def _counted(text: Text) -> Pull:
    """Pass a list; return what its first element is, and how many there are."""
    kind, count = "nothing", 0
    for_first = yield from text.take("[")
    sign = yield from text.next_sign()
    while for_first and sign != "]":
        value, _, _ = yield from text.value()
        kind = kind if count else _KINDS.get(type(value), "value")
        count += 1
        sign = yield from _after(text, "]")
    yield from text.take("]")
    return kind, count


def _columns(meta: Any) -> list[str] | None:
    """The names in ``meta.view.columns``, as Socrata writes them beside its lists of values."""
    try:
        return [str(column["name"]) for column in meta["view"]["columns"]]
    except (KeyError, TypeError):
        return None


def _go_to(text: Text, wanted: str, path: str) -> Pull:
    """Stand before the list at the path `wanted`; return whether it is below this object."""
    yield from text.take("{")
    sign = yield from text.next_sign()
    while sign != "}":
        key = yield from _key(text)
        inner = f"{path}.{key}" if path else key
        sign = yield from text.next_sign()
        if inner == wanted and sign == "[":
            return True
        if sign == "{" and wanted.startswith(f"{inner}."):
            if (yield from _go_to(text, wanted, inner)):
                return True
        elif sign == "[":
            yield from _counted(text)
        else:
            yield from text.value()
        sign = yield from _after(text, "}")
    yield from text.take("}")
    return False


class _Rows:
    """The elements of a list as rows, in blocks; what is no object is told by its row."""

    def __init__(self, wish: dict[str, Any], names: list[str] | None) -> None:
        self._whole = not wish["list"]
        self._names = names if wish["named"] else None
        self._paths = None if wish["columns"] is None else [*map(key_paths, wish["columns"])]
        self._most, self._characters = wish["most"], wish["characters"]
        self._keys: dict[str, None] = {}
        self._there = [0] * len(self._paths or ())
        self._clear()

    def _clear(self) -> None:
        self._numbers: list[int] = []
        self._cells: list[list[str | None]] = [[] for _ in self._paths or ()]
        self._typed: list[list[str]] = [[] for _ in self._paths or ()]
        self._objects: list[dict[str, str | None]] = []
        self._bad: list[tuple[int, str, str]] = []
        self._held = 0

    def read(self, text: Text) -> Pull:
        """Yield blocks of rows, and last which columns were there, and whether there are more."""
        yield from text.take("[")
        sign, number = (yield from text.next_sign()), 0
        characters, more = 0, False
        while sign != "]":
            number += 1
            value, start, deep = yield from text.value()
            size = self._add(number, value, start, deep=deep)
            characters, self._held = characters + size, self._held + size
            if len(self._numbers) + len(self._bad) >= _AT_ONCE or self._held >= _BLOCK:
                yield self._block()
            sign = yield from _after(text, "]")
            more = self._most is not None and sign != "]" and (
                number >= self._most or characters > self._characters)  # fmt: skip
            if more:
                break
        yield self._block()
        if not more:
            yield from text.take("]")
            if self._whole and (yield from text.next_sign()):
                raise RefusedError("something follows its list; export one list of objects")
        yield {"there": self._there, "keys": [*self._keys], "more": more}

    def _add(self, number: int, value: Any, start: str, *, deep: bool) -> int:
        """Keep an element; return how many characters its cells have, each counting one more."""
        if self._names is not None and type(value) is list:
            if len(value) != len(self._names):
                self._bad.append((number, "cells", f"{len(value)} of {len(self._names)}"))
                return 1
            value = dict(zip(self._names, value, strict=True))
        if type(value) is not dict:
            self._bad.append((number, "deep" if deep else "start", start))
            return len(start)
        self._numbers.append(number)
        if self._paths is None:
            flat = {key: cell(each)[0] for key, each in flattened(value).items()}
            self._objects.append(flat)
            return sum(len(key) + len(each or "") + 1 for key, each in flat.items())
        if number <= KEYS_OF and len(self._keys) < MOST_KEYS:
            self._keys.update(dict.fromkeys(flattened(value)))
        return self._row(row_of(value))

    def _row(self, row: dict[str, Any]) -> int:
        size = 0
        for at, paths in enumerate(self._paths or ()):
            found, there = value_at(row, paths)
            said, typed = cell(found)
            self._cells[at].append(said)
            self._typed[at].append("01"[typed])
            self._there[at] += there
            size += len(said or "") + 1
        return size

    def _block(self) -> dict[str, Any]:
        made = {
            "rows": self._numbers,
            "cells": self._cells,
            "typed": ["".join(each) for each in self._typed],
            "objects": self._objects,
            "bad": self._bad,
        }
        self._clear()
        return made
