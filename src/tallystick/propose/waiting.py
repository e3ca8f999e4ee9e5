"""A table that a file may fill and that is not read before a person has looked."""

from __future__ import annotations

from dataclasses import dataclass, fields

from tallystick.propose.columns.proposals import TableProposal


@dataclass(frozen=True)
class Waiting(TableProposal):
    """A table whose block stands in the engagement file as a comment; `why` is the reason."""

    why: str = ""


def waiting(table: TableProposal, why: str) -> Waiting:
    """Return the table as one that waits, for the first reason that it is given."""
    if isinstance(table, Waiting):
        return table
    return Waiting(**{each.name: getattr(table, each.name) for each in fields(table)}, why=why)
