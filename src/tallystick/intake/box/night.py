"""What is done to a box each night: what has ended goes, Mondays are written, order is undone."""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.intake.box import room, threads
from tallystick.intake.box.database import Box


@dataclass(frozen=True)
class TidyResult:
    """How many threads were deleted, and how many entries of Mondays were written."""

    deleted: int
    weeks: int


def tidy(box: Box) -> TidyResult:
    """Delete threads whose day has passed, write Mondays that are due, and order the file anew."""
    today = box.today()
    with box.reading() as db:
        ended = [
            each.id
            for each in threads.threads(db)
            if each.keep_until is not None and each.keep_until < today.isoformat()
        ]
    deleted = threads.delete(box, ended) if ended else 0
    with box.writing() as db:
        weeks = room.weeks_written(db, today)
    box.ordered_anew()
    return TidyResult(deleted, weeks)
