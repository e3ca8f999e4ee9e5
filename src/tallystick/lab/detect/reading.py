"""The table of whole audits of a finished plan."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tallystick.lab.detect.making import DETECT, TYPES
from tallystick.lab.levels import LabError
from tallystick.lab.plan import Plan


def read_detected(folder: Path, plan: Plan) -> pa.Table | None:
    """Return the rows of the plan's audits, None where it asks for none.

    LabError where they are not all made, or the table is of something else.
    """
    if not plan.lab.detect:
        return None
    try:
        table = pq.read_table(folder / DETECT)
    except FileNotFoundError:
        raise LabError(
            f"{folder}: its worlds are not all audited; run `tallystick lab` again with its plan "
            "and this --out: it goes on where it stopped"
        ) from None
    except (OSError, pa.ArrowInvalid) as error:
        raise LabError(f"{folder / DETECT}: {error}; put back a copy") from None
    if not table.schema.equals(TYPES):
        raise LabError(f"{folder / DETECT}: not what the program wrote; put back a copy")
    return table
