"""How rows are laid out in columns on a terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table


def grid(*headings: str) -> Table:
    """Return an empty table whose cells are folded and never cut."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made
