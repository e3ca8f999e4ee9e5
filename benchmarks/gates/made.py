"""Which worlds are made for the gates that need records, and what is kept of them?"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.simulate.figures import Ledger
from tallystick.simulate.incentives import Incentives, Regime
from tallystick.simulate.stream import Prepared, chunks, prepare
from tallystick.simulate.world import World, read_world

FOLDER = Path(__file__).parents[2] / "examples" / "worlds"


@dataclass(frozen=True)
class Records:
    """The tables of one world in memory, its labels, and the sums of what happened."""

    prepared: Prepared
    ledger: Ledger
    tables: dict[str, pa.Table]
    labels: pa.Table
    tally: dict[str, float]

    def column(self, table: str, name: str) -> NDArray[np.generic]:
        """A column as an array: text as it is, an instant in whole minutes since 1970 (-1: none).

        Text comes as objects, "" where there is none.
        """
        column = self.tables[table][name].combine_chunks()
        if pa.types.is_timestamp(column.type):
            micro = column.cast(pa.int64()).fill_null(-60_000_000)
            return np.asarray(micro.to_numpy() // 60_000_000)
        if pa.types.is_floating(column.type):
            return np.asarray(column.to_numpy(zero_copy_only=False))
        return np.asarray(column.fill_null("").to_numpy(zero_copy_only=False))

    def codes(self, *columns: tuple[str, str]) -> list[NDArray[np.int64]]:
        """The columns of one or more tables as numbers, equal where the texts are equal."""
        texts = [self.column(table, name) for table, name in columns]
        _, number = np.unique(np.concatenate(texts), return_inverse=True)
        return np.split(number, np.cumsum([len(text) for text in texts])[:-1])


def preset(name: str) -> World:
    """A world of ``examples/worlds``."""
    return read_world(FOLDER / f"{name}.toml")


def judged(world: World, **regime: object) -> World:
    """The world with other settings of its regime."""
    held = world.incentives.model_dump()
    held["regime"] |= regime
    return world.model_copy(update={"incentives": Incentives.model_validate(held)})


def without_regime(world: World) -> World:
    """The same department, in which nothing is judged: what an estimator gives for nothing."""
    update = {"regime": Regime(kind="none")}
    return world.model_copy(update={"incentives": world.incentives.model_copy(update=update)})


def make(
    world: World, seed: int, scale: float, wanted: frozenset[str], until: str = "counterparts"
) -> Records:
    """Make a world in memory and keep the tables that are wanted."""
    prepared = prepare(world, seed, scale)
    ledger = Ledger.empty(len(prepared.force.unit_names), prepared.calendar.months)
    parts: dict[str, list[pa.Table]] = {name: [] for name in wanted}
    labels: list[pa.Table] = []
    tally: dict[str, float] = {}
    for made in chunks(prepared, ledger, wanted, until):
        for name in wanted:
            parts[name].append(made.tables[name])
        labels.append(made.labels)
        for measure, counts in made.tally.items():
            tally[measure] = tally.get(measure, 0.0) + float(counts.sum())
    tables = {name: pa.concat_tables(held) for name, held in parts.items()}
    return Records(prepared, ledger, tables, pa.concat_tables(labels), tally)


@dataclass
class Shelf:
    """The worlds of one seed, each made when first asked for."""

    seed: int
    scale: float
    held: dict[str, Records] = field(default_factory=dict)

    def get(
        self, name: str, world: World, wanted: frozenset[str], until: str = "counterparts"
    ) -> Records:
        """The records of a world under a name of the caller's."""
        if name not in self.held:
            self.held[name] = make(world, self.seed, self.scale, wanted, until)
        return self.held[name]
