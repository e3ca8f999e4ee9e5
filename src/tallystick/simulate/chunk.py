"""What is one month of one part of the department while it is being made?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.by_case import ByCase
from tallystick.simulate.calendar import Calendar
from tallystick.simulate.columns import Array, Columns
from tallystick.simulate.force import Force
from tallystick.simulate.labels import Labels
from tallystick.simulate.law import Law
from tallystick.simulate.public import Public
from tallystick.simulate.streams import Streams

NONE = -1
HONEST, EASY, GHOST, SUPPLY, MOVED = range(5)
CASE_COLUMNS: dict[str, type] = {
    "key": np.int64,
    "officer": np.int64,
    "unit": np.int64,
    "offence": np.int64,
    "origin": np.int64,
    "area": np.int64,
    "occurred": np.int64,
    "recorded": np.int64,
    "closed": np.int64,
    "clearance": np.int64,
    "person": np.int64,
    "complainant": np.int64,
    "source": np.int64,
    "scheme": np.int64,
}
EMPTY: dict[str, dict[str, type]] = {
    "roles": {"case": np.int64, "person": np.int64, "role": np.int64},
    "exhibits": {
        "exhibit": np.int64,
        "case": np.int64,
        "substance": np.int64,
        "true_g": np.float64,
        "fresh": np.bool_,
        "loss": np.float64,
        "purity": np.float64,
        "container_g": np.float64,
        "pack": np.int64,
        "pieces": np.int64,
    },
    "readings": {
        "case": np.int64,
        "exhibit": np.int64,
        "kind": np.int64,
        "substance": np.int64,
        "stage": np.int64,
        "at": np.int64,
        "value": np.float64,
    },
    "handovers": {
        "exhibit": np.int64,
        "case": np.int64,
        "at": np.int64,
        "action": np.int64,
        "from_holder": np.int64,
        "to_holder": np.int64,
        "net_g": np.float64,
    },
    "charges": {
        "case": np.int64,
        "person": np.int64,
        "statute": np.int64,
        "decided": np.int64,
        "verdict": np.int64,
        "months": np.float64,
        "aggravating": np.int64,
    },
    "counterparts": {
        "record": np.int64,
        "case": np.int64,
        "officer": np.int64,
        "badge": np.int64,
        "occurred": np.int64,
        "offence": np.int64,
        "area": np.int64,
        "person": np.int64,
    },
}


def empty(table: str) -> Columns:
    """Return a table of a chunk without rows; KeyError when there is none of that name."""
    columns = CASE_COLUMNS if table == "cases" else EMPTY[table]
    return Columns(**{name: np.zeros(0, dtype) for name, dtype in columns.items()})


@dataclass
class Chunk:
    """The records of one month and one block of units, as codes and whole minutes.

    ``cases.key`` names a case for as long as the chunk lives: every other table points at it
    by `case`, and it never changes although rows come and go. Codes are indices: `officer`,
    `unit` and `area` of the force, `offence` of the catalogue, `origin`, `clearance`, `role`,
    `kind`, `stage`, `action` and `verdict` of the canonical tables, `substance` and `statute`
    of the law; -1 is none. `source` says how a case came about (HONEST, EASY, GHOST, SUPPLY,
    MOVED) and is never written out; `scheme` names its supply scheme.

    Parameters
    ----------
    month, block
        Which part of the world this is.
    officers
        The officers who serve in it, as indices of the force.
    honest
        [O] how many honest cases each officer of the force has (0 outside the block).
    sought
        [O] the chance that such a case is there only because the officer tried harder.
    exhibits
        One row per weighed thing: its true net weight when seized (`true_g`, grams), whether it
        is fresh herb and what share it will lose by drying (`fresh`, `loss`), the share of pure
        substance (`purity`), its wrapping (`container_g`) and standard packs (`pack`, -1
        none, and how many `pieces`).
    born
        How many cases were there before anything was planted: theirs are the keys below it.
    slots
        [cases, slots] the phrases of each case's report, in the order of `cases`; made at the
        step ``texts``, after which no case may be added or removed.
    """

    month: int
    block: int
    officers: NDArray[np.int64]
    honest: NDArray[np.int64]
    sought: NDArray[np.float64]
    calendar: Calendar
    force: Force
    public: Public
    law: Law
    streams: Streams
    labels: Labels
    cases: Columns = field(default_factory=lambda: empty("cases"))
    roles: Columns = field(default_factory=lambda: empty("roles"))
    exhibits: Columns = field(default_factory=lambda: empty("exhibits"))
    readings: Columns = field(default_factory=lambda: empty("readings"))
    handovers: Columns = field(default_factory=lambda: empty("handovers"))
    charges: Columns = field(default_factory=lambda: empty("charges"))
    counterparts: Columns = field(default_factory=lambda: empty("counterparts"))
    slots: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 0), np.int32))
    made: int = 0
    born: int = 0

    @property
    def begin(self) -> int:
        """The first minute of the month."""
        return int(self.calendar.starts[self.month])

    @property
    def end(self) -> int:
        """The first minute of the next month."""
        return int(self.calendar.starts[self.month + 1])

    def rng(self, process: str, *place: int) -> np.random.Generator:
        """Return the stream of a process in this chunk."""
        return self.streams.of(process, self.month, self.block, *place)

    def by_case(self, process: str) -> ByCase:
        """Return draws of a process for the rows of `cases`, each case with its own numbers."""
        return ByCase(lambda call: self.rng(process, call), self.made, self.cases["key"])

    def parts(self, case: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Split rows by the key of their case: of honest cases, and of those that came later.

        Each part is in the order of the keys. What is drawn row by row is drawn for each part
        by itself, so that an added case leaves the honest ones as they were.
        """
        order = np.argsort(case, kind="stable")
        return order[case[order] < self.born], order[case[order] >= self.born]

    def add_cases(self, **columns: Array) -> NDArray[np.int64]:
        """Add cases and return their keys; columns that are left out are -1.

        `officer`, `offence` and `occurred` must be given; `unit` is that of the officer in
        this month and `source` HONEST unless said.
        """
        officer = np.asarray(columns["officer"], dtype=np.int64)
        keys = self.made + np.arange(len(officer))
        self.made += len(officer)
        full: dict[str, Array] = dict.fromkeys(CASE_COLUMNS, np.full(len(officer), NONE))
        full["unit"] = self.force.unit_of[officer, self.month]
        full["source"] = np.full(len(officer), HONEST)
        self.cases.append(**{**full, **columns, "key": keys})
        return keys

    def at(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the positions in `cases` of these keys; -1 for a case that was removed."""
        where = np.full(self.made + 1, NONE)
        where[self.cases["key"]] = np.arange(len(self.cases))
        return where[keys]

    def drop_cases(self, gone: NDArray[np.bool_]) -> None:
        """Remove the cases where `gone`; only before their people are drawn."""
        self.cases.keep(~gone)
