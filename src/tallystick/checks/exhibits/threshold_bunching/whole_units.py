"""Has a unit more records at, or well past, all lines together than its sister units?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import numpy as np

from tallystick.checks.exhibits.threshold_bunching.apart import apart
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.line_records import beyond_all
from tallystick.checks.shared.readings_near_line import fine_step
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.bunching.lines_together import (
    FAR,
    FEWEST_LINES,
    HIGH,
    LOW,
    PastLines,
    Values,
    far_past,
    just_past,
)
from tallystick.stats.estimate import Tested
from tallystick.stats.texts import at, numbered
from tallystick.tables import Line
from tallystick.tables.measurements import PHYSICAL

say = words_beside(__file__).say

LIKE_NUMBERS, ONE_LINE = say("reasons.like_numbers"), say("reasons.one_line_beside")
FEW = say("reasons.few_beside")
ASPECTS = {"past": say("aspects.just_past"), "far": say("aspects.far_past")}
ESTIMANDS = {"past": say("estimands.just_past"), "far": say("estimands.far_past")}
Columns = Mapping[str, np.ndarray]


def unit_results(
    lines: Sequence[Line], rows: Mapping[str, Columns], results: Sequence[Result]
) -> list[Result]:
    """Return two results per unit: at and just past all lines, and well past them.

    `rows` are the columns of each line by its name, `results` those of the lines by themselves.
    Of lines that the same goods may be near, the one with more records is kept.
    """
    widths = {
        each.detail["line"]: int(each.detail["target_milli"])
        for each in results
        if each.subject_kind == "agency" and "target_milli" in each.detail
    }
    usable = [
        line
        for line in lines
        if line.name in widths and line.direction == "up" and line.kind in PHYSICAL
    ]
    reach = {line.name: _reach(float(line.value)) for line in usable}
    kept = apart(usable, reach, {line.name: float(rows[line.name]["n"].sum()) for line in usable})
    if len(kept) < FEWEST_LINES:
        return []
    units = sorted({each for line in kept for each in rows[line.name]["unit_id"].tolist() if each})
    parts = [_values(line, number, rows[line.name], units, widths[line.name] / line.milli)
             for number, line in enumerate(kept)]  # fmt: skip
    values = Values(*(np.concatenate([getattr(part, name) for part in parts])
                      for name in Values.__dataclass_fields__))  # fmt: skip
    return [
        _result(what, unit, said, _of_lines(what, kept, widths, values, number), len(units))
        for what, test in (("past", just_past), ("far", far_past))
        for number, (unit, said) in enumerate(zip(units, test(values, len(units)), strict=True))
    ]


def _reach(value: float) -> tuple[float, float]:
    return value * (1 - LOW), value * (HIGH - 1)


def _values(
    line: Line, number: int, rows: Columns, units: Sequence[str], reach: float
) -> Values:  # fmt: skip
    """The records of known units about a line; those at a line that they do not reach lie below."""
    own = at(rows, np.flatnonzero(rows["unit_id"] != ""))
    names, of = numbered(own["unit_id"])
    unit = np.searchsorted(np.array(units), np.array(names, dtype=str))[of]
    fine = fine_step(line)
    milli = own["bin"] * fine
    below = np.where((milli == line.milli) & (not line.inclusive), own["n_exact"], 0)
    n = np.concatenate([own["n"] - below, below])
    ratio = np.concatenate([milli, milli - 1]) / line.milli
    return Values(np.tile(unit, 2), np.full(len(n), number), ratio, np.full(len(n), reach), n)


def _of_lines(
    what: str, kept: Sequence[Line], widths: Mapping[str, int], values: Values, unit: int
) -> list[dict[str, Any]]:
    """What lies where at each line, as the test has it: a case list is made of it."""
    held = []
    for number, line in enumerate(kept):
        width = widths[line.name]
        rows = (values.unit == unit) & (values.line == number)
        rows &= (values.ratio >= LOW) & (values.ratio < HIGH)
        there = (values.ratio >= 1) & (values.ratio <= 1 + width / line.milli)
        first, last = line.milli, line.milli + width
        if what == "far":
            rows &= ~there
            there = (values.ratio >= FAR[0]) & (values.ratio < FAR[1])
            first, last = (ceil(line.milli * each) for each in FAR)
            last -= 1
        n, found = int(values.n[rows].sum()), int(values.n[rows & there].sum())
        held.append({
            "line": line.name, "n": n, "share": found / n if n else 0.0,
            "from_milli": first, "target_milli": last - line.milli,
        })  # fmt: skip
    return held


def _result(
    what: str, unit: str, said: Tested[PastLines], lines: list[dict[str, Any]], units: int
) -> Result:
    own = said.numbers
    bare = undecided(
        "unit", unit, ASPECTS[what], said.n, FEW,
        window=what, lines=lines, found=own.found, expected=own.expected, subjects=units,
        without_one_line=own.without, many_subjects=False,
    )  # fmt: skip
    if said.p_value is None:
        return bare
    return proposed(
        bare, said, "moved",
        besides=(own.without,),
        guard=LIKE_NUMBERS if own.likes_numbers else "",
        otherwise=ONE_LINE, if_below=said.p_value,
        no_power=beyond_all(said.minimum_detectable),
    )  # fmt: skip
