"""Which records did a behaviour or an oddity touch?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.columns import Columns

NONE = -1
FAR = 2**32  # more minutes than any calendar has


@dataclass(frozen=True)
class Label:
    """Rows of one table that one entry touched, by the keys of the chunk; parallel arrays.

    `detail` says what was done to each (the mode), `scheme` which supply scheme it belongs to.
    """

    nature: str
    name: str
    index: int
    table: str
    detail: str
    keys: Columns


@dataclass
class Labels:
    """The labels of a chunk, and the tally of what really happened in it.

    `tallies` maps a measure to [O] counts by officer; `owed` holds cases of a plant in which a
    charge would do harm, and the months that it would add.
    """

    officers: int
    labels: list[Label] = field(default_factory=list)
    tallies: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    owed: list[tuple[Any, NDArray[np.int64], NDArray[np.float64]]] = field(default_factory=list)

    def add(self, plant: Any, table: str, detail: str = "", **keys: Any) -> None:
        """Label rows of `table` by their keys: case, and whatever else names the row.

        `keys` are arrays of one length (or scalars): ``case`` (-1 when the row has no case),
        ``officer`` who did it, and of ``exhibit``, ``stage``, ``person``, ``role``, ``record``,
        ``at``, ``scheme`` those that apply. Nothing is added when the arrays are empty.
        """
        arrays = {name: np.atleast_1d(np.asarray(value)) for name, value in keys.items()}
        rows = max(len(array) for array in arrays.values())
        if min(len(array) for array in arrays.values()) == 0:
            return
        full = {
            name: np.broadcast_to(arrays.get(name, np.array([NONE])), rows)
            for name in (
                "case",
                "officer",
                "exhibit",
                "stage",
                "person",
                "role",
                "record",
                "at",
                "scheme",
            )
        }
        self.labels.append(
            Label(plant.nature, plant.entry.kind, plant.index, table, detail, Columns(**full))
        )

    def follow(
        self,
        table: str,
        exhibit: NDArray[np.int64],
        before: NDArray[np.int64],
        after: NDArray[np.int64],
    ) -> None:
        """Let the labels of rows whose time has changed name them by the new time."""
        moved = np.flatnonzero(before != after)
        row = exhibit[moved] * FAR + before[moved]
        order = np.argsort(row, kind="stable")
        row, then = row[order], after[moved][order]
        for label in self.labels:
            if label.table == table and len(row):
                at = label.keys["at"]
                key = label.keys["exhibit"] * FAR + at
                place = np.minimum(np.searchsorted(row, key), len(row) - 1)
                label.keys["at"] = np.where(row[place] == key, then[place], at)

    def tally(
        self, measure: str, officer: NDArray[np.int64], weight: NDArray[np.float64] | None = None
    ) -> None:
        """Add one, or `weight`, per element of `officer` to a measure of what happened."""
        held = self.tallies.setdefault(measure, np.zeros(self.officers))
        held += np.bincount(officer, weights=weight, minlength=self.officers)
