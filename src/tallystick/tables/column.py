"""What may stand in one column of a canonical table?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "integer", "number", "instant", "date", "unit"]


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    Parameters
    ----------
    name
        The canonical name; a unit comes last (`net_weight_g`).
    kind
        ``text`` free text or an identifier; ``code`` one of `codes`; ``integer``; ``number``
        (binary64); ``instant`` a wall-clock time in the engagement's time zone; ``date``;
        ``unit`` a UCUM code.
    meaning
        One line for the person who maps an export onto it.
    required
        Whether a mapping must give it, and a record without it is set aside.
    codes
        For ``code``: the values that checks know. Others are set aside, with the value named.
    minimum
        The smallest value that a record may hold.
    whole
        Whether it is given in each record or in none: a mapping may leave it out.
    names_person
        Whether it identifies a person, who is shown by a keyed code unless numbers are asked for.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    codes: tuple[str, ...] = ()
    minimum: float | None = None
    whole: bool = False
    names_person: bool = False

    @property
    def never_empty(self) -> bool:
        """Whether a record without it is set aside, where the mapping gives it."""
        return self.required or self.whole


@dataclass(frozen=True)
class Reference:
    """A column whose values must be keys of another table."""

    column: str
    table: str
    key: str


@dataclass(frozen=True)
class Table:
    """What a clean record of one canonical table is.

    Parameters
    ----------
    name
        The table's name.
    row
        What one row is, in the field's words.
    columns
        Its columns, in the order in which they are stored.
    key
        The columns that together name one row; empty when rows have no identity.
    references
        The columns that point at other tables.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def persons(self) -> tuple[str, ...]:
        """The names of the columns that identify a person."""
        return tuple(column.name for column in self.columns if column.names_person)

    @property
    def never_empty(self) -> tuple[str, ...]:
        """The names of the columns that are given in each record, or in none."""
        return tuple(column.name for column in self.columns if column.never_empty)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns without which a record is set aside."""
        return tuple(column.name for column in self.columns if column.required)
