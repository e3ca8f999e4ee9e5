"""Who writes more coarsely at a line, and whose rounding changed in time?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.exhibits.rounding_counts import (
    AT_LINE,
    OVER_TIME,
    half_width,
    kinds,
    step_of,
)
from tallystick.findings import Result
from tallystick.stats.rounding_line import LineRounding, coarser_at_line
from tallystick.stats.rounding_time import TimeRounding, change_in_time
from tallystick.stats.texts import numbered
from tallystick.tables import Frame, Line

Columns = Mapping[str, np.ndarray]
Kind = Literal["unit", "officer"]
KINDS: tuple[Kind, ...] = ("unit", "officer")
LEVEL = 0.05
NEAR_TIMES, FAR_TIMES, ENOUGH_VALUES = 3, 5, 4
SHARE = (
    "share of the readings about the line that are written as the line itself, minus the share "
    "that is expected"
)
STEPS = "steps of 1, 5, 10, 50 ... by which readings became coarser from the month on"
NOBODY = "no reading has a unit or an officer, in the window of the line or with a day"
NO_STEP = "the line is itself on the finest step: nothing can be written more finely beside it"
ALONE = "there is nobody to compare with"


def results_of(name: str, columns: Columns, frame: Frame) -> list[Result]:
    """Return the results at each line, then those in time; per unit and then per officer."""
    results: list[Result] = []
    for line in frame.lines:
        own = _rows(columns, (columns["source"] == AT_LINE) & (columns["line"] == line.name))
        for kind in KINDS:
            results += _at_line(name, line, kind, own)
    for what, _ in kinds(frame):
        own = _rows(columns, (columns["source"] == OVER_TIME) & (columns["line"] == what))
        for kind in KINDS:
            results += _over_time(name, what, kind, own)
    if not results:
        results.append(Result(name, "agency", "", "rounding", "insufficient", 0, reason=NOBODY))
    return results


def _rows(columns: Columns, kept: NDArray[np.bool_]) -> dict[str, np.ndarray]:
    return {name: column[kept] for name, column in columns.items()}


def _known(columns: Columns, kind: Kind) -> tuple[list[str], dict[str, np.ndarray]]:
    own = _rows(columns, columns[kind] != "")
    names, own["subject"] = numbered(own[kind])
    return names, own


def _at_line(name: str, line: Line, kind: Kind, columns: Columns) -> list[Result]:
    names, own = _known(columns, kind)
    if not names or half_width(line) < 1 or len(names) < 2:
        reason = NO_STEP if half_width(line) < 1 else ALONE
        return [
            Result(name, kind, each, line.name, "insufficient", int(own["n"].sum()), SHARE,
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
    return [_one_at_line(name, line, kind, each, answer, u) for u, each in enumerate(names)]


def _values(places: NDArray[np.int64], line: int) -> NDArray[np.int64]:
    """The values to compare, the line among them: near it, and further off where they are few."""
    seen = np.union1d(places, [line])
    near = seen[(seen * NEAR_TIMES >= line) & (seen <= line * NEAR_TIMES)]
    if len(near) > ENOUGH_VALUES:
        return near
    return seen[(seen * FAR_TIMES >= line) & (seen <= line * FAR_TIMES)]


def _one_at_line(
    name: str, line: Line, kind: Kind, subject: str, answer: LineRounding, u: int
) -> Result:
    reason = str(answer.reason[u])
    p_value = None if reason else float(answer.p_value[u])
    return Result(
        check=name,
        subject_kind=kind,
        subject=subject,
        aspect=line.name,
        verdict=_verdict(p_value),
        n=int(answer.n[u]),
        estimand=SHARE,
        estimate=_number(answer.excess[u]),
        interval=_interval(answer.low[u], answer.high[u]),
        p_value=p_value,
        smallest_detectable=_number(answer.smallest_detectable[u]),
        reason=reason,
        detail={
            "source": AT_LINE,
            "line": line.name,
            "step_milli": step_of(line.milli),
            "coarse": int(answer.coarse[u]),
            "expected": None if reason else float(answer.expected[u]),
            "values": answer.values,
            "widened": float(answer.scale[u]),
        },
    )


def _over_time(name: str, what: str, kind: Kind, columns: Columns) -> list[Result]:
    names, own = _known(columns, kind)
    if not names:
        return []
    writer, unit = numbered(own["officer"])[1], numbered(own["unit"])[1]
    key = np.stack([own["subject"], unit, writer, own["size"].astype(np.int64)])
    stratum = np.unique(key, axis=1, return_inverse=True)[1].ravel()
    # Engines give rows in any order, and sums of fractions depend on it.
    order = np.lexsort((own["place"], stratum))
    own, stratum = {each: column[order] for each, column in own.items()}, stratum[order]
    answer = change_in_time(
        own["subject"], stratum, own["place"].astype(np.int64), own["n"], own["total"],
        own["squares"],
    )  # fmt: skip
    return [_one_over_time(name, what, kind, each, answer, u) for u, each in enumerate(names)]


def _one_over_time(
    name: str, what: str, kind: Kind, subject: str, answer: TimeRounding, u: int
) -> Result:
    reason = str(answer.reason[u])
    p_value = None if reason else float(answer.p_value[u])
    period = int(answer.period[u])
    detail: dict[str, Any] = {"source": OVER_TIME, "kind": what, "widened": answer.scale}
    if period >= 0:
        detail |= {"period": period, "month": f"{period // 12:04d}-{period % 12 + 1:02d}"}
    return Result(
        check=name,
        subject_kind=kind,
        subject=subject,
        aspect=f"{what} {OVER_TIME}",
        verdict=_verdict(p_value),
        n=int(answer.n[u]),
        estimand=STEPS,
        estimate=_number(answer.change[u]),
        interval=_interval(answer.low[u], answer.high[u]),
        p_value=p_value,
        smallest_detectable=_number(answer.smallest_detectable[u]),
        reason=reason,
        detail=detail,
    )


def _verdict(p_value: float | None) -> str:
    if p_value is None:
        return "insufficient"
    return "differs" if p_value < LEVEL else "not_found"


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _interval(low: float, high: float) -> tuple[float, float] | None:
    return None if np.isnan(low) else (float(low), float(high))
