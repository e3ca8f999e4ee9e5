"""What of a row of law may no use of it leave unsaid?"""

from __future__ import annotations

from dataclasses import replace

from tallystick.statutes.pack import Pack
from tallystick.statutes.rows import (
    MUST_BE_SAID,
    Circumstance,
    Offence,
    Penalty,
    ReferenceUnit,
    Row,
    Threshold,
)

# The cells that can be from memory while the rest of their row was read, and what each is called.
PARTS = {
    "from": "start date", "to": "end date", "lower": "lower bound", "upper": "upper bound",
    "prison_min_years": "least term", "prison_max_years": "longest term", "life": "life term",
    "fine_min": "least fine", "fine_max": "largest fine", "works_max": "longest corrective works",
    "service_hours_max": "longest community service", "arrest_days_max": "longest arrest",
    "other": "rest of the penalty", "value": "value of the unit",
}  # fmt: skip
DAYS = ("from", "to")


def parts_from_memory(*rows: Row) -> tuple[str, ...]:
    """Return what is from memory in rows that are surer as a whole, once each."""
    return tuple(dict.fromkeys(PARTS[name] for row in rows for name in row.from_memory))


def in_part(*rows: Row) -> str:
    """Say what is from memory in such rows: ``longest term from memory``; "" for nothing."""
    parts = " and ".join(parts_from_memory(*rows))
    return f"{parts} from memory" if parts else ""


def doubt(row: Row) -> str:
    """Say what must be said of a row: ``conflicting``, ``longest term from memory``; "" if sure."""
    tag = row.confidence if row.confidence in MUST_BE_SAID else ""
    return ", ".join(filter(None, (tag, in_part(row))))


def doubt_of_bounds(row: Row) -> str:
    """Say the same of what a row says without its dates, which a whole table has in common."""
    return doubt(replace(row, from_memory=tuple(set(row.from_memory) - {*DAYS})))


def doubt_of_days(row: Row) -> str:
    """Say what of the dates is from memory; "" for nothing."""
    return in_part(replace(row, from_memory=tuple(set(row.from_memory) & {*DAYS})))


def called(row: Row, pack: Pack) -> str:
    """Return what a sentence calls a row of a pack."""
    match row:
        case Threshold():
            return f"{pack.said(row.substance)}, {pack.said(row.class_)}"
        case Penalty():
            return row.offence
        case Offence() | Circumstance():
            return row.key
        case ReferenceUnit():
            return row.unit
    raise TypeError(type(row))


def from_memory(rows: tuple[Row, ...], pack: Pack) -> tuple[str, ...]:
    """Return each part that is from memory with its row, once: ``longest term of 1(2)``."""
    told = (f"{part} of {called(row, pack)}" for row in rows for part in parts_from_memory(row))
    return tuple(dict.fromkeys(told))
