"""What does each check take alone? The section of the page."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.speed.book import Contents, Record, runs_of
from benchmarks.speed.page.numbers import (
    NOTHING,
    largest,
    megabytes,
    middle,
    seconds,
    table,
    why_nothing,
)

TEXT = (
    "`tallystick audit --only CHECK` on ready-made tables, report included: seconds of the "
    "processor, and MB at most. Python's start, reading what there is and the report are part of "
    "each row, and what checks share is made for each of them anew, so that the rows add up to "
    "more than an audit with all of them takes."
)


def alone_section(parts: Contents) -> str:
    """A row for each check, two columns for each size."""
    runs = runs_of(parts, "alone")
    if not runs:
        return "Not measured."
    sizes = sorted({(run["size"], run["incidents"]) for run in runs})
    header = ["check", *(f"{of} at {n:,}" for _, n in sizes for of in ("seconds", "MB"))]
    rows = []
    for name in sorted({run["of"] for run in runs}):
        own = [run for run in runs if run["of"] == name]
        cells = [_cells([run for run in own if run["size"] == size]) for size, _ in sizes]
        rows.append([f"`{name}`", *(cell for pair in cells for cell in pair)])
    return f"{TEXT}\n\n{table(header, rows)}"


def _cells(runs: Sequence[Record]) -> tuple[str, str]:
    cpu = middle(runs, "cpu")
    if cpu is None:
        return why_nothing(runs) or NOTHING, NOTHING
    return seconds(cpu), megabytes(largest(runs))
