"""Does one unit or officer move a little at each of several lines?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tallystick.findings import Result
from tallystick.stats.pooled_lines import FEWEST_LINES, Lines, Pooled, pool_lines
from tallystick.tables import Line
from tallystick.tables.measurements import WEIGHTS

ALL_LINES = "all lines"
SHARE = (
    "mean over lines of the share of the subject's records that belong just before the line and "
    "lie at or beyond it instead"
)
FEW_LINES = "fewer than two lines with windows apart have enough of its records"
ONE_LINE = (
    "without one of the lines, or allowing for a love of their numbers, the others do not show it: "
    "see each line"
)


def pooled_results(name: str, lines: Sequence[Line], results: Sequence[Result]) -> list[Result]:
    """Return a result per unit and officer for all lines together, from those of each line.

    Two lines of the same goods whose windows overlap share records: the one with more records
    before it is kept. The agency has none: what packs a little above the lines do to its own
    estimate has the same sign at each, and would add up (docs/calibration/all_lines.md).
    """
    kept = _apart(lines, results)
    if len(kept) < FEWEST_LINES:
        return []
    names = [line.name for line in kept]
    left_out = [line.name for line in lines if line.name not in names]
    pooled: list[Result] = []
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
            pooled += [
                _result(name, row, answer, number, left_out) for number, row in enumerate(table)
            ]
    return pooled


def _apart(lines: Sequence[Line], results: Sequence[Result]) -> list[Line]:
    """Lines that no two of share records, of which those with more records before them stay."""
    about = {
        each.aspect: each.detail
        for each in results
        if each.subject_kind == "agency" and each.detail.get("hole_expected") is not None
    }
    usable = [line for line in lines if line.name in about and line.direction == "up"]
    chosen: list[Line] = []
    for line in sorted(usable, key=lambda line: -about[line.name]["hole_expected"]):
        if not any(_share_records(line, other, about) for other in chosen):
            chosen.append(line)
    return [line for line in lines if line in chosen]


def _share_records(one: Line, other: Line, about: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the same goods may lie in the windows of both lines, at whatever stage weighed."""
    if not one.meets(other.units):
        return False
    if one.kind != other.kind and not {one.kind, other.kind} <= set(WEIGHTS):
        return False
    substances = {one.substance_code, other.substance_code}
    if None not in substances and len(substances) > 1:
        return False
    begins = [line.from_date for line in (one, other) if line.from_date is not None]
    ends = [line.to_date for line in (one, other) if line.to_date is not None]
    if begins and ends and max(begins) > min(ends):
        return False
    (low, high), (low_other, high_other) = (
        _window(line, about[line.name]) for line in (one, other)
    )
    return low <= high_other and low_other <= high


def _window(line: Line, at: Mapping[str, Any]) -> tuple[float, float]:
    value = float(line.value)
    return value - float(at["source_width"]), value + float(at["target_width"])


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


def _result(
    name: str, row: Sequence[Result | None], answer: Pooled, number: int, left_out: Sequence[str]
) -> Result:
    there = [each for each in row if each is not None]
    tested = [each for each in there if each.verdict != "insufficient"]
    enough = len(tested) >= FEWEST_LINES
    p_value = float(answer.p_value[number]) if enough else None
    found = p_value is not None and p_value < 0.05
    low, high = float(answer.share_low[number]), float(answer.share_high[number])
    alone = not found and any(each.verdict == "moved" for each in tested)
    return Result(
        check=name,
        subject_kind=there[0].subject_kind,
        subject=there[0].subject,
        aspect=ALL_LINES,
        verdict=("moved" if found else "not_found") if enough else "insufficient",
        n=sum(each.n for each in tested),
        estimand=SHARE,
        estimate=_number(answer.share[number]),
        interval=None if np.isnan(low) else (low, high),
        p_value=p_value,
        smallest_detectable=_number(answer.smallest_detectable[number]),
        reason=(ONE_LINE if alone else "") if enough else FEW_LINES,
        detail={
            "lines": [_of_line(each) for each in tested],
            "left_out": list(left_out),
            "kind": "/".join(sorted({each.detail["kind"] for each in there})),
            "subjects": max(each.detail["subjects"] for each in there),
            "z": _number(answer.z[number]),
            "z_without_best": _number(answer.z_least[number]),
            "z_hole": _number(answer.z_hole[number]),
            "z_excess": _number(answer.z_excess[number]),
            "z_any_habit": _number(answer.z_any_habit[number]),
            "sd_between_lines": _number(answer.between[number]),
            "scale": answer.scale,
            "many_subjects": any(each.detail["many_subjects"] for each in tested),
        },
    )


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


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
