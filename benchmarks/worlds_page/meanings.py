"""What does the code say that a setting means, may be, and is when nothing is said?"""

from __future__ import annotations

import inspect
import re
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from benchmarks.worlds_page.tables import one_line
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tallystick.simulate.department import MONTH

ABOVE = "above"


class UndocumentedError(ValueError):
    """A setting of which neither its field nor its class says what it means."""


def of_field(model: type[BaseModel], name: str) -> str:
    """Its description, its entry in the docstring, or "above" when the prose there names it.

    Raises
    ------
    UndocumentedError
        When none of them does.
    """
    told = model.model_fields[name].description
    if told:
        return told
    for each in model.__mro__:
        if each.__doc__ and name in getattr(each, "__annotations__", {}):
            entries = _entries(each.__doc__)
            if name in entries:
                return entries[name]
            module = inspect.getmodule(each)
            if re.search(rf"\b{name}\b", f"{each.__doc__} {module.__doc__ if module else ''}"):
                return ABOVE
    raise UndocumentedError(
        f"{model.__module__}.{model.__name__}.{name}: nothing says what it means; "
        "give the field a description, or name it in the docstring of its class"
    )


def prose(model: type[BaseModel]) -> str:
    """The docstring without its list of parameters."""
    text = inspect.cleandoc(model.__doc__ or "")
    return text.partition("\nParameters\n----------\n")[0].strip()


def _entries(docstring: str) -> dict[str, str]:
    """The parameters of a docstring; of several under one head the later refer to the first."""
    listed = inspect.cleandoc(docstring).partition("\nParameters\n----------\n")[2]
    told: dict[str, str] = {}
    for block in re.split(r"\n(?=\w)", listed.strip()):
        head, _, text = block.partition("\n")
        first, *others = head.split(", ")
        told |= {first: one_line(text)} | {other: f"see `{first}`" for other in others}
    return told


def default_of(field: FieldInfo) -> str:
    """Its default as a world file would say it."""
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "none"
    return f"`{toml(value)}`"


def entries_of(field: FieldInfo) -> tuple[Any, ...]:
    """The entries of its default; nothing when it is no list."""
    value = None if field.is_required() else field.get_default(call_default_factory=True)
    return value if isinstance(value, tuple) else ()


def toml(value: Any) -> str:
    """The value as TOML; of a group of settings, what it says that is no default."""
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in value.model_dump(exclude_defaults=True)}
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {toml(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value) if value == 0 or abs(value) >= 1e-3 else f"{value:g}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def range_of(field: FieldInfo) -> str:
    """What it may be, in words."""
    return _kind(field.annotation, list(field.metadata))


def _kind(asked: Any, rules: list[Any]) -> str:
    origin, inner = get_origin(asked), get_args(asked)
    if hasattr(asked, "__metadata__"):
        return _kind(asked.__origin__, [*asked.__metadata__, *rules])
    if origin in (Union, UnionType):
        return _kind(next(each for each in inner if each is not NoneType), rules)
    if origin is Literal:
        return ", ".join(f"`{toml(each)}`" for each in inner)
    if origin is tuple and inner[-1] is Ellipsis:
        least = next((rule.min_length for rule in rules if hasattr(rule, "min_length")), 0)
        some = " (at least one)" if least else ""
        return f"list{some} of {_kind(inner[0], [])}"
    if origin is tuple:
        return f"{len(inner)} of: {_kind(inner[0], [])}"
    if origin is dict:
        return f"table of {_kind(inner[1], [])} by name"
    return _plain(asked, rules)


def _plain(asked: Any, rules: list[Any]) -> str:
    if isinstance(asked, type) and issubclass(asked, BaseModel):
        return "entries"
    if asked is bool:
        return "true or false"
    if asked is date:
        return "date"
    if asked is str:
        pattern = next((rule.pattern for rule in rules if getattr(rule, "pattern", None)), "")
        return (
            "a month, as 2024-03"
            if pattern == MONTH
            else f"text that fits `{pattern}`"
            if pattern
            else "text"
        )
    number = "whole number" if asked is int else "number"
    return f"{number} {bounds}" if (bounds := _bounds(rules)) else number


def _bounds(rules: list[Any]) -> str:
    said = {
        sign: getattr(rule, name)
        for rule in rules
        for name, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
        if getattr(rule, name, None) is not None
    }
    if len(set(said.values())) == 1 and len(said) == 2:
        return f"{_number(said['≥'])} only"
    if set(said) == {"≥", "≤"}:
        return f"{_number(said['≥'])} to {_number(said['≤'])}"
    return ", ".join(f"{sign} {_number(bound)}" for sign, bound in said.items())


def _number(bound: float) -> str:
    return f"{bound:,.0f}" if abs(bound) >= 1000 else f"{bound:g}"
