"""Texts of the records that name a unit or an officer, wherever they stand in a value.

A name cannot be looked for in a sentence: a unit may be called "1" or "the". So it is marked where
it is put in, and a mask is put in its place before the sentence is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from tallystick.findings.keyed_text import KEY, TEXT, VALUES, KeyedText

NameKind = Literal["unit", "officer", "any"]
KINDS: tuple[NameKind, ...] = ("unit", "officer", "any")
NAME, OF = "name", "of"
"""The keys under which JSON holds a name and its kind."""
EACH = "*"
"""A path through any member of a list."""
Rename = Callable[[NameKind, str], Any]


class Named(str):
    """The name of a unit or an officer, or (``any``) a text of the records that may hold one."""

    __slots__ = ("kind",)
    kind: NameKind

    def __new__(cls, text: str, kind: NameKind) -> Named:
        """Mark `text` as a name of this kind."""
        named = super().__new__(cls, text)
        named.kind = kind
        return named

    def __getnewargs__(self) -> tuple[str, NameKind]:  # type: ignore[override]
        """Copy the kind too."""
        return str(self), self.kind


HOLDS = (Named, Mapping, list, tuple)
"""What is a name, or may hold one."""


def marked(value: Any) -> Any:
    """Return `value` as JSON holds it: names as ``{"name": …, "of": kind}``, texts with a key."""
    if isinstance(value, KeyedText):
        return {TEXT: str(value), KEY: value.key, VALUES: marked(value.values)}
    if isinstance(value, Named):
        return {NAME: str(value), OF: value.kind}
    if isinstance(value, Mapping):
        return {key: marked(each) for key, each in value.items()}
    return [marked(each) for each in value] if isinstance(value, list | tuple) else value


def unmarked(value: Any) -> Any:
    """Return `value`, as JSON held it, with its names and its texts."""
    if isinstance(value, Mapping):
        if value.keys() == {NAME, OF} and value[OF] in KINDS:
            return Named(str(value[NAME]), value[OF])
        if value.keys() == {TEXT, KEY, VALUES} and isinstance(value[VALUES], Mapping):
            return KeyedText(str(value[TEXT]), str(value[KEY]), unmarked(value[VALUES]))
        return {key: unmarked(each) for key, each in value.items()}
    return [unmarked(each) for each in value] if isinstance(value, list | tuple) else value


def mapped(value: Any, change: Callable[[Named], Any]) -> Any:
    """Return a copy of `value` with each name in it changed."""
    if isinstance(value, Named):
        return change(value)
    if isinstance(value, KeyedText):
        return KeyedText(str(value), value.key, mapped(value.values, change))
    if isinstance(value, Mapping):
        return {key: mapped(each, change) for key, each in value.items()}
    return [mapped(each, change) for each in value] if isinstance(value, list | tuple) else value


def paths(value: Any) -> dict[str, NameKind]:
    """Return where names stand: their kinds by a path of keys, such as ``members.*.officer``.

    A number is the place in a list whose members are of different kinds, as those of a row.
    """
    if isinstance(value, Named):
        return {"": value.kind}
    if isinstance(value, Mapping):
        inner = [(str(key), each) for key, each in value.items()]
    elif isinstance(value, list | tuple):
        row = not all(isinstance(each, HOLDS) for each in value)
        inner = [(str(place) if row else EACH, each) for place, each in enumerate(value)
                 if isinstance(each, HOLDS)]  # fmt: skip
    else:
        return {}
    return {
        f"{key}.{path}" if path else key: kind
        for key, each in inner
        for path, kind in paths(each).items()
    }


def renamed(
    detail: Mapping[str, Any], names: Mapping[str, NameKind], rename: Rename
) -> dict[str, Any]:
    """Return a copy of `detail` with every name at a path of `names` put through `rename`.

    Paths are as `paths` returns them; what is not there, or is no text, is left as it is.
    """
    told: Any = dict(detail)
    for path, kind in names.items():
        told = _at(told, path.split("."), kind, rename)
    return dict(told)


def _at(value: Any, path: list[str], kind: NameKind, rename: Rename) -> Any:
    if not path:
        return rename(kind, value) if isinstance(value, str) and value else value
    key, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {k: _at(v, rest, kind, rename) if k == key else v for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [
            _at(each, rest, kind, rename) if key in (EACH, str(place)) else each
            for place, each in enumerate(value)
        ]
    return value
