"""Which checks are there, and what does each need?"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from tallystick.audit import catalogue


def print_checks() -> None:
    """Print a row per check; plain tab-separated lines when the output is piped."""
    console = Console()
    rows = catalogue()
    if not console.is_terminal:
        print("name\tquestion\tneeds\tstatus")
        for row in rows:
            print("\t".join(row))
        return
    table = Table(show_lines=True)
    for heading in ("Check", "Question", "Needs", "Status"):
        table.add_column(heading, overflow="fold")
    for name, question, needs, status in rows:
        table.add_row(name, question, needs.replace(", ", "\n"), status)
    console.print(table)
