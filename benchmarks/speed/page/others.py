"""What do the shell, little memory, the peers, making and the engines take? Their sections."""

from __future__ import annotations

from statistics import median

from benchmarks.speed import held, shell
from benchmarks.speed.book import Contents, Record, runs_of
from benchmarks.speed.page.numbers import (
    NOTHING,
    escaped,
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
from benchmarks.speed.peers import Peer

UNMEASURED = "Not measured."
SPREAD = "seconds, median (least to most)"


def shell_section(parts: Contents) -> str:
    """The audit of 10,000 incidents, and the help."""
    told = runs_of(parts, "shell")
    if not told:
        return UNMEASURED
    rows = []
    for of in (*shell.PATHS, shell.HELP):
        runs = [run for run in told if run["of"] == of]
        values = [run["wall"] for run in runs if "wall" in run]
        values += [value for run in runs for value in run.get("seconds", [])]
        if runs:
            cpu = middle(runs, "cpu")
            rows.append(
                [
                    f"`{of}`" if of == shell.HELP else f"`tallystick audit`, {of}",
                    spread(values) if values else why_nothing(runs),
                    NOTHING if cpu is None else seconds(cpu),
                    megabytes(largest(runs)),
                    str(len(values)) if runs[0]["kind"] == "help" else how_many(runs),
                ]
            )
    incidents = next((run["incidents"] for run in told if "incidents" in run), 0)
    text = (
        f"An audit of {incidents:,} incidents as it is typed: Python's start, every import, the "
        "checks and the report. Each run starts anew, with programs and data in the page cache, as "
        "a second run on the same day finds them; a first run after the machine was started also "
        "waits for the disk. What a user must install brings no pandas; where something else "
        "brought it, as the benchmarks do here, Ibis and PyArrow import it, and one row hides it."
    )
    return f"{text}\n\n{table(['command', SPREAD, 'of the processor', 'MB', 'runs'], rows)}"


def held_section(parts: Contents) -> str:
    """The audits in a control group of little memory."""
    told = runs_of(parts, "held")
    if not told:
        return UNMEASURED
    known = {(run["size"], run["answers"]) for part in ("audits", "held")
             for run in runs_of(parts, part) if "answers" in run}  # fmt: skip
    rows = []
    for size, of in sorted({(run["size"], run["of"]) for run in told}):
        runs = [run for run in told if (run["size"], run["of"]) == (size, of)]
        wall = [run["wall"] for run in runs if "wall" in run]
        same = len([each for each in known if each[0] == size]) == 1
        rows.append(
            [
                f"{runs[0]['incidents']:,}",
                of,
                spread(wall) if wall else why_nothing(runs),
                megabytes(largest(runs)),
                ("yes" if same else "**no**") if wall else NOTHING,
                how_many(runs) if wall else NOTHING,
            ]
        )
    header = ["incidents", "read from", SPREAD, "MB", "same `results.parquet`", "runs"]
    text = (
        f"The audit runs in a control group that may hold {held.LIMIT / 1e9:.0f} GB, the page "
        "cache included, without swap. DuckDB spills to disk what does not fit "
        "([engines.md](engines.md#faults))."
    )
    return f"{text}\n\n{table(header, rows)}"


def peer_section(parts: Contents, peer: Peer) -> str:
    """One peer: every way at every size."""
    told = runs_of(parts, peer.name)
    if not told:
        return f"{peer.see}\n\n{UNMEASURED}"
    remarks = [sitting["remark"] for sitting in parts[peer.name] if "remark" in sitting]
    text = " ".join([peer.see, *remarks[-1:]])
    header = [
        peer.of,
        "",
        SPREAD,
        "against the first row",
        "MB of its process",
        "timings",
        "answer",
    ]
    rows = []
    for size in sorted({run["size"] for run in told}):
        runs = {run["way"]: run for run in told if run["size"] == size}
        first = runs.get(peer.ours[0].name, {}).get("seconds") or None
        for way in peer.ways:
            if way.name in runs:
                rows.append(_way(runs[way.name], first))
    return f"{text}\n\n{table(header, rows)}"


def _way(run: Record, first: list[float] | None) -> list[str]:
    values = run.get("seconds") or []
    against = ratio(median(values), median(first)) if values and first else None
    nothing = why_nothing([run])
    return [
        f"{run['size']:,}",
        run["way"],
        nothing or spread(values),
        times(None if nothing else against),
        megabytes(run.get("peak_mb")),
        str(len(values)) if values else NOTHING,
        escaped(run.get("answer", NOTHING)),
    ]


def making_section(parts: Contents) -> str:
    """`tallystick simulate` at each size."""
    told = runs_of(parts, "making")
    if not told:
        return UNMEASURED
    rows = []
    for size in sorted({run["size"] for run in told}):
        runs = [run for run in told if run["size"] == size]
        wall = [run["wall"] for run in runs if "wall" in run]
        cpu = middle(runs, "cpu")
        rows.append(
            [
                f"{next((run['incidents'] for run in runs if 'incidents' in run), size):,}",
                spread(wall) if wall else why_nothing(runs),
                NOTHING if cpu is None else seconds(cpu),
                megabytes(largest(runs)),
                megabytes(largest(runs, "disk_mb")),
                how_many(runs),
            ]
        )
    header = ["incidents", SPREAD, "of the processor", "MB", "MB of Parquet", "runs"]
    text = (
        "`tallystick simulate`, every table to Parquet. The seconds should grow as the incidents "
        "do, and the memory much less ([worlds.md](worlds.md))."
    )
    return f"{text}\n\n{table(header, rows)}"


def engines_section(parts: Contents) -> str:
    """Both engines at each size, and whether they say the same."""
    told = runs_of(parts, "engines")
    if not told:
        return UNMEASURED
    rows = []
    for size in sorted({run["size"] for run in told}):
        at = [run for run in told if run["size"] == size]
        answers = {run["answers"] for run in at if "answers" in run}
        for engine, name in (("duckdb", "DuckDB"), ("spark", "Spark, local[2]")):
            runs = [run for run in at if run["engine"] == engine]
            wall = [run["wall"] for run in runs if "wall" in run]
            checks, base = middle(runs, "in_checks"), [r for r in at if r["engine"] == "duckdb"]
            against = ratio(middle(runs, "wall"), middle(base, "wall"))
            rows.append(
                [
                    f"{at[0]['incidents']:,}",
                    name,
                    str(largest(runs, "checks") or NOTHING),
                    spread(wall) if wall else why_nothing(runs) or NOTHING,
                    NOTHING if checks is None else seconds(checks),
                    times(against),
                    megabytes(largest(runs)),
                    ("yes" if len(answers) == 1 else "**no**") if wall else NOTHING,
                    how_many(runs) if wall else NOTHING,
                ]
            )
    header = ["incidents", "engine", "checks", SPREAD, "of them in checks", "× DuckDB", "MB",
              "same `results.parquet`", "runs"]  # fmt: skip
    text = (
        "The whole audit over the same ready-made Parquet tables, on one machine. Here the memory "
        "is that of all processes of the audit, Java's included. What follows from it is in "
        "[engines.md](engines.md)."
    )
    return f"{text}\n\n{table(header, rows)}"
