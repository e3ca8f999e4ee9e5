"""How are seconds, memory and ratios written on the page?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

NOTHING = "–"


def seconds(value: float) -> str:
    """About three figures: ``0.021``, ``1.52``, ``12.3``, ``1,234``."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def spread(values: Sequence[float]) -> str:
    """The median of `values`, with the least and the most where there are several."""
    if not values:
        return NOTHING
    middle = seconds(median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({seconds(min(values))} to {seconds(max(values))})"


def middle(runs: Iterable[dict[str, Any]], name: str) -> float | None:
    """The median of one number over the runs that have it; None when none has."""
    values = [run[name] for run in runs if name in run]
    return median(values) if values else None


def largest(runs: Iterable[dict[str, Any]], name: str = "peak_mb") -> float | None:
    """The largest of one number over the runs that have it."""
    return max((run[name] for run in runs if name in run), default=None)


def ratio(over: float | None, under: float | None) -> float | None:
    """One number in terms of another; None when either is missing or nothing."""
    return over / under if over is not None and under else None


def times(value: float | None) -> str:
    """A ratio to two figures after the point, or to one from ten on."""
    if value is None:
        return NOTHING
    return f"{value:,.1f}" if value >= 10 else f"{value:.2f}"


def megabytes(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.0f}"


def how_many(runs: Sequence[dict[str, Any]]) -> str:
    """How many runs there are, and how many of them failed."""
    failed = sum("failed" in run for run in runs)
    return f"{len(runs) - failed}, and {failed} failed" if failed else str(len(runs))


def why_nothing(runs: Iterable[dict[str, Any]]) -> str:
    """What stands in place of the seconds where nothing could be measured; "" where it was."""
    for run in runs:
        if "failed" in run:
            return f"failed: {escaped(run['failed'])}"
        if "absent" in run:
            return escaped(run["absent"])
    return ""


def escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def listed(names: Sequence[str]) -> str:
    """``a``, ``a and b`` or ``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
