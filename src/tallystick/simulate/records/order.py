"""In which order do the registers stand, so that a place in them says nothing?"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.columns import Columns


def put_in_order(chunk: Chunk) -> None:
    """Order every table of an exported chunk by what its own register is kept by.

    Weighings and hand-overs by time, people and charges by the number of the case, the second
    system by the time of the event: records that were planted stand among the others.
    """
    readings, handovers, held = chunk.readings, chunk.handovers, chunk.counterparts
    _by(readings, "at", "case", "exhibit", "stage", "kind")
    _by(handovers, "at", "exhibit", "action")
    for table, columns in ((chunk.roles, ("person", "role")), (chunk.charges, ("person",))):
        case = table["case"]
        at = np.where(case == NONE, NONE, chunk.at(np.maximum(case, 0)))
        table.reorder(np.lexsort([*(table[name] for name in columns), at]))
    _by(held, "occurred", "record")


def _by(table: Columns, *keys: str) -> None:
    """Sort a table by the first key, then the second, and so on."""
    table.reorder(np.lexsort([table[name] for name in reversed(keys)]))
