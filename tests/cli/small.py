"""What are the smallest engagement that can be audited, and an export that init can map?"""

from __future__ import annotations

import re
from pathlib import Path

ENGAGEMENT = """\
[engagement]
name = "Small town, 2020"
agency = "Small Town Police"
jurisdiction = "XX"
time_zone = "UTC"
currency = "EUR"

[[tables.incidents]]
source = "incidents.csv"
[tables.incidents.columns]
incident_id = "Case"
unit_id = "Unit"
occurred_at = "Date"
recorded_at = "Entered"

[[tables.reported_figures]]
source = "figures.csv"
[tables.reported_figures.columns]
unit_id = "Unit"
metric = {constant = "cases"}
period_start = "From"
period_end = "To"
value = "Cases"

[[metrics]]
name = "cases"
table = "incidents"
total = "records"
"""
INCIDENTS = """\
Case,Unit,Date,Entered
1,A,2020-01-05,2020-01-06
2,A,2020-01-09,2020-01-09
3,=1+1,2020-01-11,2020-01-12
"""
STOPS = "Stop ID,Stop Date,Officer ID,Beat,Searched\n" + "".join(
    f"{k},{1 + k % 28:02d}.01.2024,o{k % 5},b{k % 3},{'YN'[k % 2]}\n" for k in range(40)
)
FIGURES = """\
Unit,From,To,Cases
A,2020-01-01,2020-01-31,{reported}
"""


def write_small(folder: Path, *, reported: int = 2, unit: str = "A") -> Path:
    """Write the engagement and its files; `reported` is unit A's figure (two are recorded).

    `unit` is what stands in the place of its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {"incidents.csv": INCIDENTS, "figures.csv": FIGURES.format(reported=reported)}
    for name, text in files.items():
        (folder / name).write_text(re.sub(r"\bA\b", unit, text), encoding="utf-8")
    path = folder / "engagement.toml"
    path.write_text(ENGAGEMENT)
    return path
