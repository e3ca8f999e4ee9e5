"""What is each thing called in the records?"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.force import Force

STEP = 2_654_435_761


def numbered(numbers: NDArray[np.int64], digits: int, prefix: str = "") -> pa.Array:
    """Return numbers as text, filled with zeros to `digits`, after a prefix."""
    text = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), digits, "0")
    return pc.binary_join_element_wise(prefix, text, "") if prefix else text


def scattered(numbers: NDArray[np.int64], total: int, start: int) -> NDArray[np.int64]:
    """Return another number below `total` for each, so that neighbours are not neighbours.

    It is one-to-one: multiplication by a step that shares no factor with `total`.
    """
    step = STEP % total or 1
    while gcd(step, total) != 1:
        step += 1
    return (numbers % total * step + start) % total


@dataclass(frozen=True)
class Names:
    """The names of what does not change: officers, units, areas, holders; pyarrow arrays."""

    officers: pa.Array
    units: pa.Array
    areas: pa.Array
    holders: pa.Array

    @staticmethod
    def of(force: Force) -> Names:
        """Name the people and places of a force."""
        each = len(force.area_unit) // len(force.unit_names)
        areas = [
            f"{force.unit_names[unit]}-{place % each + 1}"
            for place, unit in enumerate(force.area_unit)
        ]
        rooms = [f"Evidence room {name}" for name in force.unit_names]
        return Names(
            officers=pa.array(force.officer_ids),
            units=pa.array(force.unit_names),
            areas=pa.array(areas),
            holders=pa.array([*force.officer_ids, *rooms, "Laboratory", "Court", "Incinerator"]),
        )


def chosen(names: pa.Array, places: NDArray[np.int64]) -> pa.Array:
    """Return the names at these places; null where the place is -1."""
    return names.take(pa.array(places, mask=places == NONE))


@dataclass(frozen=True)
class Numbers:
    """The numbers of one chunk's cases, exhibits and second-system records, in their order."""

    cases: pa.Array
    exhibits: pa.Array
    records: pa.Array

    @staticmethod
    def of(chunk: Chunk) -> Numbers:
        """Number a finished chunk: cases in each unit by entry, exhibits within their case."""
        return Numbers(_cases(chunk), _exhibits(chunk), _records(chunk))


def _month(chunk: Chunk) -> str:
    return chunk.calendar.text(chunk.month).replace("-", "")[2:]


def _within(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """1, 2, ... within each run of equal values."""
    first = np.flatnonzero(np.append(True, group[1:] != group[:-1])[: len(group)])
    lengths = np.diff(np.append(first, len(group)))
    return np.asarray(np.arange(len(group)) - np.repeat(first, lengths) + 1)


def _cases(chunk: Chunk) -> pa.Array:
    unit = chunk.cases["unit"]
    serial = numbered(_within(unit), 5)
    names = pa.array(chunk.force.unit_names).take(pa.array(unit))
    return pc.binary_join_element_wise(names, _month(chunk), serial, "-")


def _exhibits(chunk: Chunk) -> pa.Array:
    """An exhibit is numbered within its case, one without a case within the month."""
    case = chunk.exhibits["case"]
    at = np.where(case == NONE, NONE, chunk.at(np.maximum(case, 0)))
    order = np.lexsort((chunk.exhibits["exhibit"], at))
    serial = np.zeros(len(at), dtype=np.int64)
    serial[order] = _within(at[order])
    inside = pc.binary_join_element_wise(
        chosen(_cases(chunk), at), numbered(serial, 1, "E"), "/", null_handling="skip"
    )
    alone = numbered(serial, 4, f"L{_month(chunk)}{chunk.block:03d}")
    return pc.if_else(pa.array(at == NONE), alone, inside)


def _records(chunk: Chunk) -> pa.Array:
    held = chunk.counterparts
    order = np.lexsort((held["record"], held["occurred"]))
    serial = np.zeros(len(held), dtype=np.int64)
    serial[order] = np.arange(1, len(held) + 1)
    return numbered(serial, 6, f"B{_month(chunk)}{chunk.block:03d}")
