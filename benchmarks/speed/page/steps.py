"""What does each check take within a whole audit? The section of the page."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from benchmarks.speed.book import Contents, Record, runs_of
from benchmarks.speed.page.numbers import NOTHING, megabytes, seconds, table
from benchmarks.speed.workshop import READY

TEXT = (
    "One audit with all checks, on ready-made tables: seconds of the processor, and MB at most "
    "while the check ran, what was held before it began included. What several checks share is "
    "made in the first of them, and is in its row. What comes before and after the checks has rows "
    "of its own."
)


def steps_section(parts: Contents) -> str:
    """A row for each step of an audit, two columns for each size."""
    runs = [run for run in runs_of(parts, "audits") if run.get("steps") and run["of"] == READY]
    if not runs:
        return "Not measured."
    sizes = sorted({(run["size"], run["incidents"]) for run in runs})
    header = ["step", *(f"{of} at {n:,}" for _, n in sizes for of in ("seconds", "MB"))]
    names = dict.fromkeys(name for run in runs for name in run["steps"])
    rows = []
    for name in names:
        cells = [_cells(name, [run for run in runs if run["size"] == size]) for size, _ in sizes]
        rows.append([f"`{name}`" if "." in name else name, *(x for pair in cells for x in pair)])
    return f"{TEXT}\n\n{table(header, rows)}"


def _cells(name: str, runs: Sequence[Record]) -> tuple[str, str]:
    taken = [run["steps"][name] for run in runs if name in run["steps"]]
    if not taken:
        return NOTHING, NOTHING
    return seconds(median(cpu for cpu, _ in taken)), megabytes(max(mb for _, mb in taken))
