"""From which day to which do the records run, and how many are there?"""

from __future__ import annotations

from datetime import date

from tallystick.engine import Engine
from tallystick.tables.store import Tables

DATED = (("incidents", "occurred_at"), ("measurements", "measured_at"))


def span(tables: Tables, engine: Engine) -> tuple[str | None, str | None]:
    """Return the first and last day, as the engagement states them or the records show.

    ISO dates; None where no record is dated.
    """
    first, last = tables.frame.first_day, tables.frame.last_day
    if first is None or last is None:
        days = [day for table, column in DATED for day in _ends(tables, engine, table, column)]
        first, last = first or min(days, default=None), last or max(days, default=None)
    return (str(first) if first else None, str(last) if last else None)


def row_counts(tables: Tables, engine: Engine) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {
        name: int(engine.rows(relation.aggregate(n=relation.count()))[0]["n"])
        for name, relation in tables.relations.items()
    }


def _ends(tables: Tables, engine: Engine, table: str, column: str) -> list[date]:
    if not tables.dates(table, column):
        return []
    day = tables[table][column].date()
    row = engine.rows(tables[table].aggregate(first=day.min(), last=day.max()))[0]
    return [value for value in row.values() if value is not None]
