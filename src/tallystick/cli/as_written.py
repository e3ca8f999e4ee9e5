"""How does a command answer at once, when converting its values is slow to import?

Typer converts values with pydantic, whose import takes as long as all the rest of an answer. It
does so even for a --help that nobody gave. What is text need not be converted.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

from tallystick.cli.plain_help import PlainCommand, with_plain_types


def _take_as_written(param: Any) -> None:
    """Let `param` keep its value as the command line had it; its callback is still called."""

    def process_value(context: Any, value: Any) -> Any:
        return value if param.callback is None else param.callback(context, param, value)

    param.process_value = process_value


class QuickGroup(TyperGroup):
    """A group of commands that imports no converter for the flags that stand before them."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, all as written."""
        params = with_plain_types(super().get_params(ctx))
        for param in params:
            _take_as_written(param)
        return params


class TextCommand(PlainCommand):
    """A command of which every value is text or a flag, and none is required."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, all as written."""
        params = super().get_params(ctx)
        for param in params:
            _take_as_written(param)
        return params
