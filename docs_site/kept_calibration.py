"""A calibration as its Parquet file holds it, to print its page again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from math import nan
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tallystick.calibrate.measures import Cell, Share
from tallystick.calibrate.ranges import Coverage
from tallystick.calibrate.record import MILLION, Calibration, Outcome, Row
from tallystick.calibrate.trials import Trial
from tallystick.simulate.world import World

OWN = ("seed", "worlds", "on")
NOT_KEPT = World()


def calibration_of_file(path: Path) -> Calibration:
    """Read what `calibrate.record.write_parquet` wrote; the worlds themselves are not in it."""
    table = pq.read_table(path)
    told = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    trials: dict[tuple[Any, ...], list[Row]] = {}
    for row in table.to_pylist():
        key = tuple(row[name] for name in ("check", "nature", "world", "dose", "size"))
        trials.setdefault(key, []).append(row)
    versions = {name: text for name, text in told.items() if name not in OWN}
    return Calibration(
        outcomes=tuple(map(_outcome, trials.values())),
        seed=int(told["seed"]),
        worlds=int(told["worlds"]),
        on=date.fromisoformat(told["on"]),
        versions=versions,
    )


def _outcome(rows: Sequence[Row]) -> Outcome:
    first = rows[0]
    check, incidents = first["check"], first["incidents"]
    own = [row for row in rows if row["source"] == check]
    return Outcome(
        trial=Trial(check=check, nature=first["nature"], name=first["world"], world=NOT_KEPT,
                    tables=frozenset(), dose=first["dose"], size=first["size"]),
        seeds=tuple(first["seeds"]),
        cells=tuple(map(_cell, rows)),
        incidents=incidents,
        making=first["making_per_million"] * incidents / MILLION,
        seconds=first["seconds_per_million"] * incidents / MILLION,
        coverage={row["subject_kind"]: _coverage(row) for row in own if row.get("inside_of")},
    )  # fmt: skip


def _cell(row: Row) -> Cell:
    shares = {each.name: _share(row, each.name) for each in fields(Cell) if each.type == "Share"}
    return Cell(row["source"], row["subject_kind"], row["worlds"], **shares)


def _coverage(row: Row) -> Coverage:
    shares = {each.name: _share(row, each.name) for each in fields(Coverage)
              if each.type == "Share"}  # fmt: skip
    return Coverage(**shares, off=row["off"], most=row["most"])


def _share(row: Row, name: str) -> Share:
    """A share; one of nothing where the file was written before the share was counted."""
    if not row.get(f"{name}_of"):
        return Share(nan, nan, nan, 0)
    return Share(row[name], row[f"{name}_low"], row[f"{name}_high"], row[f"{name}_of"])
