"""A program of commands that take -h as well as --help, with plain help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import typer

from tallystick.cli.as_written import QuickGroup
from tallystick.cli.plain_help import PlainCommand

Command = TypeVar("Command", bound=Callable[..., Any])
CONTEXT = {"help_option_names": ["--help", "-h"]}


class UnlessNamed(QuickGroup):
    """A group that takes what is no name of a command of its own as words of one of them."""

    unnamed: ClassVar[str]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command that is meant in front of `args`."""
        if not args or args[0] not in (*self.commands, *CONTEXT["help_option_names"]):
            args = [self.unnamed, *args]
        return super().parse_args(ctx, args)


class Program(typer.Typer):
    """A Typer whose groups are a `QuickGroup` and whose commands a `PlainCommand` by default."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"cls": QuickGroup, "context_settings": CONTEXT}
        super().__init__(**defaults | options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Command], Command]:
        """Return what registers a function as a command."""
        defaults: dict[str, Any] = {"cls": PlainCommand}
        return super().command(name, **defaults | options)
