"""How are the records beyond a line listed, drawn and said, whatever they are compared with?"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from ibis.expr.types import Table as Relation

from tallystick.checks.exhibits.bunching_words import at_the_line, place
from tallystick.checks.exhibits.cut import beyond
from tallystick.checks.exhibits.line_changes import Change, compared
from tallystick.findings import Picture, Result
from tallystick.tables import Line
from tallystick.tables.store import Tables


def records_at(tables: Tables, result: Result, change: Change) -> Relation:
    """Return the subject's records at and just beyond each of the lines, of what is compared."""
    parts = []
    for line, width in zip(change.lines, result.detail["target_milli"], strict=True):
        at = line if change.stages is None else replace(line, stage=change.stages[1])
        rows = beyond(tables, at, width)
        parts.append(rows.filter(compared(rows, change)))
    rows = reduce(lambda a, b: a.union(b), parts)
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


def whose(result: Result) -> str:
    """Say whose records they are where they are a unit's."""
    return f"unit {result.subject}, " if result.subject else ""


def picture(result: Result, line: Line, expected_from: str) -> Picture | None:
    """Draw the records at a line; None where nothing is to be drawn."""
    series = result.detail
    if not series.get("x"):
        return None
    return at_the_line(
        line,
        series,
        f"Records are missing before {place(line)} and added at it",
        f"{sum(series['recorded']):,.0f} records. Line: expected from {expected_from}.",
    )
