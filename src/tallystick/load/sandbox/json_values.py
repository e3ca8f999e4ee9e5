"""How does an object of JSON become the cells of a row?"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

MOST_DOTS, LONGEST_NAME = 8, 200
POINT = ("longitude", "latitude")


class Number(str):
    """A number of JSON as its text, so that no digit is lost."""

    __slots__ = ()


def _nothing(_name: str) -> None:
    """Stand for NaN and the infinities, which JSON does not have."""


DECODER = json.JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=_nothing, strict=False
)


def key_paths(name: str) -> list[tuple[str, ...]]:
    """Return where a column may stand in an object, the first that is there to be taken.

    ``a.b`` is the key of that name, else the key ``b`` of the object ``a``.
    """
    paths: list[tuple[str, ...]] = [(name,)]
    head: tuple[str, ...] = ()
    rest = name
    for _ in range(MOST_DOTS):
        first, dot, rest = rest.partition(".")
        if not dot:
            break
        head = (*head, first)
        paths.append((*head, rest))
    return paths


def value_at(held: dict[str, Any], paths: list[tuple[str, ...]]) -> tuple[Any, bool]:
    """Return the value at the first of the `paths` that is there, and whether one is."""
    for *outer, last in paths:
        inner: Any = held
        for key in outer:
            inner = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(inner, dict) and last in inner:
            return inner[last], True
    return None, False


def row_of(element: dict[str, Any]) -> dict[str, Any]:
    """Return an object as a row; of a feature of GeoJSON its properties, and where its point is."""
    properties = element.get("properties")
    if element.get("type") != "Feature" or not isinstance(properties, dict):
        return element
    shape = element.get("geometry")
    point: dict[str, Any] = {}
    if isinstance(shape, dict) and shape.get("type") == "Point":
        point = dict(zip(POINT, shape.get("coordinates") or (), strict=False))
    return element | point | properties


def flattened(element: dict[str, Any], *, feature: bool = True) -> dict[str, Any]:
    """Return the values of an object that are no objects, by the names of `key_paths`."""
    row = row_of(element) if feature else element
    if row is not element:
        row = {key: row[key] for key in row if key not in ("type", "geometry", "properties")
               or key in element["properties"]}  # fmt: skip
    flat: dict[str, Any] = {}
    for name, value in _leaves(row, "", 0):
        flat.setdefault(name, value)
    return flat | {key: value for key, value in row.items() if not isinstance(value, dict)}


def _leaves(row: dict[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in row.items():
        short = depth < MOST_DOTS and len(before) + len(key) < LONGEST_NAME
        if isinstance(value, dict) and short:
            yield from _leaves(value, f"{before}{key}.", depth + 1)
        else:
            yield before + key, value


def cell(value: Any) -> tuple[str | None, bool]:
    """Return a value as the text of a cell, and whether it is a number."""
    if isinstance(value, Number):
        return str(value.removesuffix(".0")), True
    if value is None or isinstance(value, str):
        return value or None, False
    return json_text(value), False


def json_text(value: Any) -> str:
    """Return a value as JSON without blanks, its numbers as they stood."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return f"[{','.join(map(json_text, value))}]"
    if isinstance(value, dict):
        inside = (f"{json_text(key)}:{json_text(each)}" for key, each in value.items())
        return f"{{{','.join(inside)}}}"
    return json.dumps(value, ensure_ascii=False)
