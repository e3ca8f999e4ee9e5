"""Which rows of a large relation are made at once?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ibis.expr.types import Table as Relation

from tallystick.tables.store import Tables

POSITIVE = 2**31 - 1
"""The bits kept of a hash, so that no number of a part is negative."""
AT_ONCE = 2_000_000
"""How many records of a table are in one part of it."""


@dataclass(frozen=True)
class Part:
    """Part `number` of so many, counted from 0, with `each` numbers in a part's range."""

    number: int = 0
    of: int = 1
    each: int = 0

    def within(self, rows: Relation, column: str) -> Relation:
        """Return the rows whose number in `column`, counted from 0, lies in the part's range."""
        if self.of == 1:
            return rows
        first = self.number * self.each
        return rows.filter(rows[column] >= first, rows[column] < first + self.each)

    def one_in(self, rows: Relation, column: str) -> Relation:
        """Return the rows whose number in `column`, not negative, falls to this part."""
        if self.of == 1:
            return rows
        return rows.filter(rows[column] % self.of == self.number)

    def of_text(self, rows: Relation, column: str) -> Relation:
        """Return the rows whose text in `column` falls to this part; all without one are of one.

        By the engine's own hash, which has no null and need be the same within one audit alone.
        """
        if self.of == 1:
            return rows
        placed = rows.mutate(place_of_part=rows[column].hash() & POSITIVE)
        return self.one_in(placed, "place_of_part").drop("place_of_part")


WHOLE = Part()


@dataclass(frozen=True)
class Parts:
    """How a relation that may have very many rows is made one part after the other.

    Parameters
    ----------
    make
        Tables and a part -> the rows of that part. All parts together have the rows that `WHOLE`
        gives, each once.
    numbered
        Tables -> one row, whose ``n`` is how many numbers the parts' ranges have to cover. None
        makes all in one, which is kept on disk as parts are.
    each
        How many of them a part has.
    """

    make: Callable[[Tables, Part], Relation]
    numbered: Callable[[Tables], Relation] | None = None
    each: int = 0

    @classmethod
    def of_table(cls, name: str, make: Callable[[Tables, Part], Relation]) -> Parts:
        """Parts of `AT_ONCE` records of a table, which `make` tells apart by `Part.of_text`."""
        return cls(make, lambda tables: tables[name].aggregate(n=tables[name].count()), AT_ONCE)

    def of(self, numbers: int) -> tuple[Part, ...]:
        """Return the parts that cover so many numbers, one at least."""
        if not self.each or numbers <= self.each:
            return (WHOLE,)
        many = -(-numbers // self.each)
        return tuple(Part(number, many, self.each) for number in range(many))
