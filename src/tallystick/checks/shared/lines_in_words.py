"""A line as the words name it, and the numbers of a picture of the readings about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tallystick.checks.shared.lines_by_unit import held_in
from tallystick.checks.shared.names import called, place, unit_of
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Line

say = words_beside(__file__).say


def line_values(*lines: Line) -> dict[str, Any]:
    """Return what words name of lines that are cut alike: the first one's, and of all of them.

    ``place``, ``citation``, ``axis`` (of a picture) and ``direction`` are the first one's;
    ``at_places``, ``citations`` and ``held_in`` are of all.
    """
    line = lines[0]
    return {
        "line_name": called(line),
        "place": place(line),
        "citation": line.citation,
        "axis": say("shared.axis", kind=line.kind.replace("_", " "), unit=unit_of(line)),
        "direction": line.direction,
        "at_places": [place(each) for each in lines],
        "citations": "; ".join(each.citation for each in lines),
        "held_in": held_in(*lines),
    }


def in_hundred(result: Result) -> dict[str, float]:
    """Return the estimate and its range for every 100 records."""
    low, high = result.interval or (0.0, 0.0)
    of = {"hundred": result.estimate or 0.0, "hundred_low": low, "hundred_high": high}
    return {name: 100 * share for name, share in of.items()}


def drawn_at(line: Line, series: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the bins about a line: recorded, expected, moved where; None where there are none."""
    if not series.get("x"):
        return None
    return {
        **{name: tuple(series[name]) for name in ("x", "recorded", "expected")},
        **{name: tuple(series.get(name, ())) for name in ("low", "high")},
        "mark": float(line.value),
        "excess": tuple(series["excess_bins"]),
        "hole": tuple(series["hole_bins"]),
    }
