"""The outcomes of a finished plan as arrays over cells, parameter sets and seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.lab.levels import LabError
from tallystick.lab.plan import Plan
from tallystick.lab.stages import NONE, Stage

Floats = NDArray[np.float64]
LEVERS = ("acts.ghost", "acts.threshold", "complaints_lost", "persons_charged_wrongly")
"""What the page shows of each lever."""
CONTRASTED = (*LEVERS, "reported_over_true", "sanctioned")
"""The outcomes whose contrasts are decomposed."""
KEYS = ("stage", "cell", "set", "seed", "units")
YEAR = "year "


def in_year(year: int, outcome: str) -> str:
    """Return the column of an outcome of one year, counted from 1."""
    return f"{YEAR}{year}: {outcome}"


@dataclass(frozen=True)
class Results:
    """A plan, its stages and its worlds, a row for each in the order of the plan."""

    plan: Plan
    stages: tuple[Stage, ...]
    worlds: pa.Table

    def __post_init__(self) -> None:
        """Refuse a table that is not of this plan."""
        if self.worlds.num_rows != sum(each.worlds for each in self.stages):
            raise LabError("worlds.parquet: not of this plan; put back a copy, or make it again")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The outcomes that each world has, but those of the stage `switch`."""
        return tuple(
            each
            for each in self.worlds.column_names
            if each not in KEYS and not each.startswith(YEAR)
        )

    def stage(self, name: str) -> Stage | None:
        """Return a stage; None where the plan has none of this name."""
        return next((each for each in self.stages if each.name == name), None)

    def of(self, stage: str, outcome: str) -> Floats:
        """Return an outcome [cells, sets, seeds] of a stage, or reported over true."""
        begin, found = 0, None
        for each in self.stages:
            if each.name == stage:
                found = each
                break
            begin += each.worlds
        assert found is not None
        rows = self.worlds.slice(begin, found.worlds)
        if outcome == "reported_over_true":
            true = np.maximum(rows["true"].to_numpy(), 1e-9)
            values = rows["reported"].to_numpy() / true
        else:
            values = rows[outcome].to_numpy()
        return np.asarray(values).reshape(len(found.cells), len(found.sets), found.seeds)

    @property
    def lever_names(self) -> tuple[str, ...]:
        """The cells of the levers, the base first and then the world without a regime."""
        stage = self.stage("levers")
        assert stage is not None
        return tuple(each.name for each in stage.cells)

    @property
    def compared(self) -> tuple[str, ...]:
        """The levers that are held against the base: all but it and the world without a regime."""
        return tuple(each for each in self.lever_names[1:] if each != NONE)

    def units_of(self, cell: int) -> list[float]:
        """Return the ratios of the units of a lever, in the first set and seed."""
        sets = self.stages[0].sets
        row = cell * len(sets) * self.stages[0].seeds
        held: list[float] | None = self.worlds["units"][row].as_py()
        return held or []


def table_of(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Return the worlds as a table: the place of each in the plan, and a column an outcome."""
    names = list(dict.fromkeys(name for row in rows for name in row["outcomes"]))
    columns: dict[str, pa.Array] = {
        "stage": pa.array([row["stage"] for row in rows], pa.string()),
        **{
            key: pa.array([row[key] for row in rows], pa.int32()) for key in ("cell", "set", "seed")
        },
        **{
            name: pa.array([row["outcomes"].get(name) for row in rows], pa.float64())
            for name in names
        },
        "units": pa.array([row["units"] for row in rows], pa.list_(pa.float64())),
    }
    return pa.table(columns)
