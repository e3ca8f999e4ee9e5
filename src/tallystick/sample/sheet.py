"""What does a person get to code a drawn record by its file?

A CSV file that spreadsheets open: a row per record with what finds its file, and empty columns for
two people who code it without seeing each other's answer, for what they then agree on, and for a
note. What the record says of itself in the columns that may be in question, and who wrote it, is
left out unless asked for, so that it is the file that is coded.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tallystick.findings import spreadsheet
from tallystick.findings.store import plain
from tallystick.sample.drawing import Draw
from tallystick.sample.population import Population

NUMBER = "no"
CODERS = ("coder_1", "coder_2", "agreed")
NOTE = "note"
HIDDEN = (
    "clearance", "closed_at", "officer_id", "badge", "source_file", "source_row", "count",
    "search_conducted", "contraband_found", "search_basis", "subject_group",
)  # fmt: skip
LONGEST = 300


def plan_path(sheet: Path) -> Path:
    """Where the plan of a sheet lies, unless somebody moved it."""
    return sheet.with_name(f"{sheet.stem}.plan.json")


def write_sheet(
    sheet: Path, population: Population, drawn: Draw, show: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Write the sheet and its plan; return the columns that it shows.

    FileExistsError when either is there already: codes may have been written in it.
    """
    import json
    from dataclasses import asdict

    columns = tuple(
        name for name in population.columns
        if name in show or name in population.key or name not in HIDDEN
    )  # fmt: skip
    plan = plan_path(sheet)
    if plan.exists():
        raise FileExistsError(17, "is there already", str(plan))
    # A byte-order mark tells a spreadsheet that the file is in UTF-8.
    with sheet.open("x", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow([NUMBER, *columns, *CODERS, NOTE])
        for number, place in zip(drawn.plan.rows, drawn.places, strict=True):
            values = (disarmed(population.columns[name][place]) for name in columns)
            writer.writerow([number, *values, *("" for _ in (*CODERS, NOTE))])
    text = json.dumps(plain(asdict(drawn.plan)), ensure_ascii=False, indent=1)
    plan.write_text(text + "\n", encoding="utf-8", errors="replace")
    return columns


def disarmed(value: Any) -> str:
    """The text of a value, of bounded length, that no spreadsheet runs as a formula."""
    if value is None:
        return ""
    text = str(value)
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return spreadsheet.disarmed(text) if isinstance(value, str) else text
