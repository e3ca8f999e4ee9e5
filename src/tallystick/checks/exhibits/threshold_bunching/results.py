"""What does the sample around one line say of the agency, its units and its officers?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tallystick.checks.exhibits.threshold_bunching.subjects import subject_results
from tallystick.checks.shared.names import called
from tallystick.checks.shared.readings_near_line import fine_step, pooled
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.bunching.movement import (
    Grid,
    Movement,
    default_windows,
    grid_of,
    movement_over_line,
    windows_of,
)
from tallystick.tables import Line
from tallystick.tables.measurements import PHYSICAL

say = words_beside(__file__).say

SHARE = say("estimands.share")
HEAP = say("estimands.heap")
UNMATCHED, UNDATED = say("reasons.unmatched"), say("shared.undated")
Columns = Mapping[str, np.ndarray]


def line_results(line: Line, columns: Columns, lines: Sequence[Line]) -> list[Result]:
    """Return all results of one line: the agency's movement and heap, then the subjects'.

    `columns` are ``unit_id``, ``officer_id``, ``bin``, ``n`` and ``n_exact``, one row per unit,
    officer and fine bin, in any order. The other `lines` that cut the same measurements are kept
    out of the numbers to compare with.
    """
    total = int(columns["n"].sum())
    if line.kind == "score" and (line.below is None or line.above is None):
        reason = say("reasons.state_widths")
        return [Result("", "agency", "", called(line), "insufficient", total, reason=reason,
                       detail={"line": line.name})]  # fmt: skip
    fine = fine_step(line)
    grid = grid_of(*_by_bin(columns), line=line.milli // fine)
    widths = _widths(line, grid, fine)
    others = _others(line, lines, grid, fine)
    moved = _judged(line, grid, widths, others)
    if not total and (line.from_date is not None or line.to_date is not None):
        moved = replace(moved, reason=UNDATED)
    shared = _shared(line, widths, grid, fine)
    results = [_movement(line, moved, shared)]
    if moved.verdict != "insufficient" or moved.p_spike < 1:
        results.append(_heap(line, moved, shared))
    return results + subject_results(line, columns, (grid, widths, others), moved, shared)


def _by_bin(columns: Columns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the fine bins from the first to the last, their records and those at their start."""
    first = int(columns["bin"].min(initial=0)) if len(columns["bin"]) else 0
    place = columns["bin"] - first
    n, exact = (np.bincount(place, weights=columns[name]) for name in ("n", "n_exact"))
    return np.arange(first, first + len(n)), n, exact


def _others(line: Line, lines: Sequence[Line], grid: Grid, fine: int) -> list[int]:
    """Bins of the other declared lines that cut the same measurements."""
    same = [
        other.milli
        for other in lines
        if (other.kind, other.substance_code) == (line.kind, line.substance_code)
        and other.milli != line.milli
        and other.meets(line.units)
    ]
    bins = sorted({milli // (fine * grid.step) for milli in same})
    return [each for each in bins if grid.first <= each <= grid.last]


def _judged(line: Line, grid: Grid, widths: tuple[int, int], others: Sequence[int]) -> Movement:
    """Return the verdict; what only a pattern needs (other windows) is left out for others."""
    how: dict[str, Any] = {
        "inclusive": line.inclusive == (line.direction == "up"),
        "direction": line.direction,
    }
    own = windows_of(grid.line, *widths, **how).span
    masks = [windows_of(other, *widths, **how).span for other in others]
    return movement_over_line(
        grid,
        hole=widths[0],
        excess=widths[1],
        physical=line.kind in PHYSICAL,
        masks=tuple(mask for mask in masks if mask[1] < own[0] or mask[0] > own[1]),
        if_found=True,
        **how,
    )


def _widths(line: Line, grid: Grid, fine: int) -> tuple[int, int]:
    """Widths in bins of the windows that records come from and are written in.

    As the engagement states them, else the defaults of the grid.
    """
    source, target = default_windows(grid, "physical")
    stated = (line.below, line.above) if line.direction == "up" else (line.above, line.below)
    bin_milli = fine * grid.step
    if stated[0] is not None:
        source = max(1, round(int(stated[0] * 1000) / bin_milli))
    if stated[1] is not None:
        target = max(1, round(int(stated[1] * 1000) / bin_milli))
    return source, target


def _shared(line: Line, widths: tuple[int, int], grid: Grid, fine: int) -> dict[str, Any]:
    return {
        "line": line.name,
        "kind": line.kind,
        "value": float(line.value),
        "unit": line.unit,
        "bin_width": fine * grid.step / 1000,
        "source_width": widths[0] * fine * grid.step / 1000,
        "target_width": widths[1] * fine * grid.step / 1000,
        "target_milli": widths[1] * fine * grid.step,
    }


def _movement(line: Line, moved: Movement, shared: Mapping[str, Any]) -> Result:
    found = moved.verdict == "moved"
    verdict = "moved" if found else "not_found"
    if moved.verdict == "insufficient":
        verdict = "insufficient"
    return Result(
        check="",
        subject_kind="agency",
        subject="",
        aspect=called(line),
        verdict=verdict,
        n=moved.n,
        estimand=SHARE,
        estimate=moved.share,
        interval=moved.interval,
        p_value=None if verdict == "insufficient" else moved.p_moved,
        smallest_detectable=moved.smallest_detectable,
        reason=UNMATCHED if moved.verdict == "spike" else moved.reason,
        detail={**shared, **numbers(moved), **picture(moved, line, shared)},
    )


def _heap(line: Line, moved: Movement, shared: Mapping[str, Any]) -> Result:
    found = moved.verdict == "spike"
    at, above = moved.excess_at, moved.excess_above
    return Result(
        check="",
        subject_kind="agency",
        subject="",
        aspect=say("aspects.heap", line=called(line)),
        verdict="spike" if found else "not_found",
        n=moved.n,
        estimand=HEAP,
        estimate=None if above is None else (at or 0.0) + above,
        p_value=moved.p_spike,
        smallest_detectable=moved.smallest_heap,
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
    """Return the series of the picture: recorded counts and the counterfactual.

    Bins are pooled so far that a reader can tell the bars apart and the windows stay whole.
    """
    if moved.expected is None or moved.band is None:
        return {}
    windows, at = moved.windows, round(shared["value"] / shared["bin_width"])
    source = windows.hole[1] - windows.hole[0] + 1
    factor = pooled(at, source)
    low, high = max(at // 4, int(moved.bins[0])), min(at * 7 // 4, int(moved.bins[-1]) + 1)
    starts = np.arange(-(-low // factor), high // factor) * factor
    index = starts[:, None] + np.arange(factor) - moved.bins[0]
    ends = [*windows.excess, *([] if windows.at is None else [windows.at])]
    spread = moved.band - moved.expected
    return {
        "x": (starts * shared["bin_width"]).tolist(),
        "recorded": moved.recorded[index].sum(axis=1).tolist(),
        "expected": moved.expected[index].sum(axis=1).tolist(),
        "low": (moved.expected[index].sum(axis=1) + _pooled_spread(spread[0][index])).tolist(),
        "high": (moved.expected[index].sum(axis=1) + _pooled_spread(spread[1][index])).tolist(),
        "excess_bins": _covering(starts, factor, min(ends), max(ends)),
        "hole_bins": _covering(starts, factor, *windows.hole),
    }


def _pooled_spread(spread: np.ndarray) -> np.ndarray:
    """Distance of the band of a sum from the sum: independent bins add their squares."""
    signed: np.ndarray = np.sign(spread.sum(axis=1)) * np.sqrt((spread**2).sum(axis=1))
    return signed


def _covering(starts: np.ndarray, factor: int, first: int, last: int) -> list[int]:
    touched = np.flatnonzero((starts + factor > first) & (starts <= last))
    return [int(touched[0]), int(touched[-1]) + 1]
