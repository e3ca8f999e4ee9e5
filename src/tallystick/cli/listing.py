"""Which checks are there, and what does each need?"""

from __future__ import annotations

import json

import typer
from rich.console import Console
from rich.markup import escape

from tallystick.audit import UnusableCheckError, catalogue, chosen
from tallystick.cli.grids import grid
from tallystick.cli.terminal import program, say

__all__ = ["UnusableCheckError", "print_checks", "print_checks_json"]


def print_checks() -> None:
    """Print a table with a row per check: its name, its question, what it needs."""
    rows = grid("Check", "Question")
    for name, question, needs, origin in catalogue():
        needed = f"needs {needs or 'entries of the engagement file'}"
        from_outside = "" if origin == "built in" else f" ({origin})"
        told = f"{escape(question)}\n[dim]{escape(needed + from_outside)}[/dim]"
        rows.add_row(name, told)
    Console(highlight=False).print(rows)
    say(f"What a column means: {program()} tables NAME. For a program: {program()} checks --json.")


def print_checks_json() -> None:
    """Print a JSON array with an object per check.

    `needs` are the columns, as ``table.column``, without which it is not run; `rules` the rules of
    a test of details, each with its own.
    """
    told = [
        {
            "check": check.name,
            "question": check.question,
            "needs": _columns(getattr(check, "needs", {})),
            "rules": [
                {"rule": rule.name, "needs": _columns(rule.needs)}
                for rule in getattr(check, "rules", ())
            ],
            "origin": origin,
        }
        for check, (_, _, _, origin) in zip(chosen(()), catalogue(), strict=True)
    ]
    typer.echo(json.dumps(told, indent=2))


def _columns(needs: dict[str, tuple[str, ...]]) -> list[str]:
    return [f"{table}.{column}" for table, columns in needs.items() for column in columns]
