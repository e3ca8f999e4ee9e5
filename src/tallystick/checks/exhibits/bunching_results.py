"""What does the sample around one line say of the agency, its units and its officers?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from tallystick.checks.exhibits.bunching_units import subject_results
from tallystick.checks.exhibits.cut import fine_step
from tallystick.findings import Result
from tallystick.stats.movement import (
    Grid,
    Movement,
    default_windows,
    grid_of,
    movement_over_line,
)
from tallystick.tables import Line
from tallystick.tables.measurements import PHYSICAL

SHARE = "share of the records belonging just before the line that were moved over it"
HEAP = "records at or beside the line beyond what other round numbers attract"
Columns = Mapping[str, np.ndarray]


def line_results(name: str, line: Line, columns: Columns) -> list[Result]:
    """Return all results of one line: the agency's movement and heap, then the subjects'.

    `columns` are the arrays ``unit``, ``officer``, ``bin``, ``n`` and ``n_exact``, one row per
    unit, officer and fine bin, in a fixed order.
    """
    total = int(columns["n"].sum())
    if line.kind == "score" and (line.below is None or line.above is None):
        reason = "a line on scores needs `below` and `above` in its [[lines]]: points are no ratio"
        return [Result(name, "agency", "", line.name, "insufficient", total, reason=reason,
                       detail={"line": line.name})]  # fmt: skip
    fine = fine_step(line)
    grid = grid_of(columns["bin"], columns["n"], columns["n_exact"], line=line.milli // fine)
    widths = _widths(line, grid, fine)
    moved = _judged(line, grid, widths)
    shared = _shared(line, widths, grid, fine)
    results = [_movement(name, line, moved, shared)]
    if moved.verdict != "insufficient" or moved.p_spike < 1:
        results.append(_heap(name, line, moved, shared))
    return results + subject_results(name, line, columns, grid, widths, moved, shared)


def _judged(line: Line, grid: Grid, widths: tuple[int, int]) -> Movement:
    """Return the verdict; what only a pattern needs (other windows) is left out for others."""
    judge = partial(
        movement_over_line,
        grid,
        hole=widths[0],
        excess=widths[1],
        inclusive=line.inclusive,
        direction=line.direction,
        physical=line.kind in PHYSICAL,
    )
    first = judge(brief=True)
    return judge() if first.verdict in ("moved", "spike") else first


def _widths(line: Line, grid: Grid, fine: int) -> tuple[int, int]:
    """Window widths in bins: as the engagement states them, else the defaults of the grid."""
    hole, excess = default_windows(grid, "physical")
    bin_milli = fine * grid.step
    if line.below is not None:
        hole = max(1, round(int(line.below * 1000) / bin_milli))
    if line.above is not None:
        excess = max(1, round(int(line.above * 1000) / bin_milli))
    return hole, excess


def _shared(line: Line, widths: tuple[int, int], grid: Grid, fine: int) -> dict[str, Any]:
    return {
        "line": line.name,
        "kind": line.kind,
        "value": float(line.value),
        "unit": line.unit,
        "bin_width": fine * grid.step / 1000,
        "below": widths[0] * fine * grid.step / 1000,
        "above": widths[1] * fine * grid.step / 1000,
        "above_milli": widths[1] * fine * grid.step,
    }


def _movement(name: str, line: Line, moved: Movement, shared: Mapping[str, Any]) -> Result:
    found = moved.verdict == "moved"
    verdict = "moved" if found else "not_found"
    if moved.verdict == "insufficient":
        verdict = "insufficient"
    return Result(
        check=name,
        subject_kind="agency",
        subject="",
        aspect=line.name,
        verdict=verdict,
        n=moved.n,
        estimand=SHARE,
        estimate=moved.share,
        interval=moved.interval,
        p_value=None if verdict == "insufficient" else moved.p_moved,
        smallest_detectable=moved.smallest_detectable,
        reason=moved.reason if moved.verdict != "spike" else "",
        detail={**shared, **numbers(moved), **(picture(moved, line, shared) if found else {})},
    )


def _heap(name: str, line: Line, moved: Movement, shared: Mapping[str, Any]) -> Result:
    found = moved.verdict == "spike"
    at, above = moved.excess_at, moved.excess_above
    return Result(
        check=name,
        subject_kind="agency",
        subject="",
        aspect=f"{line.name}: heap",
        verdict="spike" if found else "not_found",
        n=moved.n,
        estimand=HEAP,
        estimate=None if above is None else (at or 0.0) + above,
        p_value=moved.p_spike,
        reason=moved.reason if found else "",
        detail={**shared, **numbers(moved), **(picture(moved, line, shared) if found else {})},
    )


def numbers(moved: Movement) -> dict[str, Any]:
    """Return what a reader who recomputes the answer will ask for."""
    return {
        "hole_expected": moved.hole_expected,
        "hole_recorded": moved.hole_recorded,
        "hole_missing": moved.hole_missing,
        "excess_at": moved.excess_at,
        "excess_above": moved.excess_above,
        "moved_mass": moved.moved_mass,
        "z_hole": moved.z_hole,
        "z_excess": moved.z_excess,
        "p_without_guard": moved.p_t,
        "p_placebo": moved.p_placebo,
        "block_dispersion": moved.block_dispersion,
        "popularity_sd": moved.popularity_sd,
        "grains_in_bins": list(moved.grains),
        "placebos": [[other.line, other.share, other.se] for other in moved.placebos],
        "other_windows": [
            [other.hole, other.excess, other.share, other.verdict] for other in moved.sensitivity
        ],
    }


def picture(moved: Movement, line: Line, shared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the series of the picture: recorded counts and the counterfactual."""
    if moved.expected is None or moved.band is None:
        return {}
    near = np.abs(moved.bins * shared["bin_width"] - shared["value"]) <= shared["value"] * 0.75
    windows = moved.windows
    first = int(moved.bins[near][0])
    ends = [*windows.excess, *([] if windows.at is None else [windows.at])]
    return {
        "x": (moved.bins[near] * shared["bin_width"]).tolist(),
        "recorded": moved.recorded[near].tolist(),
        "expected": moved.expected[near].tolist(),
        "low": moved.band[0][near].tolist(),
        "high": moved.band[1][near].tolist(),
        "excess_bins": [min(ends) - first, max(ends) - first + 1],
        "hole_bins": [windows.hole[0] - first, windows.hole[1] - first + 1],
    }
