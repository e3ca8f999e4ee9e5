"""What an engine was asked to do so far."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Usage:
    """Queries that gave rows, those rows, and each relation that was set by, with its rows.

    An engine that does not know the number of rows yet has None there.
    """

    queries: int = 0
    rows: int = 0
    kept: list[tuple[str, int | None]] = field(default_factory=list)

    def add(self, rows: int, kept: str | None = None) -> None:
        """Count a query that handed over, set by or wrote so many rows."""
        self.queries += 1
        self.rows += rows
        self.kept += [] if kept is None else [(kept, rows)]
