"""Does one unit or officer move a little at each of several lines?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tallystick.checks.proposed import Proposed, proposed
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.units.pooled_lines import FEWEST_LINES, Lines, pool_lines, pooled_tests
from tallystick.tables import Line
from tallystick.tables.measurements import WEIGHTS

say = words_beside(__file__).say

ALL_LINES = say("aspects.all_lines")
SHARE = say("estimands.all_lines")
FEW_LINES = say("reasons.few_lines")
ONE_LINE = say("reasons.one_line")


def pooled_results(lines: Sequence[Line], results: Sequence[Result]) -> list[Result]:
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
            tests = pooled_tests(answer)
            pooled += [
                _result(row, said, answer.scale, left_out)
                for row, said in zip(table, tests, strict=True)
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
    row: Sequence[Result | None], said: Tested[Mapping[str, float | None]],
    scale: float, left_out: Sequence[str],
) -> Result:  # fmt: skip
    there = [each for each in row if each is not None]
    tested = [each for each in there if each.verdict != "insufficient"]
    enough, numbers = len(tested) >= FEWEST_LINES, said.numbers
    at_one = [each.p_value for each in tested if isinstance(each, Proposed) and not each.withhold]
    bare = Result(
        check="",
        subject_kind=there[0].subject_kind,
        subject=there[0].subject,
        aspect=ALL_LINES,
        verdict="insufficient",
        n=sum(each.n for each in tested),
        estimand=SHARE,
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
    )
    told = replace(
        said, n=bare.n, p_value=said.p_value if enough else None,
        reason="" if enough else FEW_LINES,
    )  # fmt: skip
    one = min((each for each in at_one if each is not None), default=1.0)
    return proposed(bare, told, "moved", otherwise=ONE_LINE, if_below=one)


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
