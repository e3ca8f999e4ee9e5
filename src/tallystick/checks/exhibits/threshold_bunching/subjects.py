"""Does one unit or officer move records over a line, or a little over each of several?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np

from tallystick.checks.exhibits.threshold_bunching.apart import apart
from tallystick.checks.proposed import Proposed, proposed
from tallystick.checks.shared.line_records import beyond_all
from tallystick.checks.shared.names import called
from tallystick.checks.shared.readings_near_line import pooled
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.bunching.movement import Movement
from tallystick.stats.estimate import Tested
from tallystick.stats.rounding.grains import Grid, placebo_step
from tallystick.stats.texts import numbered
from tallystick.stats.units.over_line import UnitMovements, unit_tests, units_over_line
from tallystick.stats.units.pooled_lines import FEWEST_LINES, Lines, pool_lines, pooled_tests
from tallystick.tables import Line

say = words_beside(__file__).say

AT_ONE_LINE = say("estimands.of_subject")
REASONS = {
    "few_in_hole": say("reasons.few_in_hole"),
    "few_in_rest": say("reasons.few_in_rest"),
    "few_numbers": say("reasons.few_numbers"),
    "no_fit": say("reasons.no_fit"),
}
SECOND_SOURCE = say("reasons.second_source")
Columns = Mapping[str, np.ndarray]
ALL_LINES = say("aspects.all_lines")
AT_ALL = say("estimands.all_lines")
FEW_LINES = say("reasons.few_lines")
ONE_LINE = say("reasons.one_line")


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
        names, of = numbered(columns[f"{kind}_id"])
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
            _of_subject(
                Result("", kind, subject, called(line), "insufficient", said.n, AT_ONE_LINE),
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


def _of_subject(
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
        no_power=beyond_all(said.minimum_detectable),
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


def pooled_results(lines: Sequence[Line], results: Sequence[Result]) -> list[Result]:
    """Return a result per unit and officer for all lines together, from those of each line.

    Two lines of the same goods whose windows overlap share records: the one with more records
    before it is kept. The agency has none: what packs a little above the lines do to its own
    estimate has the same sign at each, and would add up (docs/calibration/all_lines.md).
    """
    about = {
        each.aspect: each.detail
        for each in results
        if each.subject_kind == "agency" and each.detail.get("hole_expected") is not None
    }
    usable = [line for line in lines if line.name in about and line.direction == "up"]
    windows = {name: (at["source_width"], at["target_width"]) for name, at in about.items()}
    kept = apart(usable, windows, {name: at["hole_expected"] for name, at in about.items()})
    if len(kept) < FEWEST_LINES:
        return []
    names = [line.name for line in kept]
    left_out = [line.name for line in lines if line.name not in names]
    found: list[Result] = []
    for kind in ("unit", "officer"):
        of = {
            (each.subject, each.aspect): each
            for each in results
            if each.subject_kind == kind and each.aspect in names
        }
        subjects = list(dict.fromkeys(subject for subject, _ in of))
        if subjects:
            table = [[of.get((subject, aspect)) for aspect in names] for subject in subjects]
            answer = pool_lines(_columns(table))
            found += [
                _pooled(row, said, answer.scale, left_out)
                for row, said in zip(table, pooled_tests(answer), strict=True)
            ]
    return found


def _columns(table: Sequence[Sequence[Result | None]]) -> Lines:
    def column(of: str) -> np.ndarray:
        values = [[_value(each, of) for each in row] for row in table]
        return np.array(values, dtype=np.float64)

    fields = ("z", "df", "z_hole", "z_excess", "z_any_habit", "share", "share_error", "half_width",
              "smallest_detectable")  # fmt: skip
    return Lines(**{each: column(each) for each in fields})


def _value(result: Result | None, of: str) -> float:
    """One number of a line's result; NaN where the subject was not tested there."""
    if result is None:
        return float("nan")
    value = result.detail.get(of)
    if of == "share":
        value = result.estimate
    elif of == "smallest_detectable":
        value = result.smallest_detectable
    elif of == "half_width" and result.interval is not None:
        value = (result.interval[1] - result.interval[0]) / 2
    return float("nan") if value is None else float(value)


def _pooled(
    row: Sequence[Result | None], said: Tested[Mapping[str, float | None]],
    scale: float, left_out: Sequence[str],
) -> Result:  # fmt: skip
    there = [each for each in row if each is not None]
    tested = [each for each in there if each.verdict != "insufficient"]
    enough, numbers = len(tested) >= FEWEST_LINES, said.numbers
    at_one = [each.p_value for each in tested if isinstance(each, Proposed) and not each.withhold]
    bare = Result(
        "", there[0].subject_kind, there[0].subject, ALL_LINES, "insufficient",
        sum(each.n for each in tested), AT_ALL,
        estimate=said.estimate,
        interval=said.interval,
        smallest_detectable=said.minimum_detectable,
        detail={
            "lines": [_of_line(each) for each in tested],
            "left_out": list(left_out),
            "kind": "/".join(sorted({each.detail["kind"] for each in there})),
            "subjects": max(each.detail["subjects"] for each in there),
            "z": numbers["z"],
            "z_without_best": numbers["z_least"],
            "z_hole": numbers["z_hole"],
            "z_excess": numbers["z_excess"],
            "z_any_habit": numbers["z_any_habit"],
            "sd_between_lines": numbers["between"],
            "scale": scale,
            "many_subjects": any(each.detail["many_subjects"] for each in tested),
        },
    )  # fmt: skip
    told = replace(
        said, n=bare.n, p_value=said.p_value if enough else None,
        reason="" if enough else FEW_LINES,
    )  # fmt: skip
    one = min((each for each in at_one if each is not None), default=1.0)
    return proposed(
        bare, told, "moved", otherwise=ONE_LINE, if_below=one,
        no_power=beyond_all(told.minimum_detectable),
    )  # fmt: skip


def _of_line(result: Result) -> dict[str, Any]:
    """What one line adds, and where its records lie."""
    return {
        "line": result.aspect,
        "target_milli": result.detail["target_milli"],
        "n": result.n,
        "share": result.estimate,
        "interval": result.interval and list(result.interval),
        "z": result.detail["z"],
    }
