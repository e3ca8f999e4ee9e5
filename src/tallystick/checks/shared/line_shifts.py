"""What do the records on both sides of a change say of the agency, and of each of its units?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any

import numpy as np

from tallystick.checks.shared.line_changes import ORDER, Change, fine_bin, reach_of, why_no_scale
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.line_moves.followed import followed
from tallystick.stats.line_moves.shift import SELECTED, Edge, EdgeShift, LineShift, shift_at_lines
from tallystick.stats.texts import numbered
from tallystick.tables import Line

say = words_beside(__file__).say

SHARE = say("shared.shift_share")
STAGE_SHARE = say("shared.stage_share")
STATE_WIDTHS = say("shared.state_widths")
ON_STEP, LEAST_BINS, FEW_BINS, LEAST_NUMBERS = 0.99, 20, 8, 8
HOLE_PARTS, EXCESS_PARTS = 4, 10
Columns = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Scale:
    """Bins of a comparison, in fine bins: width of a bin, first and number of bins, and grain."""

    width: int
    first: int
    bins: int
    grain: int


def change_results(change: Change, columns: Columns) -> list[Result]:
    """Return the agency's result of one change, then that of each of its units.

    `columns` are ``unit_id``, ``later``, ``bin`` and ``n``, a row per unit, side and fine bin.
    """
    total, line = int(columns["n"].sum()), change.lines[0]
    scores = any(x.kind == "score" and (x.below is None or x.above is None) for x in change.lines)
    scale = None if scores else scale_of(change, columns)
    if scale is None:
        reason = STATE_WIDTHS if scores else why_no_scale(change, total)
        return [Result("", "agency", "", change.name, "insufficient", total, reason=reason,
                       detail={"line": line.name, "change": change.name})]  # fmt: skip
    names, of = numbered(columns["unit_id"])
    counts = counts_of(columns, of, len(names), scale)
    whole = counts.sum(axis=0)
    edges, aside = edges_of(change, scale, partial(_begins, change))

    def shift(each: np.ndarray) -> LineShift:
        return followed(shift_at_lines(
            each[0], each[1], edges, grain=scale.grain, first=scale.first, aside=aside,
            habits=whole.sum(axis=0), allowed=None if change.stages is None else SELECTED,
        ))  # fmt: skip

    results = [_result(change, "", shift(whole), scale, whole)]
    if len([each for each in names if each]) < 2:
        return results
    return results + [
        _result(change, unit, shift(counts[place]), scale, counts[place])
        for place, unit in enumerate(names)
        if unit
    ]


def stage_results(change: Change, columns: Columns, of_line: np.ndarray) -> list[Result]:
    """Return the results of one pair of stages; none where a stage has no reading near the line.

    `columns` are as in `change_results`, but for ``later``, the place of the stage in `ORDER`;
    `of_line` says which of their rows are of the line.
    """
    earlier, later = (ORDER.index(stage) for stage in change.stages or ())
    rows = of_line & np.isin(columns["later"], (earlier, later))
    kept = {key: column[rows] for key, column in columns.items()}
    kept["later"] = (kept["later"] == later).astype(np.int64)
    if len(np.unique(kept["later"])) < 2:
        return []
    return change_results(change, kept)


def scale_of(change: Change, columns: Columns) -> Scale | None:
    """Return the bins on which the two sides are compared; None where there are none.

    As coarse as leaves twenty bins below every line, so that people's fine rounding stays inside
    one, but no finer than people wrote; the grain is the coarsest round step that divides every
    line and recurs eight times in range, its middle on a bin where that can be had.
    """
    fine = fine_bin(change)
    lines = [line.milli // fine for line in change.lines]
    low, high = (value // fine for value in reach_of(change))
    dividing = [s for s in _ladder(max(lines)) if all(line % s == 0 for line in lines)]
    total = columns["n"].sum()
    written = [
        s for s in dividing if columns["n"][columns["bin"] % s == 0].sum() >= ON_STEP * total
    ]
    grains = [
        s for s in dividing if _head(s) != 2 and high // s - -(-low // s) + 1 >= LEAST_NUMBERS
    ]
    for grain in sorted(grains, reverse=True):
        widths = [s for s in dividing if grain % s == 0 and s < grain and s >= max(written or [1])]
        enough = [s for s in widths if min(lines) >= LEAST_BINS * s]
        even = [s for s in enough if grain // s % 2 == 0]
        few = [s for s in widths if min(lines) >= FEW_BINS * s]
        if not few:
            continue
        width = max(even) if even else max(enough) if enough else min(few)
        first = max(1, ceil(low / width))
        return Scale(width, first, high // width - first + 1, grain // width)
    return None


def _ladder(most: int) -> list[int]:
    steps = [head * 10**power for power in range(13) for head in (1, 2, 5)]
    return [step for step in steps if step <= most]


def _head(step: int) -> int:
    return int(str(step)[0])


def counts_of(columns: Columns, of: np.ndarray, subjects: int, scale: Scale) -> np.ndarray:
    """Records (subjects, 2, bins) before and after; `of` is the subject of each row."""
    place = columns["bin"] // scale.width - scale.first
    held = (place >= 0) & (place < scale.bins)
    cell = (of * 2 + columns["later"])[held] * scale.bins + place[held]
    counts = np.bincount(cell, weights=columns["n"][held], minlength=subjects * 2 * scale.bins)
    return counts.reshape(subjects, 2, scale.bins)


def edges_of(
    change: Change, scale: Scale, appears: Callable[[Line], bool]
) -> tuple[list[Edge], list[Edge]]:
    """Return the lines that changed, the new one first, and those aside that lie in range.

    `appears` says of a line whether the second of the two records compared are under it.
    """
    step = fine_bin(change) * scale.width

    def edge(line: Line) -> Edge:
        source, target = widths(line, step)
        at = line.milli // step
        return Edge(at, source, target, appears(line), line.inclusive, line.direction)

    own = [edge(line) for line in change.lines]
    taken = [each.windows.span for each in own]
    beside = []
    for line in change.aside:
        if line.milli % step:
            continue
        each = edge(line)
        low, high = each.windows.span
        inside = low >= scale.first and high < scale.first + scale.bins
        if inside and all(high < first or low > last for first, last in taken):
            beside.append(each)
            taken.append((low, high))
    return own, beside


def widths(line: Line, step_milli: int) -> tuple[int, int]:
    """Widths in bins of the windows that records come from, and are written in."""
    at = line.milli // step_milli
    source, target = at // HOLE_PARTS, at // EXCESS_PARTS
    stated = (line.below, line.above) if line.direction == "up" else (line.above, line.below)
    if stated[0] is not None:
        source = int(stated[0] * 1000) // step_milli
    if stated[1] is not None:
        target = int(stated[1] * 1000) // step_milli
    return source, max(1, target)


def _begins(change: Change, line: Line) -> bool:
    return change.new is line or (change.day == line.from_date and line in change.aside)


def _result(
    change: Change, unit: str, shift: LineShift, scale: Scale, counts: np.ndarray
) -> Result:
    drawn = _drawn(change, shift, scale, counts) if shift.verdict == "moved" else {}
    detail = {**_detail(change, shift, fine_bin(change) * scale.width), **drawn}
    estimand = SHARE if change.stages is None else STAGE_SHARE
    return shift_result(change.name, unit, shift, estimand, detail)


def shift_result(
    aspect: str, unit: str, shift: LineShift, estimand: str, detail: dict[str, Any]
) -> Result:
    """Return what a comparison says of the agency ("") or of a unit."""
    withheld = shift.verdict == "insufficient" and shift.reason == "withheld_lumps"
    return Result(
        check="",
        subject_kind="unit" if unit else "agency",
        subject=unit,
        aspect=aspect,
        verdict="withheld" if withheld else shift.verdict,
        n=shift.n_before + shift.n_after,
        estimand=estimand,
        estimate=shift.share,
        interval=shift.interval,
        p_value=shift.p_value,
        smallest_detectable=shift.smallest_detectable,
        reason=shift.reason,
        detail=detail,
    )


def _detail(change: Change, shift: LineShift, step: int) -> dict[str, Any]:
    """What a reader who recomputes the answer will ask for; `step` is a bin in thousandths."""
    line = change.lines[0]
    return {
        "line": line.name,
        "change": change.name,
        "day": None if change.day is None else change.day.isoformat(),
        "stages": None if change.stages is None else list(change.stages),
        "kind": line.kind,
        "unit": line.unit,
        "bin_width": step / 1000,
        "target_milli": [widths(each, step)[1] * step for each in change.lines],
        "n_before": shift.n_before,
        "n_after": shift.n_after,
        **tests_of(shift),
        "popularity_change_sd": shift.popularity_sd,
        "dispersion": shift.dispersion,
        "lines": [
            told_edge(each, x, came=x.appears)
            for each, x in zip(change.lines, shift.edges, strict=False)
        ],
        "placebos": placebos_of(shift, step),
    }


def tests_of(shift: LineShift) -> dict[str, float | None]:
    """The tests of which the p-value is the largest."""
    return {
        "z_hole": shift.z_hole,
        "z_excess": shift.z_excess,
        "mismatch": shift.mismatch,
        "p_own": shift.p_own,
        "p_placebo": shift.p_placebo,
    }


def placebos_of(shift: LineShift, step: int) -> list[list[float]]:
    """Each number that is no line, with its share and error; `step` is a bin in thousandths."""
    return [[x.line * step / 1000, x.share, x.se] for x in shift.placebos]


def told_edge(line: Line, edge: EdgeShift, **more: bool) -> dict[str, Any]:
    """What was estimated at one line."""
    return {
        "line": line.name,
        **more,
        "expected": edge.expected,
        "missing": edge.missing,
        "surplus": edge.surplus,
        "z_missing": edge.z_missing,
        "share": edge.share,
        "se": edge.se,
    }


def _drawn(change: Change, shift: LineShift, scale: Scale, counts: np.ndarray) -> dict[str, Any]:
    """The series around the first line: recorded while it is in force, expected from the rest."""
    if shift.expected is None:
        return {}
    (edge, *_), _ = edges_of(change, scale, partial(_begins, change))
    recorded, expected = counts[1], shift.expected
    if not edge.appears:
        ratio = shift.expected / np.maximum(counts[0], 1e-9)
        recorded, expected = counts[0], counts[1] / np.maximum(ratio, 1e-9)
    return series_at(edge, scale, fine_bin(change), recorded, expected)


def series_at(
    edge: Edge, scale: Scale, fine: int, recorded: np.ndarray, expected: np.ndarray
) -> dict[str, Any]:
    """The series around a line, and its windows, for the picture; `fine` bins in thousandths."""
    at, windows = edge.line - scale.first, edge.windows
    near = slice(max(0, at - edge.line * 3 // 4), min(scale.bins, at + edge.line * 3 // 4))
    step = fine * scale.width / 1000
    ends = [*windows.excess, *([] if windows.at is None else [windows.at])]
    place = scale.first + near.start
    return {
        "x": ((np.arange(scale.bins) + scale.first) * step)[near].tolist(),
        "recorded": recorded[near].tolist(),
        "expected": expected[near].tolist(),
        "hole_bins": [windows.hole[0] - place, windows.hole[1] + 1 - place],
        "excess_bins": [min(ends) - place, max(ends) + 1 - place],
    }
