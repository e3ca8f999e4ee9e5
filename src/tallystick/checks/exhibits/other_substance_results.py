"""What do the records of two kinds of goods say of the agency at a line, and of each unit?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tallystick.checks.exhibits.line_changes import fine_bin
from tallystick.checks.exhibits.moved_line_results import (
    NO_GRID,
    Scale,
    counts_of,
    scale_of,
    widths,
)
from tallystick.checks.exhibits.substance_pairs import Contrast
from tallystick.findings import Result
from tallystick.stats.line_contrast import contrast_at_lines
from tallystick.stats.line_shift import Edge, EdgeShift, LineShift
from tallystick.stats.texts import numbered
from tallystick.tables import Line

SHARE = (
    "share of the records that belong just before a line and lie at or beyond it instead in the "
    "goods that it is drawn for, by comparison with the other goods"
)
Columns = Mapping[str, np.ndarray]


def contrast_results(name: str, contrast: Contrast, columns: Columns) -> list[Result]:
    """Return the agency's result of one comparison, then that of each of its units.

    `columns` are the arrays ``unit``, ``later`` (1 for the goods that the line is drawn for),
    ``bin`` and ``n``, one row per unit, goods and fine bin, in any order.
    """
    scale = scale_of(contrast.change, columns)
    if scale is None:
        total, detail = int(columns["n"].sum()), {"line": contrast.own.name}
        return [Result(name, "agency", "", contrast.name, "insufficient", total, reason=NO_GRID,
                       detail=detail | {"contrast": contrast.name})]  # fmt: skip
    names, of = numbered(columns["unit"])
    counts = counts_of(columns, of, len(names), scale)
    whole = counts.sum(axis=0)
    edges = [_edge(line, contrast, scale) for line in contrast.lines]
    aside = _aside(contrast, scale)

    def shift(each: np.ndarray) -> LineShift:
        return contrast_at_lines(
            each[0], each[1], edges, grain=scale.grain, first=scale.first, aside=aside,
            habits=whole.sum(axis=0),
        )  # fmt: skip

    results = [_result(name, contrast, "", shift(whole), scale, whole)]
    if len([each for each in names if each]) < 2:
        return results
    return results + [
        _result(name, contrast, unit, shift(counts[place]), scale, counts[place])
        for place, unit in enumerate(names)
        if unit
    ]


def _edge(line: Line, contrast: Contrast, scale: Scale) -> Edge:
    step = fine_bin(contrast.change) * scale.width
    source, target = widths(line, step)
    appears = line.substance_code in (contrast.own.substance_code, None)
    return Edge(line.milli // step, source, target, appears, line.inclusive, line.direction)


def _aside(contrast: Contrast, scale: Scale) -> list[Edge]:
    """Further lines whose windows lie in range and apart from each other."""
    step = fine_bin(contrast.change) * scale.width
    kept: list[Edge] = []
    taken = [_edge(line, contrast, scale).windows.span for line in contrast.lines]
    for line in contrast.aside:
        each = _edge(line, contrast, scale)
        low, high = each.windows.span
        inside = low >= scale.first and high < scale.first + scale.bins
        if line.milli % step or not inside:
            continue
        if all(high < first or low > last for first, last in taken):
            kept.append(each)
            taken.append((low, high))
    return kept


def _result(
    name: str, contrast: Contrast, unit: str, shift: LineShift, scale: Scale, counts: np.ndarray
) -> Result:
    withheld = shift.verdict == "insufficient" and shift.reason.startswith("withheld")
    drawn = _picture(contrast, shift, scale, counts) if shift.verdict == "moved" else {}
    return Result(
        check=name,
        subject_kind="unit" if unit else "agency",
        subject=unit,
        aspect=contrast.name,
        verdict="withheld" if withheld else shift.verdict,
        n=shift.n_before + shift.n_after,
        estimand=SHARE,
        estimate=shift.share,
        interval=shift.interval,
        p_value=shift.p_value,
        smallest_detectable=shift.smallest_detectable,
        reason=shift.reason,
        detail={**_detail(contrast, shift, fine_bin(contrast.change) * scale.width), **drawn},
    )


def _detail(contrast: Contrast, shift: LineShift, step: int) -> dict[str, Any]:
    """What a reader who recomputes the answer will ask for; `step` is a bin in thousandths."""
    line = contrast.own
    return {
        "line": line.name,
        "contrast": contrast.name,
        "kind": line.kind,
        "unit": line.unit,
        "bin_width": step / 1000,
        "target_milli": [widths(each, step)[1] * step for each in contrast.lines],
        "left_out": list(contrast.left_out),
        "n_other": shift.n_before,
        "n_own": shift.n_after,
        "z_hole": shift.z_hole,
        "z_excess": shift.z_excess,
        "p_own": shift.p_own,
        "p_placebo": shift.p_placebo,
        "popularity_difference_sd": shift.popularity_sd,
        "dispersion": shift.dispersion,
        "lines": [_told(each, x) for each, x in zip(contrast.lines, shift.edges, strict=False)],
        "placebos": [[x.line * step / 1000, x.share, x.se] for x in shift.placebos],
    }


def _told(line: Line, edge: EdgeShift) -> dict[str, Any]:
    return {
        "line": line.name,
        "expected": edge.expected,
        "missing": edge.missing,
        "surplus": edge.surplus,
        "share": edge.share,
        "se": edge.se,
    }


def _picture(
    contrast: Contrast, shift: LineShift, scale: Scale, counts: np.ndarray
) -> dict[str, Any]:
    """The series around the first line: recorded of its goods, expected from the others."""
    if shift.expected is None:
        return {}
    edge = _edge(contrast.own, contrast, scale)
    at, windows = edge.line - scale.first, edge.windows
    near = slice(max(0, at - edge.line * 3 // 4), min(scale.bins, at + edge.line * 3 // 4))
    step = fine_bin(contrast.change) * scale.width / 1000
    ends = [*windows.excess, *([] if windows.at is None else [windows.at])]
    place = scale.first + near.start
    return {
        "x": ((np.arange(scale.bins) + scale.first) * step)[near].tolist(),
        "recorded": counts[1][near].tolist(),
        "expected": shift.expected[near].tolist(),
        "hole_bins": [windows.hole[0] - place, windows.hole[1] + 1 - place],
        "excess_bins": [min(ends) - place, max(ends) + 1 - place],
    }
