"""Whose exhibits are these, and how is a change of their weight labelled?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import Plant


def officers_of(chunk: Chunk, case: NDArray[np.int64]) -> NDArray[np.int64]:
    """The officer of each case key; -1 where there is no such case."""
    at = chunk.at(case)
    return np.where(at >= 0, np.append(chunk.cases["officer"], NONE)[at], NONE)


def dose_of(chunk: Chunk, plant: Plant, case: NDArray[np.int64]) -> NDArray[np.float64]:
    """The dose of the officer of each case key; 0 where there is no such case."""
    return np.append(plant.dose, 0.0)[officers_of(chunk, case)]


def place_of(chunk: Chunk, exhibit: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row in `chunk.exhibits` of each exhibit key; -1 for none."""
    keys = chunk.exhibits["exhibit"]
    where = np.full(max(keys.max(initial=NONE), exhibit.max(initial=NONE)) + 2, NONE)
    where[keys] = np.arange(len(keys))
    return where[exhibit]


def label_goods(chunk: Chunk, plant: Plant, rows: NDArray[np.bool_], detail: str) -> None:
    """Label every later weighing of these exhibits: one label each, with `stage` -1 for all."""
    touched = chunk.exhibits.take(np.flatnonzero(rows))
    chunk.labels.add(
        plant,
        "measurements",
        detail,
        case=touched["case"],
        exhibit=touched["exhibit"],
        officer=officers_of(chunk, touched["case"]),
    )
