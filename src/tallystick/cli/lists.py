"""The commands that list what there is: checks, tables and columns."""

from __future__ import annotations

from typing import Annotated

import typer

from tallystick.cli.exits import refusing


def checks(json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List every check: its name, its question, what it needs."""
    from tallystick.cli.listing import UnusableCheckError, print_checks, print_checks_json

    with refusing(UnusableCheckError):
        print_checks_json() if json else print_checks()


def tables(
    name: Annotated[str | None, typer.Argument(metavar="NAME", show_default=False)] = None,
) -> None:
    """Show what tables and columns mean; NAME is a table, a column, or both with a dot."""
    from tallystick.cli.session import UnusableInputError
    from tallystick.cli.tables_listing import print_tables

    with refusing(UnusableInputError):
        print_tables(name)
