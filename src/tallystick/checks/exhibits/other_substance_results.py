"""What do the records of two kinds of goods say of the agency at a line, and of each unit?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from tallystick.checks.exhibits.line_changes import fine_bin
from tallystick.checks.exhibits.moved_line_results import (
    NO_GRID,
    Scale,
    counts_of,
    edges_of,
    placebos_of,
    scale_of,
    series_at,
    shift_result,
    tests_of,
    told_edge,
    widths,
)
from tallystick.checks.exhibits.substance_pairs import Contrast
from tallystick.findings import Result
from tallystick.stats.line_contrast import contrast_at_lines
from tallystick.stats.line_shift import LineShift
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
    edges, aside = edges_of(contrast.change, scale, partial(_appears, contrast))

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


def _appears(contrast: Contrast, line: Line) -> bool:
    """Whether a line is drawn for the goods in question."""
    return line.substance_code in (contrast.own.substance_code, None)


def _result(
    name: str, contrast: Contrast, unit: str, shift: LineShift, scale: Scale, counts: np.ndarray
) -> Result:
    step = fine_bin(contrast.change) * scale.width
    drawn = _drawn(contrast, shift, scale, counts) if shift.verdict == "moved" else {}
    detail = {**_detail(contrast, shift, step), **drawn}
    return shift_result(name, contrast.name, unit, shift, SHARE, detail)


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
        **tests_of(shift),
        "popularity_difference_sd": shift.popularity_sd,
        "dispersion": shift.dispersion,
        "lines": [told_edge(each, x) for each, x in zip(contrast.lines, shift.edges, strict=False)],
        "placebos": placebos_of(shift, step),
    }


def _drawn(
    contrast: Contrast, shift: LineShift, scale: Scale, counts: np.ndarray
) -> dict[str, Any]:
    """The series around the first line: recorded of its goods, expected from the others."""
    if shift.expected is None:
        return {}
    (edge, *_), _ = edges_of(contrast.change, scale, partial(_appears, contrast))
    return series_at(edge, scale, fine_bin(contrast.change), counts[1], shift.expected)
