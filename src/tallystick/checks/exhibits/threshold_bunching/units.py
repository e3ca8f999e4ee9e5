"""Does one unit or officer move records over a line, against the rest at the same numbers?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np

from tallystick.checks.proposed import proposed
from tallystick.checks.shared.names import called
from tallystick.checks.shared.readings_near_line import pooled
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.bunching.movement import Movement
from tallystick.stats.estimate import Tested
from tallystick.stats.rounding.grains import Grid, placebo_step
from tallystick.stats.texts import numbered
from tallystick.stats.units.over_line import UnitMovements, unit_tests, units_over_line
from tallystick.tables import Line

say = words_beside(__file__).say

SHARE = say("estimands.of_subject")
REASONS = {
    "few_in_hole": say("reasons.few_in_hole"),
    "few_in_rest": say("reasons.few_in_rest"),
    "few_numbers": say("reasons.few_numbers"),
    "no_fit": say("reasons.no_fit"),
}
SECOND_SOURCE = say("reasons.second_source")
Columns = Mapping[str, np.ndarray]


def subject_results(
    line: Line,
    columns: Columns,
    layout: tuple[Grid, tuple[int, int], Sequence[int]],
    moved: Movement,
    shared: Mapping[str, Any],
) -> list[Result]:
    """Return a result per unit and per officer, where the agency's sample can be read at all.

    `layout` is the grid, the widths of the windows and the bins of other declared lines.
    """
    grid, widths, others = layout
    if moved.hole_expected is None or line.direction == "down":
        return []
    round_step = placebo_step(grid, moved.grains)
    coarser = pooled(grid.line, widths[0], round_step)
    step = round_step // coarser
    results: list[Result] = []
    kinds: tuple[Literal["unit", "officer"], ...] = ("unit", "officer")
    for kind in kinds:
        names, of = numbered(columns[kind])
        if names[:1] == [""]:
            names, of = names[1:], of - 1
        if len(names) < 2:
            continue
        counts, first = _matrix(columns, of, len(names), grid, coarser)
        at = grid.line // coarser - first
        taken = [other // coarser - first for other in others]
        numbers = np.arange(at % step, counts.shape[1], step)
        answer = units_over_line(
            counts,
            line=at,
            hole=widths[0] // coarser,
            excess=max(1, round(widths[1] / coarser)),
            numbers=numbers[~np.isin(numbers, taken)],
            first_bin=first,
            inclusive=line.inclusive,
            visible=moved.visible_part or 1.0,
        )
        detail = {**shared, "bin_width": shared["bin_width"] * coarser}
        results += [
            _result(
                Result("", kind, subject, called(line), "insufficient", said.n, SHARE),
                said,
                answer,
                detail,
                partial(_picture, counts, number, (first, at), detail),
            )
            for number, (subject, said) in enumerate(zip(names, unit_tests(answer), strict=True))
        ]
    return results


def _matrix(
    columns: Columns, of: np.ndarray, subjects: int, grid: Grid, coarser: int
) -> tuple[np.ndarray, int]:
    """Counts (subjects, bins) on pooled bins, and the pooled number of the first bin.

    `of` is the subject of each row, negative where unknown. A pooled bin that the range cuts is
    left out.
    """
    first = -(-grid.first // coarser)
    width = (grid.last + 1) // coarser - first
    where = columns["bin"] // grid.step // coarser - first
    held = (of >= 0) & (where >= 0) & (where < width)
    cell = of[held] * width + where[held]
    counts = np.bincount(cell, weights=columns["n"][held], minlength=subjects * width)
    return counts.astype(np.int64).reshape(subjects, width), first


def _result(
    bare: Result, said: Tested[Mapping[str, float | None]], answer: UnitMovements,
    shared: Mapping[str, Any], drawn: Callable[[], Mapping[str, Any]],
) -> Result:  # fmt: skip
    numbers = dict(said.numbers)
    detail = {
        **shared, **numbers,
        "n_rest": int(numbers["n_rest"] or 0),
        "subjects": len(answer.n),
        "habit_sd": answer.habit_sd,
        "null_scale": answer.null_scale,
        "kurtosis": answer.kurtosis,
        "power_at_a_quarter": answer.power_with_habits,
        "many_subjects": bool(answer.contaminated),
    }  # fmt: skip
    return proposed(
        replace(bare, detail=detail),
        replace(said, reason=REASONS.get(said.reason, "")),
        "moved",
        withhold=SECOND_SOURCE if answer.second_source_required else "",
        further=drawn,
    )


def _picture(
    counts: np.ndarray, number: int, place: tuple[int, int], shared: Mapping[str, Any]
) -> dict[str, Any]:
    """The subject's counts, and those of the rest of the agency scaled to its number."""
    first, at = place
    own = counts[number]
    rest = counts.sum(axis=0) - own
    expected = rest * (own.sum() / max(1, rest.sum()))
    near = slice(max(0, at - at * 3 // 4 - first // 4), min(len(own), at + (at + first) * 3 // 4))
    hole = round(shared["source_width"] / shared["bin_width"])
    excess = max(1, round(shared["target_width"] / shared["bin_width"]))
    return {
        "x": ((np.arange(len(own)) + first) * shared["bin_width"])[near].tolist(),
        "recorded": own[near].tolist(),
        "expected": expected[near].tolist(),
        "low": [],
        "high": [],
        "excess_bins": [at - near.start, at - near.start + excess + 1],
        "hole_bins": [at - near.start - hole, at - near.start],
    }
