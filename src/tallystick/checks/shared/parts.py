"""Which rows of a large relation are made at once?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ibis.expr.types import IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.tables.store import Tables

POSITIVE = 2**31 - 1
"""The bits kept of a hash, so that no number of a part is negative."""
AT_ONCE = 2_000_000
"""How many records of a table are in one part of it."""
LAID = "part_of_"
"""Before the name of a column: the number of the part in which it is read, where rows are laid."""


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
        if LAID + column in rows.columns:
            return self._laid(rows, column)
        first = self.number * self.each
        return rows.filter(rows[column] >= first, rows[column] < first + self.each)

    def one_in(self, rows: Relation, column: str) -> Relation:
        """Return the rows whose number in `column`, not negative, falls to this part."""
        if self.of == 1:
            return rows
        if LAID + column in rows.columns:
            return self._laid(rows, column)
        return rows.filter(rows[column] % self.of == self.number)

    def _laid(self, rows: Relation, column: str) -> Relation:
        return rows.filter(rows[LAID + column] == self.number).drop(LAID + column)

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
class Laid:
    """How rows are laid on disk, so that a part of those that read them finds its own beside.

    Parameters
    ----------
    column
        By which `Part.within` or `Part.one_in` reads them later, in as many parts.
    ranges
        Whether `Part.within` does.
    number
        Rows -> the numbers by which they are told apart, where some are not those of the column.
    """

    column: str
    ranges: bool = False
    number: Callable[[Relation], IntegerValue] | None = None

    def beside(self, rows: Relation, part: Part) -> Relation:
        """Return the rows with the number of the part that reads each, of as many as `part`."""
        number = rows[self.column] if self.number is None else self.number(rows)
        place = number // part.each if self.ranges else number % part.of
        return rows.mutate(**{LAID + self.column: place.cast("int64")})


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
    laid
        How the rows are laid for those that read them in parts by another column: else each of
        their parts goes through all rows, and the work grows as the square of the records.
    at_once
        Whether all rows are made at once, and only laid for so many parts.
    """

    make: Callable[[Tables, Part], Relation]
    numbered: Callable[[Tables], Relation] | None = None
    each: int = 0
    laid: Laid | None = None
    at_once: bool = False

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

    def made(self, tables: Tables, numbers: int) -> tuple[list[Relation], str | None]:
        """Return the parts that cover so many numbers, and the column by which they are laid."""
        parts = self.of(numbers)
        rows = [self.make(tables, part) for part in ((WHOLE,) if self.at_once else parts)]
        if self.laid is None or len(parts) == 1:
            return rows, None
        return [self.laid.beside(each, parts[0]) for each in rows], LAID + self.laid.column
