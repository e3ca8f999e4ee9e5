"""Help that names no type of a programming language."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from typer.core import TyperCommand

WORDS = {
    "<path>": "PATH",
    "<file>": "PATH",
    "<directory>": "FOLDER",
    "<str>": "TEXT",
    "<list[str]>": "TEXT",
    "<int>": "NUMBER",
    "<float>": "NUMBER",
    "<int range>": "NUMBER",
    "<float range>": "NUMBER",
    "<float,float>": "NUMBER NUMBER",
    "<float,float>...": "NUMBER NUMBER",
}
"""What help shows in place of the types that Typer shows."""


def with_plain_types(params: list[Any]) -> list[Any]:
    """Return the parameters; help shows a word for the value of each, and none for a flag."""
    for param in params:
        shown = getattr(param, "display_type_rich", None)  # Typer has it since it dropped Click.
        if shown is not None and not isinstance(shown, partial):
            param.display_type_rich = partial(_plain_type, param, shown)
    return params


def _plain_type(param: Any, shown: Callable[..., object], *, ctx: Any) -> str | None:
    if getattr(param, "is_flag", False) or param.param_type_name == "argument":
        return None
    told = str(shown(ctx=ctx))
    return WORDS.get(told, told.strip("<>"))


class PlainCommand(TyperCommand):
    """A command whose help shows words in place of types."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, --help among them."""
        return with_plain_types(super().get_params(ctx))
