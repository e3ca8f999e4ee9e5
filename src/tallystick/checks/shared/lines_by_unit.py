"""In which units do the same of several lines hold?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.findings.words import words_beside
from tallystick.tables import Line

say = words_beside(__file__).say


@dataclass(frozen=True)
class Places:
    """The `units`, or with `outside` all units but these.

    A reading of no known unit is in all units alone: it may have been made under any line.
    """

    units: tuple[str, ...] = ()
    outside: bool = True

    @property
    def everywhere(self) -> bool:
        """Whether no unit is left out."""
        return self.outside and not self.units

    @property
    def nowhere(self) -> bool:
        """Whether every unit is left out."""
        return not (self.outside or self.units)

    @property
    def said(self) -> str:
        """What a name says of them; units are not named, so that no name stands unmasked."""
        if self.everywhere:
            return ""
        return say(
            "shared.in_units", n=len(self.units), one=len(self.units) == 1, outside=self.outside
        )

    def hold(self, readings: Relation) -> BooleanValue:
        """Whether a reading is of one of them."""
        if self.everywhere:
            return ibis.literal(True)
        named = readings.unit_id.isin(self.units)
        return readings.unit_id.notnull() & ~named if self.outside else named

    def __or__(self, other: Places) -> Places:
        """These units and those of `other`."""
        mine, theirs = set(self.units), set(other.units)
        if self.outside and other.outside:
            return Places(tuple(sorted(mine & theirs)))
        if self.outside or other.outside:
            named, left_out = (theirs, mine) if self.outside else (mine, theirs)
            return Places(tuple(sorted(left_out - named)))
        return Places(tuple(sorted(mine | theirs)), outside=False)

    def __invert__(self) -> Places:
        """All other units."""
        return Places(self.units, not self.outside)

    def __and__(self, other: Places) -> Places:
        """The units that are of these and of `other`."""
        return ~(~self | ~other)


EVERYWHERE = Places()


def in_units(units: Iterable[str] | None) -> Places:
    """Return the places of a line's `units`; None is everywhere."""
    return EVERYWHERE if units is None else Places(tuple(sorted(units)), outside=False)


def places_of(lines: Sequence[Line]) -> list[tuple[Places, tuple[Line, ...]]]:
    """Return the units in which the same of `lines` hold, and which these are."""
    named = sorted({unit for line in lines for unit in line.units or ()})
    held: dict[tuple[Line, ...], list[str]] = {}
    for unit in named:
        there = tuple(line for line in lines if line.meets((unit,)))
        held.setdefault(there, []).append(unit)
    elsewhere = tuple(line for line in lines if line.units is None)
    found = [(Places(tuple(named)), elsewhere)]
    return found + [(in_units(units), there) for there, units in held.items()]


def held_in(*lines: Line) -> tuple[str, ...]:
    """Say of each line that holds in some units alone that no other records were asked.

    The engagement names them; here they are not named, so that no name stands unmasked.
    """
    return tuple(
        say("shared.held_in", line=line.name, n=len(line.units), one=len(line.units) == 1)
        for line in lines
        if line.units is not None
    )
