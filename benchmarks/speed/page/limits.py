"""Which limits were asked for, what was measured, and is it met?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.speed import audits, held, shell
from benchmarks.speed.book import Contents, Record, runs_of
from benchmarks.speed.page.numbers import largest, middle, ratio, seconds, table, times
from benchmarks.speed.workshop import READY, SOURCES

MILLION = 1_000_000
SMALL, MIDDLE, LARGE = MILLION, 10 * MILLION, 50 * MILLION
GROWTH, SCANS, MB_AT_MIDDLE, MB_AT_LARGE = 1.1, 8.0, 6_000.0, 20_000.0
AUDIT_SECONDS, HELP_SECONDS = 6.0, 0.3
MAKING_SECONDS, MAKING_MB = 60.0, 4_000.0
NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Limit:
    """One limit and what was measured: None when it was not, a text when the run failed."""

    asked: str
    limit: str
    most: float
    measured: float | str | None
    write: Callable[[float], str]
    strict: bool = False

    @property
    def met(self) -> str:
        """``yes``, ``no`` or ``not measured``, from the number as measured and not as written."""
        if self.measured is None:
            return NOT_MEASURED
        if isinstance(self.measured, str):
            return "**no**"
        inside = self.measured < self.most if self.strict else self.measured <= self.most
        return "yes" if inside else "**no**"

    @property
    def written(self) -> str:
        """The measured value as the page shows it."""
        if self.measured is None:
            return NOT_MEASURED
        return self.measured if isinstance(self.measured, str) else self.write(self.measured)


def audit_runs(parts: Contents, size: int, kind: str, of: str) -> list[Record]:
    """The runs of one audit or scan of the part `audits`."""
    wanted = {"size": size, "kind": kind, "of": of}
    return [r for r in runs_of(parts, "audits") if all(r[k] == v for k, v in wanted.items())]


def per_incident(runs: list[Record]) -> float | None:
    """Median seconds of the wall for one incident that was actually made."""
    wall = middle(runs, "wall")
    return None if wall is None else wall / runs[0]["incidents"]


def failed_or(runs: list[Record], value: float | None) -> float | str | None:
    """The value, unless a run failed: then that."""
    return "a run failed" if any("failed" in run for run in runs) else value


def limits(parts: Contents) -> Iterator[Limit]:
    """All limits, in the order of the page."""
    for to in (MIDDLE, LARGE):
        for path in (SOURCES, READY):
            small, large = (audit_runs(parts, size, "audit", path) for size in (SMALL, to))
            growth = ratio(per_incident(large), per_incident(small))
            yield Limit(f"growth of the audit from 1 to {to // MILLION} million incidents, {path}",
                        f"at most {GROWTH} × linear", GROWTH, failed_or(small + large, growth),
                        lambda x: f"{times(x)} × linear")  # fmt: skip
    for path in (SOURCES, READY):
        runs = audit_runs(parts, MIDDLE, "audit", path)
        for columns in audits.SCANS:
            scan = audit_runs(parts, MIDDLE, "scan", columns)
            scans = ratio(middle(runs, "wall"), middle(scan, "wall"))
            yield Limit(f"audit of 10 million, {path}, against the scan of its files, {columns}",
                        f"at most {SCANS:.0f} ×", SCANS, failed_or(runs + scan, scans),
                        lambda x: f"{times(x)} ×")  # fmt: skip
    for size, most, strict in ((MIDDLE, MB_AT_MIDDLE, True), (LARGE, MB_AT_LARGE, False)):
        for path in (SOURCES, READY):
            runs = audit_runs(parts, size, "audit", path)
            yield Limit(f"memory of the audit of {size // MILLION} million, {path}",
                        f"{'under' if strict else 'within'} {most / 1000:.0f} GB", most,
                        failed_or(runs, largest(runs)), gigabytes, strict)  # fmt: skip
    for path in (SOURCES, READY):
        runs = [r for r in runs_of(parts, "held") if (r["size"], r["of"]) == (held.SIZE, path)]
        took = failed_or(runs, middle(runs, "wall"))
        yield Limit(f"audit of 10 million within {held.LIMIT / 1e9:.0f} GB of memory, {path}",
                    "it ends", float("inf"), took,
                    lambda x: f"in {seconds(x)} s")  # fmt: skip
    yield from _small(parts)


def _small(parts: Contents) -> Iterator[Limit]:
    told = runs_of(parts, "shell")
    for path in shell.PATHS:
        runs = [run for run in told if run["of"] == path]
        yield Limit(f"audit of 10,000 incidents from the shell, report included, {path}",
                    f"under {AUDIT_SECONDS:.0f} s", AUDIT_SECONDS,
                    failed_or(runs, middle(runs, "wall")), in_seconds, True)  # fmt: skip
    shown = [run for run in told if run["of"] == shell.HELP]
    values = [{"wall": value} for run in shown for value in run.get("seconds", [])]
    yield Limit(f"`{shell.HELP}`", f"under {HELP_SECONDS} s", HELP_SECONDS,
                failed_or(shown, middle(values, "wall")), in_seconds, True)  # fmt: skip
    made = [run for run in runs_of(parts, "making") if run["size"] == MILLION]
    yield Limit("making a world of a million incidents", f"under {MAKING_SECONDS:.0f} s",
                MAKING_SECONDS, failed_or(made, middle(made, "wall")),
                in_seconds, True)  # fmt: skip
    yield Limit("memory of making it", f"under {MAKING_MB / 1000:.0f} GB", MAKING_MB,
                failed_or(made, largest(made)), gigabytes, True)  # fmt: skip


def in_seconds(value: float) -> str:
    return f"{seconds(value)} s"


def gigabytes(value: float) -> str:
    return f"{value / 1000:.2f} GB"


def limits_table(parts: Contents) -> str:
    """Asked, limit, measured, met."""
    rows = [[each.asked, each.limit, each.written, each.met] for each in limits(parts)]
    return table(["asked for", "limit", "measured", "met"], rows)
