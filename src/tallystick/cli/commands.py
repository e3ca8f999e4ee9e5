"""A program of commands that take -h as well as --help, with plain help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import typer

from tallystick.cli.as_written import QuickGroup
from tallystick.cli.plain_help import PlainCommand

Command = TypeVar("Command", bound=Callable[..., Any])
CONTEXT = {"help_option_names": ["--help", "-h"]}


class Program(typer.Typer):
    """A Typer whose groups are a `QuickGroup` and whose commands a `PlainCommand` by default."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"cls": QuickGroup, "context_settings": CONTEXT}
        super().__init__(**defaults | options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Command], Command]:
        """Return what registers a function as a command."""
        defaults: dict[str, Any] = {"cls": PlainCommand}
        return super().command(name, **defaults | options)
