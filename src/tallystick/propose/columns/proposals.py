"""What a file may fill: its tables, their columns and keys, and what only a person can settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tallystick.propose.columns.choices import Choice, Open
from tallystick.propose.files.look import Look

Doubt = Open
OF_CASES = ("incidents", "outcomes")
"""Tables whose rows are cases, or decisions on them."""


@dataclass(frozen=True)
class TableProposal:
    """One table that a file may fill: its columns by name, and what only a person can settle.

    `twice` asks whether another file tells of the same events; `instead` is the table that this
    one fills if so. `beside` has the keys that stand beside ``source``, such as ``period``; `days`
    how many of its records lie on each day, where the whole file was read. `left_out` are columns
    by whose cells rows are left out, each with these cells and the reason.
    """

    table: str
    columns: dict[str, Choice]
    doubts: tuple[Doubt, ...] = ()
    remark: str = ""
    twice: str = ""
    instead: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    days: Mapping[date, int] = field(default_factory=dict, compare=False)

    @property
    def period_headers(self) -> tuple[str, ...]:
        """The columns of theirs that name the period of a figure; none where no key says so."""
        named = self.beside.get("period", {}).get("columns", ())
        made = self.beside.get("wide", {}).get("names_to", ())
        made = [made] if isinstance(made, str) else made
        return tuple(
            each for each in ([named] if isinstance(named, str) else named) if each not in made
        )

    @property
    def headers(self) -> set[str]:
        """The columns of theirs that are read, or may be once a person settles a doubt."""
        read = [each.headers for each in self.columns.values()]
        asked = [each.headers for each in self.doubts]
        return set[str]().union(*read, *asked, self.period_headers)

    @property
    def all_columns(self) -> dict[str, Choice]:
        """The columns, after the period where a key beside the source names it."""
        if "period" not in self.beside:
            return self.columns
        headers = self.period_headers or ("names of the columns",)
        rule = self.beside["period"]["rule"].replace("_", " ")
        return {"period": Choice(headers, {}, f"by {rule}"), **self.columns}


def case_numbers(tables: Iterable[TableProposal]) -> list[Choice]:
    """Return what numbers the cases, in each of the `tables` that are of cases."""
    return [each.columns["incident_id"] for each in tables
            if each.table in OF_CASES and "incident_id" in each.columns]  # fmt: skip


def headers_used(tables: Iterable[TableProposal]) -> set[str]:
    """Return the columns of theirs that one of the `tables` reads or may read."""
    return set[str]().union(*(each.headers for each in tables))


@dataclass(frozen=True)
class FileProposal:
    """What a file may fill. `known_as` tells its public format, and by what that is known."""

    look: Look
    tables: tuple[TableProposal, ...]
    known_as: str = ""

    @property
    def unused(self) -> tuple[str, ...]:
        """Its columns that fill nothing."""
        used = headers_used(self.tables)
        return tuple(name for name in self.look.header if name and name not in used)
