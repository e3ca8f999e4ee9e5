"""A made-up agency while it is being made: its tables, and what is true of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from rivals.city import DAY, FIRST_DAY, stream
from rivals.rows import Column, Rows


@dataclass(frozen=True)
class Subject:
    """A unit or an officer of whom something is true, by number.

    `records` and `made` are keys of `table` ("incidents" or "exhibits"): the records that could
    have been made up, and those that were.
    """

    kind: str
    type: str
    number: int
    table: str = ""
    records: Column = field(default_factory=lambda: np.empty(0, int))
    made: Column = field(default_factory=lambda: np.empty(0, int))


@dataclass
class World:
    """Tables by name; moments are minutes since the first day, and people and cases are numbers."""

    seed: int
    size: int
    days: int
    dose: float = 0.5
    tables: dict[str, Rows] = field(default_factory=dict)
    intensity: Column = field(default_factory=lambda: np.empty((0, 0)))
    roster: Column = field(default_factory=lambda: np.empty((0, 0)))
    effort: Column = field(default_factory=lambda: np.empty(0))
    mixes: Column = field(default_factory=lambda: np.empty((0, 0)))
    odd: list[Subject] = field(default_factory=list)
    planted: list[Subject] = field(default_factory=list)
    notes: dict[str, Column] = field(default_factory=dict)

    def rng(self, name: str) -> np.random.Generator:
        """Random numbers of one purpose."""
        return stream(self.seed, name)

    @property
    def cases(self) -> Rows:
        """The incidents, of which row i has number i."""
        return self.tables["incidents"]

    def add_cases(self, rows: Rows) -> Column:
        """Append cases and return their numbers."""
        first = self.cases.size
        self.tables["incidents"] = self.cases.plus(rows)
        return np.arange(first, first + rows.size)

    @property
    def end(self) -> int:
        """The first minute after the period."""
        return self.days * DAY

    def moments(self, minutes: Column) -> Column:
        """Minutes as moments of the clock on the wall."""
        return np.datetime64(FIRST_DAY, "s") + (minutes * 60).astype("timedelta64[s]")
