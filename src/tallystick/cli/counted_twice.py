"""Sources that may tell of the events of another: how a terminal says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tallystick.load import Engagement

OR_TABLE = "or_table"
"""The key of a source, and of the parameters of a run, under which the doubt stands."""


def doubtful_tables(engagement: Engagement) -> list[str]:
    """Return, for each source that may tell of the events of another, the table it may be."""
    return [source.block.or_table for source in engagement.sources
            if source.block.or_table is not None]  # fmt: skip


def told_twice_counted(tables: Sequence[str]) -> Iterator[str]:
    """Yield a line for each table that sources of cases may be."""
    for table, n in Counter(tables).items():
        files = "1 source of incidents may" if n == 1 else f"{n:,} sources of incidents may"
        yield (
            f"CHECK FOR EVENTS COUNTED TWICE: {files} tell of events that another source has too "
            f"({table}). If so, each counts twice, and every result may be wrong. To settle it: "
            f"{OR_TABLE} in the engagement file"
        )
