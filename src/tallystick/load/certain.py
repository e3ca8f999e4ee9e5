"""Which columns of a source that is judged where it lies are taken as they stand?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tallystick.engine import Engine
from tallystick.load.direct import rewrites
from tallystick.load.judge import PERIOD_OF, outside_period
from tallystick.load.mapping import measured
from tallystick.load.screening import FEW_ROWS, counted, doubts_of_source
from tallystick.load.shapes import SourceBlock
from tallystick.load.typed import as_it_stands, is_native
from tallystick.load.units import ucum
from tallystick.tables import Table
from tallystick.tables.frame import Frame
from tallystick.tables.measurements import WEIGHTS


def certain(
    table: Table,
    block: SourceBlock,
    raw: Any,
    wanted: Sequence[str],
    frame: Frame,
    zone: str,
    engine: Engine,
    *,
    rows: int,
) -> frozenset[str]:
    """Return the canonical columns of which no row of `raw` raises a doubt.

    ``period`` is among them when no row lies outside the period, and ``weights`` when each
    weight is in grams. `raw` is as `read_cells` takes it, typed.
    """
    theirs = {name: raw[f"c{i}"] for i, name in enumerate(wanted)}
    native = _native(table, block, theirs, moves=(block.time_zone or zone) != zone)
    conditions = {
        (name, what): condition
        for name, value in native.items()
        for what, condition in doubts_of_source(table.column(name), value).items()
    }
    sure = set(native)
    for name, condition in (
        ("period", _period(table, native, frame)),
        ("weights", _weights(table, block, native)),
    ):
        if condition is not True:
            sure.add(name)
            conditions |= {} if condition is False else {(name, "whole"): condition}
    keyed = {"\t".join(key): condition for key, condition in conditions.items()}
    found = counted(raw, keyed, engine, many=rows > FEW_ROWS) if keyed else {}
    sure -= {key.partition("\t")[0] for key in found}
    return frozenset(sure if {"kind", "unit"} & set(native) <= sure else sure - {"weights"})


def _native(
    table: Table, block: SourceBlock, theirs: Mapping[str, Any], *, moves: bool
) -> dict[str, Any]:
    """Return the columns that are read as they stand, by canonical name."""
    found = {
        name: theirs[mapping.column]
        for name, mapping in block.columns.items()
        if mapping.column is not None and not rewrites(block, mapping)
    }
    number = block.columns.get(measured(table) or "")
    plain = number and not number.units and not block.nulls(number)
    if number and plain and number.unit_column and table.name == "measurements":
        found["unit"] = theirs[number.unit_column]
    return {
        name: value
        for name, value in found.items()
        if is_native(table.column(name), value.type())
        and not (moves and value.type().is_timestamp())
    }


def _period(table: Table, native: Mapping[str, Any], frame: Frame) -> Any:
    """Return the condition that a row lies outside; False when none can, True when unknown."""
    name = PERIOD_OF.get(table.name)
    if name is None or (frame.first_day is None and frame.last_day is None):
        return False
    if name not in native:
        return True
    return outside_period(as_it_stands(table.column(name), native[name]), frame)


def _weights(table: Table, block: SourceBlock, native: Mapping[str, Any]) -> Any:
    """Return the condition that a weight is in no grams; False and True as for the period."""
    number = block.columns.get(measured(table) or "")
    if number is None:
        return False
    unit = ucum(number.unit) if number.unit else None
    if table.name == "custody":
        return bool(unit != "g" and (number.unit or number.unit_column))
    kind = block.columns.get("kind")
    if unit == "g" or (kind and kind.constant is not None and kind.constant not in WEIGHTS):
        return False
    if "kind" not in native:
        return True
    weight = native["kind"].isin(WEIGHTS)
    if "unit" in native:
        return weight & ((native["unit"] != "g") | native["unit"].isnull())
    return True if number.unit_column else weight
