"""How long does a whole audit take? The section of the page."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.speed import audits
from benchmarks.speed.book import Contents, Record, runs_of
from benchmarks.speed.page.limits import MILLION, SMALL, audit_runs, per_incident
from benchmarks.speed.page.numbers import (
    NOTHING,
    how_many,
    largest,
    megabytes,
    middle,
    ratio,
    seconds,
    spread,
    table,
    times,
    why_nothing,
)
from benchmarks.speed.workshop import CSV, READY, SOURCES

PATHS = (SOURCES, READY, CSV)


def audits_section(parts: Contents) -> str:
    """Audits, scans, growth, and the seconds of each check."""
    if not runs_of(parts, "audits"):
        return "Not measured."
    return "\n\n".join(
        [
            f"With the checks that there were when it was measured ({_ran(parts)}), and the "
            "report. Look at the seconds a million incidents: they should not rise with the size. "
            f"*{SOURCES}* and *{CSV}* are parsed and judged row by row into the run folder, which "
            f"then holds everything; *{READY}* are read where they lie.",
            _audits(parts),
            _same_answers(parts),
            "### What does reading the same files cost?",
            "DuckDB counts the rows and the values of every column of the world's Parquet files, "
            "in a process of its own with as many threads as the audit. It is told not to answer "
            "from the statistics in the files' footers (`SET disabled_optimizers = "
            "'statistics_propagation'`): else it would read no column at all.",
            _scans(parts),
            "### Does the time grow as the records do?",
            "Seconds for each incident actually made, in terms of those at a million: 1 is linear.",
            _growth(parts),
            "### Which check takes how long?",
            "Medians, in seconds. *The rest* is what is not in a check: Python's start, reading "
            "and judging the records, the report.",
            *_checks(parts),
        ]
    )


def _ran(parts: Contents) -> str:
    """The names of the checks of all runs."""
    names = (name for run in runs_of(parts, "audits") for name in run.get("checks", ()))
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names)) or "none"


def sizes_of(parts: Contents) -> list[int]:
    return sorted({run["size"] for run in runs_of(parts, "audits")})


def _each(parts: Contents) -> Iterator[tuple[int, str, list[Record]]]:
    for size in sizes_of(parts):
        for path in PATHS:
            runs = audit_runs(parts, size, "audit", path)
            if runs:
                yield size, path, runs


def _audits(parts: Contents) -> str:
    header = ["incidents", "read from", "seconds, median (least to most)", "of the processor",
              "MB", "seconds a million incidents", *(f"× the scan, {c}" for c in audits.SCANS),
              "runs"]  # fmt: skip
    rows = []
    for size, path, runs in _each(parts):
        wall = [run["wall"] for run in runs if "wall" in run]
        scans = [audit_runs(parts, size, "scan", columns) for columns in audits.SCANS]
        cpu, each = middle(runs, "cpu"), per_incident(runs)
        rows.append(
            [
                f"{runs[0]['incidents']:,}",
                path,
                spread(wall) if wall else why_nothing(runs),
                NOTHING if cpu is None else seconds(cpu),
                megabytes(largest(runs)),
                NOTHING if each is None else seconds(each * MILLION),
                *(times(ratio(middle(runs, "wall"), middle(scan, "wall"))) for scan in scans),
                how_many(runs),
            ]
        )
    return table(header, rows)


def _same_answers(parts: Contents) -> str:
    answers: dict[int, set[str]] = {}
    for size, _, runs in _each(parts):
        answers.setdefault(size, set()).update(run["answers"] for run in runs if "answers" in run)
    differ = [f"{size:,}" for size, told in answers.items() if len(told) > 1]
    if differ:
        return f"**`results.parquet` differs between runs at {', '.join(differ)} incidents.**"
    return "`results.parquet` is the same to the byte in all runs of a size, by every path."


def _scans(parts: Contents) -> str:
    header = ["incidents", "columns", "seconds, median (least to most)", "of them the queries",
              "of the processor", "MB", "values counted", "runs"]  # fmt: skip
    rows = []
    for size in sizes_of(parts):
        for columns in audits.SCANS:
            runs = audit_runs(parts, size, "scan", columns)
            if not runs:
                continue
            wall = [run["wall"] for run in runs if "wall" in run]
            queries, cpu = middle(runs, "queries"), middle(runs, "cpu")
            values = largest(runs, "values")
            rows.append(
                [
                    f"{runs[0]['incidents']:,}",
                    columns,
                    spread(wall) if wall else why_nothing(runs),
                    NOTHING if queries is None else seconds(queries),
                    NOTHING if cpu is None else seconds(cpu),
                    megabytes(largest(runs)),
                    NOTHING if values is None else f"{values:,}",
                    how_many(runs),
                ]
            )
    return table(header, rows)


def _growth(parts: Contents) -> str:
    sizes = sizes_of(parts)
    rows = []
    for path in PATHS:
        each = {size: per_incident(audit_runs(parts, size, "audit", path)) for size in sizes}
        if any(each.values()):
            rows.append([path, *(times(ratio(each[size], each.get(SMALL))) for size in sizes)])
    return table(["read from", *(f"{size:,}" for size in sizes)], rows)


def _checks(parts: Contents) -> Iterator[str]:
    for path in PATHS:
        runs = {size: audit_runs(parts, size, "audit", path) for size in sizes_of(parts)}
        done = {
            size: [run for run in each if "checks" in run]
            for size, each in runs.items()
            if any("checks" in run for run in each)
        }
        names = list(
            dict.fromkeys(n for each in done.values() for run in each for n in run["checks"])
        )
        if not names:
            continue
        rows = [
            [name, *(_median([run["checks"].get(name) for run in each]) for each in done.values())]
            for name in names
        ]
        rest = [
            _median([run["wall"] - sum(run["checks"].values()) for run in each])
            for each in done.values()
        ]
        yield table([path, *(f"{size:,}" for size in done)], [*rows, ["the rest", *rest]])


def _median(values: list[float | None]) -> str:
    there = [value for value in values if value is not None]
    return seconds(max(0.0, median(there))) if there else NOTHING
