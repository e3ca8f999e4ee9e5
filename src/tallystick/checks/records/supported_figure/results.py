"""How many of the reported do independent records support, and what was taken off?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.records.supported_figure.query import PARTS
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import DESCRIBED, Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import grouped
from tallystick.tables import Frame

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Columns = Mapping[str, np.ndarray]

ESTIMAND = say("estimands.supported")
WHY = ("over", "elsewhere", "duplicate", "strictly", "broken", "apart", "unasked")
NOTHING = say("reasons.nothing")
TOLD = ("records", "duplicate", "unmatched", "strictly", "broken", "apart", "unasked", "elsewhere")


def supported_results(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return the description of each metric's agency and units; the rows are figures."""
    numbers = {name: columns[name].astype(np.int64) for name in ("reported", "elsewhere", *PARTS)}
    over = np.maximum(numbers["reported"] - numbers["records"] * MILLI, 0)
    low, high = ranges(numbers["reported"], numbers)
    held = columns | numbers | {"low": low, "high": high, "over": over}
    held["elsewhere"] = np.minimum(numbers["elsewhere"], over // MILLI)
    results: list[Result] = []
    of_units: dict[str, list[Ints]] = {}
    first = headline(frame)
    start, end = columns["period_start"], columns["period_end"]
    for (name, unit), rows in grouped(columns["metric"], columns["unit_id"]):
        rows = rows[np.lexsort((numbers["reported"][rows], end[rows], start[rows]))]
        used = apart(start[rows], end[rows])
        results.append(_of(name, unit, held, rows, rows[used], first))
        of_units.setdefault(name, []).extend([rows[used]] if unit else [])
    told = {each.aspect for each in results if not each.subject}
    for name, several in of_units.items():
        if name not in told:
            rows = np.concatenate(several)
            results.append(_of(name, "", held, rows[:0], rows, first))
    return sorted(results, key=lambda each: (each.aspect, each.subject != "", each.subject))


def ranges(reported: Ints, parts: Mapping[str, Ints]) -> tuple[Ints, Ints]:
    """The fewest and most of the reported that no rule fails, (F,) each, in thousandths."""
    records, least, most = (parts[name] * MILLI for name in ("records", "least", "most"))
    there = np.minimum(reported, records)
    high = np.minimum(reported, records - least)
    return np.maximum(there - most, 0), np.maximum(high, 0)


def apart(start: NDArray[np.generic], end: NDArray[np.generic]) -> Ints:
    """The places of figures whose periods do not overlap, the longest first."""
    first, last = (each.astype("datetime64[D]").astype(np.int64) for each in (start, end))
    taken: list[int] = []
    for place in np.lexsort((first, first - last)).tolist():
        if all(last[place] < first[at] or first[place] > last[at] for at in taken):
            taken.append(place)
    return np.array(sorted(taken), dtype=np.int64)


def headline(frame: Frame) -> str:
    """The metric that stands for the agency: the first that keeps some records, else the first."""
    own = [each for each in frame.metrics if each.table == "incidents" and not each.is_control]
    some = [each.name for each in own if each.where and each.total == "records"]
    return (some or [each.name for each in own] or [""])[0]


def _of(name: str, unit: str, rows: Columns, every: Ints, used: Ints, first: str) -> Result:
    """The description of one metric and subject, over the figures `used` of `every` one."""
    told = {key: int(rows[key][used].sum()) for key in TOLD}
    shown = {key: int(rows[key][used].sum()) / MILLI for key in ("reported", "low", "high", "over")}
    ends = {key: shown[key] for key in ("reported", "low", "high")}
    ends["spread"] = shown["high"] - shown["low"]
    figures = [
        [*(str(rows[key][row])[:10] for key in ("period_start", "period_end")),
         *(float(rows[key][row]) / MILLI for key in ("reported", "low", "high"))]
        for row in every.tolist()
    ]  # fmt: skip
    return Result(
        "", "unit" if unit else "agency", unit, name, DESCRIBED, told["records"], ESTIMAND,
        estimate=shown["high"],
        interval=(shown["low"], shown["high"]),
        reason=why(shown | told),
        detail={
            **shown, **told, "headline": not unit and name == first, "figures": figures,
            "said": say("said.supported", metric=name, **ends),
            "periods": len(used),
        },
    )  # fmt: skip


def why(told: Mapping[str, float]) -> str:
    """What was taken off, by rule, and what was not; parts that are none are left out."""
    parts = [say(f"reasons.{key}", **told) for key in WHY if told[key]]
    return say("reasons.parts", parts=parts) if parts else NOTHING
