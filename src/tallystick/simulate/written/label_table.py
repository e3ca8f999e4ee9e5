"""How are labels written, so that every touched record can be found again?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.force import Force
from tallystick.simulate.labels import Label
from tallystick.simulate.written.canonical import Writer, instants
from tallystick.simulate.written.identities import Numbers, chosen

SCHEMA = pa.schema(
    [
        ("nature", pa.string()),
        ("name", pa.string()),
        ("entry", pa.int64()),
        ("table", pa.string()),
        ("detail", pa.string()),
        ("incident_id", pa.string()),
        ("exhibit_id", pa.string()),
        ("stage", pa.string()),
        ("person_id", pa.string()),
        ("role", pa.string()),
        ("record_id", pa.string()),
        ("at", pa.timestamp("us")),
        ("officer_id", pa.string()),
        ("unit_id", pa.string()),
        ("month", pa.string()),
        ("scheme", pa.int64()),
    ]
)


def label_table(chunk: Chunk, numbers: Numbers, writer: Writer) -> pa.Table:
    """One row per touched record that is in the export; a scheme of -1 is none."""
    parts = [_rows(chunk, label, numbers, writer) for label in chunk.labels.labels]
    return pa.concat_tables(parts) if parts else SCHEMA.empty_table()


def note_table(force: Force, calendar: Calendar, names: tuple[str, ...]) -> pa.Table:
    """One row per note of what an oddity did to the force itself, from the month on.

    `names` are the oddities of the world file in order; a row names an officer, or else a unit.
    """
    notes = force.notes
    officer = np.array([note[1] for note in notes], dtype=np.int64)
    unit = np.array([note[2] for note in notes], dtype=np.int64)
    told: dict[str, Any] = {
        "nature": ["oddity"] * len(notes),
        "name": [names[note[4]] for note in notes],
        "entry": [note[4] for note in notes],
        "table": [note[0] for note in notes],
        "detail": [note[5] for note in notes],
        "officer_id": chosen(pa.array(force.officer_ids), officer),
        "unit_id": chosen(pa.array(force.unit_names), unit),
        "month": [calendar.text(note[3]) for note in notes],
        "scheme": [NONE] * len(notes),
    }
    nothing = [None] * len(notes)
    return pa.table({name: told.get(name, nothing) for name in SCHEMA.names}, schema=SCHEMA)


def _rows(chunk: Chunk, label: Label, numbers: Numbers, writer: Writer) -> pa.Table:
    keys = label.keys.take(np.flatnonzero(_exported(chunk, label)))
    rows, officer = len(keys), keys["officer"]
    at = np.where(keys["case"] == NONE, NONE, chunk.at(np.maximum(keys["case"], 0)))
    unit = np.where(officer == NONE, NONE, chunk.force.unit_of[officer, chunk.month])
    return pa.table(
        {
            "nature": pa.array([label.nature] * rows, pa.string()),
            "name": pa.array([label.name] * rows, pa.string()),
            "entry": pa.array([label.index] * rows, pa.int64()),
            "table": pa.array([label.table] * rows, pa.string()),
            "detail": pa.array([label.detail] * rows, pa.string()),
            "incident_id": chosen(numbers.cases, at),
            "exhibit_id": writer.exhibit(chunk, numbers, keys["exhibit"]),
            "stage": chosen(writer.codes["stage"], keys["stage"]),
            "person_id": writer.person(keys["person"]),
            "role": chosen(writer.codes["role"], keys["role"]),
            "record_id": chosen(numbers.records, _place(chunk, keys["record"])),
            "at": instants(keys["at"]),
            "officer_id": chosen(writer.names.officers, officer),
            "unit_id": chosen(writer.names.units, unit),
            "month": pa.array([chunk.calendar.text(chunk.month)] * rows, pa.string()),
            "scheme": pa.array(keys["scheme"], pa.int64()),
        },
        schema=SCHEMA,
    )


def _place(chunk: Chunk, record: NDArray[np.int64]) -> NDArray[np.int64]:
    held = chunk.counterparts["record"]
    where = np.full(int(held.max(initial=0)) + 2, NONE)
    where[held] = np.arange(len(held))
    return where[record]


def _exported(chunk: Chunk, label: Label) -> NDArray[np.bool_]:
    """Which labelled rows are in the export, judged by the row's own key."""
    keys = label.keys
    at = chunk.at(np.maximum(keys["case"], 0))
    there = np.asarray((keys["case"] == NONE) | (at != NONE), dtype=bool)
    named = {
        "measurements": (chunk.readings, ("case", "exhibit", "stage")),
        "custody": (chunk.handovers, ("exhibit", "at")),
        "outcomes": (chunk.charges, ("case", "person")),
        "involvements": (chunk.roles, ("case", "person", "role")),
        "counterparts": (chunk.counterparts, ("record",)),
    }
    if label.table not in named:
        return there
    table, columns = named[label.table]
    if label.table == "counterparts":
        there = np.ones(len(keys), dtype=bool)
    used = tuple(name for name in columns if (keys[name] != NONE).any())
    held = np.rec.fromarrays([table[name] for name in used])
    asked = np.rec.fromarrays([keys[name] for name in used])
    return np.asarray(there & np.isin(asked, held), dtype=bool)
