"""Who writes more coarsely at a line, and whose rounding changed in time?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.exhibits.rounding_style.query import (
    AT_LINE,
    OVER_TIME,
    half_width,
    kinds,
    lines_read,
    step_of,
)
from tallystick.checks.proposed import proposed
from tallystick.checks.shared.names import called
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.rounding.at_line import LineRounding, coarser_at_line
from tallystick.stats.rounding.over_time import TimeRounding, change_in_time
from tallystick.stats.texts import at, numbered
from tallystick.tables import Frame, Line

say = words_beside(__file__).say

Columns = Mapping[str, np.ndarray]
Kind = Literal["unit", "officer"]
KINDS: tuple[Kind, ...] = ("unit", "officer")
NEAR_TIMES, FAR_TIMES, ENOUGH_VALUES = 3, 5, 4
SHARE = say("estimands.share")
STEPS = say("estimands.steps")
NOBODY = say("reasons.nobody")
NO_STEP = say("reasons.no_step")
ALONE = say("reasons.alone")
UNDATED = say("shared.undated")


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return the results at each line, then those in time; per unit and then per officer."""
    results: list[Result] = []
    for line in lines_read(frame):
        own = at(columns, (columns["source"] == AT_LINE) & (columns["line"] == line.name))
        of_line = [each for kind in KINDS for each in _at_line(line, kind, own)]
        results += of_line or _undated(line)
    for what, _ in kinds(frame):
        own = at(columns, (columns["source"] == OVER_TIME) & (columns["line"] == what))
        for kind in KINDS:
            results += _over_time(what, kind, own)
    if not results:
        results.append(
            Result("", "agency", "", say("aspects.none"), "insufficient", 0, reason=NOBODY)
        )
    return results


def _known(columns: Columns, kind: Kind) -> tuple[list[str], dict[str, np.ndarray]]:
    own = at(columns, columns[f"{kind}_id"] != "")
    names, own["subject"] = numbered(own[f"{kind}_id"])
    return names, own


def _undated(line: Line) -> list[Result]:
    """What is said of a line that holds from or to a day where nobody has a reading of its days."""
    if line.from_date is None and line.to_date is None:
        return []
    detail = {"source": AT_LINE, "line": line.name}
    return [
        Result("", "agency", "", called(line), "insufficient", 0, SHARE,
               reason=UNDATED, detail=detail)
    ]  # fmt: skip


def _at_line(line: Line, kind: Kind, columns: Columns) -> list[Result]:
    names, own = _known(columns, kind)
    if not names or half_width(line) < 1 or len(names) < 2:
        reason = NO_STEP if half_width(line) < 1 else ALONE
        return [
            Result("", kind, each, called(line), "insufficient", int(own["n"].sum()), SHARE,
                   reason=reason, detail={"source": AT_LINE, "line": line.name})
            for each in names
        ]  # fmt: skip
    values = _values(own["place"].astype(np.int64), line.milli)
    kept = np.isin(own["place"], values)
    cell = own["subject"][kept] * len(values) + np.searchsorted(values, own["place"][kept])
    shape = (len(names), len(values))
    n, coarse = (
        np.bincount(cell, own[each][kept], shape[0] * shape[1]).reshape(shape).astype(float)
        for each in ("n", "total")
    )
    answer = coarser_at_line(coarse, n, int(np.searchsorted(values, line.milli)))
    return [_one_at_line(line, kind, each, said) for each, said in zip(names, answer, strict=True)]


def _values(places: NDArray[np.int64], line: int) -> NDArray[np.int64]:
    """The values to compare, the line among them: near it, and further off where they are few."""
    seen = np.union1d(places, [line])
    near = seen[(seen * NEAR_TIMES >= line) & (seen <= line * NEAR_TIMES)]
    if len(near) > ENOUGH_VALUES:
        return near
    return seen[(seen * FAR_TIMES >= line) & (seen <= line * FAR_TIMES)]


def _one_at_line(line: Line, kind: Kind, subject: str, said: Tested[LineRounding]) -> Result:
    numbers = said.numbers
    detail = {
        "source": AT_LINE,
        "line": line.name,
        "step_milli": step_of(line.milli),
        "coarse": int(numbers.coarse),
        "expected": None if said.reason else numbers.expected,
        "values": numbers.values,
        "widened": numbers.scale,
    }
    bare = Result("", kind, subject, called(line), "insufficient", said.n, SHARE, detail=detail)
    return proposed(bare, said, "differs")


def _over_time(what: str, kind: Kind, columns: Columns) -> list[Result]:
    names, own = _known(columns, kind)
    if not names:
        return []
    writer, unit = numbered(own["officer_id"])[1], numbered(own["unit_id"])[1]
    key = np.stack([own["subject"], unit, writer, own["size"].astype(np.int64)])
    stratum = np.unique(key, axis=1, return_inverse=True)[1].ravel()
    # Engines give rows in any order, and sums of fractions depend on it.
    order = np.lexsort((own["place"], stratum))
    own, stratum = {each: column[order] for each, column in own.items()}, stratum[order]
    answer = change_in_time(
        own["subject"], stratum, own["place"].astype(np.int64), own["n"], own["total"],
        own["squares"],
    )  # fmt: skip
    return [
        _one_over_time(what, kind, each, said) for each, said in zip(names, answer, strict=True)
    ]


def _one_over_time(what: str, kind: Kind, subject: str, said: Tested[TimeRounding]) -> Result:
    period = said.numbers.period
    detail: dict[str, Any] = {"source": OVER_TIME, "kind": what, "widened": said.numbers.scale}
    if period >= 0:
        detail |= {"period": period, "month": f"{period // 12:04d}-{period % 12 + 1:02d}"}
    bare = Result(
        "", kind, subject, say("aspects.over_time", kind=what), "insufficient", said.n, STEPS,
        detail=detail,
    )  # fmt: skip
    return proposed(bare, said, "differs")
