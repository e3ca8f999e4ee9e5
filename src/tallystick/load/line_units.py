"""Are the units in which lines hold units of the records, and does each line hold once there?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from tallystick.engine import Engine
from tallystick.load.wording import InputError, meant, shown
from tallystick.tables import Line
from tallystick.tables.store import Tables

WHOSE = ("measurements", "incidents")


def drawn_twice(lines: Sequence[Line]) -> Iterator[str]:
    """Say of which lines two are one in some unit: the same goods, the same value and days."""
    for one, two in combinations(lines, 2):
        if one.units == two.units is None or not one.meets(two.units):
            continue
        if _cut(one) == _cut(two) and _together(one, two):
            yield (
                f"lines.units: {shown(one.name)} and {shown(two.name)} are one line in "
                f"{_where(one, two)}; name other units in one of them, or take it out"
            )


def _cut(line: Line) -> tuple[object, ...]:
    return line.kind, line.substance_code, line.stage, line.unit, line.value


def _together(one: Line, two: Line) -> bool:
    ends = [line.to_date for line in (one, two) if line.to_date is not None]
    begins = [line.from_date for line in (one, two) if line.from_date is not None]
    return not (begins and ends) or max(begins) <= min(ends)


def _where(one: Line, two: Line) -> str:
    units = [unit for unit in one.units or two.units or () if two.meets((unit,))]
    more = f" and {len(units) - 3} more units" if len(units) > 3 else ""
    return ", ".join(map(shown, units[:3])) + more


def refuse_unknown_units(tables: Tables, engine: Engine, file: str) -> None:
    """Raise an InputError for each unit of a line that no record has.

    `file` is the engagement file. Where no line names units, no record is read.
    """
    named = [(line, unit) for line in tables.frame.lines for unit in line.units or ()]
    if not named:
        return
    known: set[str] = set()
    for name in WHOSE:
        if tables.holds(name, "unit_id"):
            units = tables[name].filter(tables[name].unit_id.notnull()).select("unit_id")
            known |= set(engine.columns(units.distinct())["unit_id"].tolist())
    faults = [
        f"{file}: lines.units: {shown(line.name)} names the unit {shown(unit)}, which no record "
        f"has; {meant(unit, sorted(known)) if known else 'map unit_id'}"
        for line, unit in named
        if unit not in known
    ]
    if faults:
        raise InputError(faults)
