"""The dictionary of tables and columns: meaning, type, unit, codes, uses and header terms."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from tallystick.audit.uses import Use, uses
from tallystick.propose.headers.concepts import FILLS, LANGUAGES, TERMS
from tallystick.tables import CANONICAL, Column, Table

KINDS = {
    "text": "text",
    "code": "one of a list",
    "integer": "whole number",
    "number": "number",
    "instant": "date and time",
    "date": "date",
    "unit": "unit (UCUM)",
}
UNITS = {"g": "grams", "months": "months"}
"""Units by the last part of a column's name."""


class UnknownNameError(Exception):
    """No table or column has that name; the message has the next move."""


@dataclass(frozen=True)
class Entry:
    """One column of the dictionary.

    `terms` holds, by language, the headers by which ``init`` recognises it; empty where its table
    is mapped by hand. `by_values` are those of them whose values decide as well.
    """

    table: Table
    column: Column
    use: Use
    terms: Mapping[str, tuple[str, ...]]
    by_values: frozenset[str]

    @property
    def name(self) -> str:
        """Its name with that of the table."""
        return f"{self.table.name}.{self.column.name}"

    @property
    def kind(self) -> str:
        """Its type in words, with the unit where it has one."""
        kind, last = KINDS[self.column.kind], self.column.name.rpartition("_")[2]
        if last in UNITS:
            return f"{kind}, in {UNITS[last]}"
        if self.column.name == "value" and "unit" in self.table.names:
            return f"{kind}, in the unit of `unit`"
        return kind

    @property
    def limits(self) -> str:
        """What its values must be, beyond the type; "" for nothing."""
        if self.column.codes:
            return f"one of {', '.join(self.column.codes)}"
        least = self.column.minimum
        return "" if least is None else f"{least:g} or more"

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks that need it, then those that use it where it is filled."""
        return (*self.use.needed_by, *self.use.optional_for)


def entries(table: Table) -> tuple[Entry, ...]:
    """Return an entry for each column of `table`, in order."""
    found = []
    for column in table.columns:
        concepts = FILLS.get(table.name, {}).get(column.name, ())
        rows = [row for concept in concepts for row in _terms().get(concept, ())]
        terms = {
            named: tuple(dict.fromkeys(term for language, term, _ in rows if language == code))
            for code, named in LANGUAGES.items()
        }
        by_values = frozenset(term for _, term, decides in rows if decides)
        kept = {language: words for language, words in terms.items() if words}
        found.append(Entry(table, column, _uses()[table.name, column.name], kept, by_values))
    return tuple(found)


def looked_up(name: str) -> Table | tuple[Entry, ...]:
    """Return the table called `name`, or the columns called ``table.column`` or ``column``.

    UnknownNameError when nothing is called so.
    """
    for table in CANONICAL:
        if table.name == name:
            return table
    every = [entry for table in CANONICAL for entry in entries(table)]
    found = tuple(each for each in every if name in (each.name, each.column.name))
    if found:
        return found
    names = [table.name for table in CANONICAL] + [each.name for each in every]
    names += [each.column.name for each in every]
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise UnknownNameError(
        f"{name}: no table or column has that name; {hint}`tallystick tables` lists the tables"
    )


_uses = cache(uses)


@cache
def _terms() -> Mapping[str, tuple[tuple[str, str, bool], ...]]:
    """By concept its terms: language, term, and whether values decide as well."""
    found: dict[str, tuple[tuple[str, str, bool], ...]] = {}
    with TERMS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            term = (row["language"], row["term"], row["decided_by"] == "values")
            found[row["concept"]] = (*found.get(row["concept"], ()), term)
    return found
