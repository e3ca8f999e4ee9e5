"""The table of whole audits of a finished plan."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from tallystick.lab.detect.making import DETECT, TYPES
from tallystick.lab.levels import LabError
from tallystick.lab.plan import Plan
from tallystick.lab.tables import read_table


def read_detected(folder: Path, plan: Plan) -> pa.Table | None:
    """Return the rows of the plan's audits, None where it asks for none.

    LabError where they are not all made, or the table is of something else.
    """
    if not plan.lab.detect:
        return None
    table = read_table(folder / DETECT, "audited")
    if not table.schema.equals(TYPES):
        raise LabError(f"{folder / DETECT}: not what the program wrote; put back a copy")
    return table
