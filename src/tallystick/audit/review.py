"""Which records can name no officer until a clerk has looked, and where is the sheet for it?"""

from __future__ import annotations

from pathlib import Path

import ibis

from tallystick.audit.evidence import disarmed
from tallystick.engine import Engine
from tallystick.findings import Links
from tallystick.tables import Received
from tallystick.tables.store import Tables

REVIEW, SHEET = "review", "badges"
TO_FILL_IN = ("officer_id", "settled_by", "remark")


def write_review(folder: Path, tables: Tables, received: Received, engine: Engine) -> Links | None:
    """Write the sheet of what is unsettled, as Parquet and CSV; return the account of it.

    None where no record could name an officer but by number. The CSV has empty columns for the
    clerk, and no text in it is a formula to a spreadsheet.
    """
    told = received.links
    if told is None:
        return None
    if tables.unsettled is None:
        return Links(told.settled, told.unsettled)
    (folder / REVIEW).mkdir(exist_ok=True)
    path = f"{REVIEW}/{SHEET}"
    engine.local.write_parquet(tables.unsettled, folder / f"{path}.parquet")
    nothing = {name: ibis.literal("") for name in TO_FILL_IN}
    sheet = disarmed(tables.unsettled).mutate(**nothing)
    engine.local.write_csv(sheet, folder / f"{path}.csv")
    return Links(told.settled, told.unsettled, f"{path}.csv")
