"""Which tables does a finished plan leave: sets, worlds, contrasts, screen, indices?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.lab.design import indices, screen
from tallystick.lab.levels import LabError, inputs
from tallystick.lab.plan import Plan
from tallystick.lab.results import CONTRASTED, Floats, Results, table_of
from tallystick.lab.stages import SCREEN, Stage, stages_of

WORLDS, SETS, CONTRASTS = "worlds.parquet", "sets.parquet", "contrasts.parquet"
SCREENED, SOBOL = "screen.parquet", "sobol.parquet"


def write_tables(
    folder: Path, plan: Plan, stages: tuple[Stage, ...], rows: Sequence[dict[str, Any]]
) -> None:
    """Write every table of a finished plan, that of its worlds last: it says that all are there."""
    results = Results(plan, stages, table_of(rows))
    write_table(folder / SETS, _sets(stages[0]))
    write_table(folder / CONTRASTS, contrasts(results))
    if results.stage("screen"):
        write_table(folder / SCREENED, screened(results))
    if results.stage("sobol"):
        write_table(folder / SOBOL, decomposed(results))
    write_table(folder / WORLDS, results.worlds)


def read_results(folder: Path, plan: Plan) -> Results:
    """Return the worlds of a finished plan; LabError where they are not all made."""
    return Results(plan, stages_of(plan), read_table(folder / WORLDS, "made"))


def read_table(path: Path, done: str) -> pa.Table:
    """Return a table that says by being there that all worlds are `done`; LabError without it."""
    try:
        return pq.read_table(path)
    except FileNotFoundError:
        raise LabError(
            f"{path.parent}: its worlds are not all {done}; run `tallystick lab` again with its "
            "plan and this --out: it goes on where it stopped"
        ) from None
    except (OSError, pa.ArrowInvalid) as error:
        raise LabError(f"{path}: {error}; put back a copy") from None


def contrasts(results: Results) -> pa.Table:
    """A row for each lever, set and outcome: its mean over seeds, less that of the base."""
    names, count = results.lever_names, len(results.stages[0].sets)
    columns: dict[str, list[Any]] = {
        name: [] for name in ("lever", "set", "outcome", "value", "difference", "seeds_less")
    }
    for outcome in (*results.names, "reported_over_true"):
        values = results.of("levers", outcome)
        difference = values - values[0]
        for cell, name in enumerate(names):
            columns["lever"] += [name] * count
            columns["set"] += range(count)
            columns["outcome"] += [outcome] * count
            columns["value"] += values[cell].mean(axis=1).tolist()
            columns["difference"] += difference[cell].mean(axis=1).tolist()
            columns["seeds_less"] += (difference[cell] < 0).sum(axis=1).tolist()
    return pa.table(columns)


def contrast_of(results: Results, stage: str, outcome: str) -> Floats:
    """Return the second arm less the first, over the same seeds; [sets]."""
    base, other = results.of(stage, outcome).mean(axis=2)
    return np.asarray(other - base)


def screened(results: Results) -> pa.Table:
    """A row for each contrast and input: Morris's mean, mean absolute and spread of effects."""
    points = screen.paths(len(inputs()), results.plan.lab.trajectories, SCREEN)
    rows: list[dict[str, Any]] = []
    for outcome in CONTRASTED:
        told = screen.screen(points, contrast_of(results, "screen", outcome))
        for place, each in enumerate(inputs()):
            numbers = {"mean": told.mean, "size": told.size, "spread": told.spread}
            rows.append({"outcome": outcome, "input": each.name}
                        | {name: float(of[place]) for name, of in numbers.items()})  # fmt: skip
    return pa.Table.from_pylist(rows)


def decomposed(results: Results) -> pa.Table:
    """A row for each contrast and input: the first and total index, the total with its interval."""
    rows: list[dict[str, Any]] = []
    for outcome in CONTRASTED:
        told = indices.indices(contrast_of(results, "sobol", outcome), len(inputs()))
        for place, each in enumerate(inputs()):
            low, high = told.interval[place].tolist()
            rows.append({"outcome": outcome, "input": each.name, "first": float(told.first[place]),
                         "total": float(told.total[place]), "low": low, "high": high})  # fmt: skip
    return pa.Table.from_pylist(rows)


def _sets(stage: Stage) -> pa.Table:
    columns = stage.sets.T
    return pa.table(
        {each.name: pa.array(columns[place], from_pandas=True)
         for place, each in enumerate(inputs())}
    )  # fmt: skip


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table that a reader finds whole."""
    made = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(table, made, compression="zstd")
    made.replace(path)
