"""What does each check take within a whole audit? The section of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from benchmarks.speed.book import Contents, Record, runs_of
from benchmarks.speed.page.numbers import NOTHING, megabytes, seconds, table, times
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
    names = list(dict.fromkeys(name for run in runs for name in run["steps"]))
    rows = []
    for name in names:
        cells = [_cells(name, [run for run in runs if run["size"] == size]) for size, _ in sizes]
        rows.append([f"`{name}`" if "." in name else name, *(x for pair in cells for x in pair)])
    told = [TEXT, table(header, rows), *_growth(runs, sizes, names)]
    return "\n\n".join(told)


def _growth(
    runs: Sequence[Record], sizes: Sequence[tuple[int, int]], names: Sequence[str]
) -> Iterator[str]:
    """From each size to the next, how the seconds of the checks that both have grew."""
    for (small, few), (large, many) in pairwise(sizes):
        taken = [
            {name: _cpu(name, [run for run in runs if run["size"] == size]) for name in names}
            for size in (small, large)
        ]
        both = [
            name for name in names if "." in name and None not in (each[name] for each in taken)
        ]
        if both:
            before, after = (sum(each[name] or 0.0 for name in both) for each in taken)
            yield (
                f"From {few:,} to {many:,} incidents the seconds of the {len(both)} checks "
                f"measured at both went from {seconds(before)} to {seconds(after)}: "
                f"{times(after / before / (many / few))} × linear."
            )


def _cpu(name: str, runs: Sequence[Record]) -> float | None:
    taken = [run["steps"][name][0] for run in runs if name in run["steps"]]
    return median(taken) if taken else None


def _cells(name: str, runs: Sequence[Record]) -> tuple[str, str]:
    taken = [run["steps"][name] for run in runs if name in run["steps"]]
    if not taken:
        return NOTHING, NOTHING
    return seconds(median(cpu for cpu, _ in taken)), megabytes(max(mb for _, mb in taken))
