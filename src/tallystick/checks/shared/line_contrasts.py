"""What do records under a line and like ones without it say of the agency, and of each unit?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tallystick.checks.shared.line_changes import fine_bin, why_no_scale
from tallystick.checks.shared.line_shifts import (
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
from tallystick.checks.shared.strata_pairs import Strata
from tallystick.checks.shared.substance_pairs import Contrast
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.line_moves.contrast import contrast_at_lines
from tallystick.stats.line_moves.shift import LineShift
from tallystick.stats.texts import numbered

say = words_beside(__file__).say

SHARE = say("shared.contrast_share")
Columns = Mapping[str, np.ndarray]
OfUnit = Callable[[np.ndarray, np.ndarray], np.ndarray | None]


def _own(counts: np.ndarray, _: np.ndarray) -> np.ndarray | None:
    """A unit's records of both goods."""
    return counts


def contrast_results(
    contrast: Contrast | Strata,
    columns: Columns,
    *,
    share: str = SHARE,
    of_unit: OfUnit = _own,
) -> list[Result]:
    """Return the agency's result of one comparison, then that of each of its units.

    `columns` are the arrays ``unit_id``, ``later`` (1 for the records that the line is drawn for),
    ``bin`` and ``n``, one row per unit, side and fine bin, in any order. `share` is what is
    estimated; `of_unit` returns what is compared for a unit, from its counts and those of all
    (2, bins), None where nothing is.
    """
    scale = scale_of(contrast.change, columns)
    if scale is None:
        total, detail = int(columns["n"].sum()), {"line": contrast.own.name}
        reason = why_no_scale(contrast.change, total)
        return [Result("", "agency", "", contrast.name, "insufficient", total, reason=reason,
                       detail=detail | {"contrast": contrast.name})]  # fmt: skip
    names, of = numbered(columns["unit_id"])
    counts = counts_of(columns, of, len(names), scale)
    whole = counts.sum(axis=0)
    edges, aside = edges_of(contrast.change, scale, contrast.appears)

    def shift(each: np.ndarray) -> LineShift:
        return contrast_at_lines(
            each[0], each[1], edges, grain=scale.grain, first=scale.first, aside=aside,
            habits=whole.sum(axis=0),
        )  # fmt: skip

    asked = [("", whole)]
    if len([each for each in names if each]) > 1:
        of_units = [(unit, of_unit(counts[k], whole)) for k, unit in enumerate(names) if unit]
        asked += [(unit, pair) for unit, pair in of_units if pair is not None]
    return [_result(contrast, unit, shift(pair), scale, pair, share) for unit, pair in asked]


def _result(
    contrast: Contrast | Strata,
    unit: str,
    shift: LineShift,
    scale: Scale,
    counts: np.ndarray,
    share: str,
) -> Result:
    step = fine_bin(contrast.change) * scale.width
    drawn = _drawn(contrast, shift, scale, counts) if shift.verdict == "moved" else {}
    detail = {**_detail(contrast, shift, step), **drawn}
    return shift_result(contrast.name, unit, shift, share, detail)


def _detail(contrast: Contrast | Strata, shift: LineShift, step: int) -> dict[str, Any]:
    """What a reader who recomputes the answer will ask for; `step` is a bin in thousandths."""
    line = contrast.own
    return {
        "line": line.name,
        "contrast": contrast.name,
        "kind": line.kind,
        "unit": line.unit,
        "bin_width": step / 1000,
        "target_milli": [widths(each, step)[1] * step for each in contrast.lines],
        **contrast.told,
        "n_other": shift.n_before,
        "n_own": shift.n_after,
        **tests_of(shift),
        "popularity_difference_sd": shift.popularity_sd,
        "dispersion": shift.dispersion,
        "lines": [told_edge(each, x) for each, x in zip(contrast.lines, shift.edges, strict=False)],
        "placebos": placebos_of(shift, step),
        "missing_at_placebos": [[x.line * step / 1000, x.share, x.se] for x in shift.holes],
    }


def _drawn(
    contrast: Contrast | Strata, shift: LineShift, scale: Scale, counts: np.ndarray
) -> dict[str, Any]:
    """The series around the first line: recorded of its goods, expected from the others."""
    if shift.expected is None:
        return {}
    (edge, *_), _ = edges_of(contrast.change, scale, contrast.appears)
    return series_at(edge, scale, fine_bin(contrast.change), counts[1], shift.expected)
