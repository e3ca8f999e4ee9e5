"""What does each metric's comparison with its records say, of units or of two sources?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.findings.named import Named
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.series.usual_gaps import UsualGaps, usual_gaps
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame, Metric

say = words_beside(__file__).say

Columns = Mapping[str, np.ndarray]
PERIOD = ("unit_id", "period_start", "period_end")
FEWEST_UNITS, MOST_UNITS, MOST_PERIODS = 6, 0.75, 0.5
SHOWN = 10


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return a result per metric and unit, and of two sources one of both and one beside each."""
    order = np.lexsort([columns[name] for name in ("recounted", "reported", *PERIOD[:0:-1])])
    columns = at(columns, order)
    metrics = {each.name: each for each in frame.metrics}
    results = []
    for (name,), rows in grouped(columns["metric"]):
        own, metric = at(columns, rows), metrics.get(name)
        units = [(unit, _compared(at(own, each))) for (unit,), each in grouped(own["unit_id"])]
        told = [_result(name, unit, metric, each) for unit, each in units]
        if metric is None or not _two_sources(told):
            results += told
            continue
        beside = [(unit, each, _usual(each)) for unit, each in units if unit]
        results.append(_both(name, told, beside))
        results += [_described(each) if each.subject else each for each in told]
        results += [_beside_usual(metric, *each) for each in beside]
    return results


def _compared(columns: Columns) -> Columns:
    """The periods that a second source states too; all where it states none of them."""
    there = ~np.isnan(columns["recounted"])
    return at(columns, np.flatnonzero(there)) if there.any() else columns


def _result(name: str, unit: str, metric: Metric | None, columns: Columns) -> Result:
    start, reported, recounted = (
        columns[name] for name in ("period_start", "reported", "recounted")
    )
    if metric is None or np.isnan(recounted).any():
        reason = "uncounted" if metric is None else "not_in_second"
        return undecided("unit", unit, name, len(start), reason)
    difference = reported - recounted
    differs = difference != 0
    bare = undecided(
        "unit", unit, name, len(start),
        table=metric.table,
        total=metric.total,
        periods=len(start),
        differing=int(differs.sum()),
        over=float(difference[difference > 0].sum()) / MILLI,
        under=float(-difference[difference < 0].sum()) / MILLI,
        reported=float(reported.sum()) / MILLI,
        recounted=float(recounted.sum()) / MILLI,
        examples=[
            [str(start[row])[:10], float(reported[row]) / MILLI, float(recounted[row]) / MILLI]
            for row in np.flatnonzero(differs)[:5]
        ],
    )  # fmt: skip
    return replace(
        bare,
        verdict="differs" if differs.any() else "not_found",
        estimate=float(difference.sum()) / MILLI,
        smallest_detectable=0.001 if metric.total == "value" else 1.0,
    )


def _two_sources(told: Sequence[Result]) -> bool:
    """Whether nearly all units differ in most periods, as two sources do."""
    units = [each.detail for each in told if each.subject and each.detail]
    periods = sum(each["periods"] for each in units)
    differing = sum(each["differing"] for each in units)
    return (
        len(units) >= FEWEST_UNITS
        and sum(each["differing"] > 0 for each in units) >= MOST_UNITS * len(units)
        and differing >= MOST_PERIODS * periods
    )


def _described(result: Result) -> Result:
    return replace(result, verdict="described", reason=say("reasons.of_both"))


def _usual(columns: Columns) -> UsualGaps | None:
    """What the periods of one unit say beside its usual gap; None where that cannot be told."""
    one, other = (columns[name].astype(float) / MILLI for name in ("reported", "recounted"))
    if min(one.min(), other.min()) < 0:
        return None
    return usual_gaps(one, other, _days(columns))


def _days(columns: Columns) -> NDArray[np.float64]:
    return columns["period_start"].astype("datetime64[D]").astype(float)


def _both(
    name: str, told: Sequence[Result], beside: Sequence[tuple[str, Columns, UsualGaps | None]]
) -> Result:
    """One statement about both sources: how they differ, and where most."""
    units = [each for each in told if each.subject]
    sums = {
        key: sum(each.detail[key] for each in units)
        for key in ("periods", "differing", "over", "under", "reported", "recounted")
    }
    gaps = sorted(
        (gap for each in beside for gap in _gaps(*each)),
        key=lambda gap: (-abs(gap["gap"]), gap["unit"], gap["period"]),
    )
    first = min(gaps, key=lambda gap: float(gap["p_usual"]))
    lower = sum(each.detail["reported"] < each.detail["recounted"] for each in units)
    higher = sum(each.detail["reported"] > each.detail["recounted"] for each in units)
    bare = undecided(
        "unit", "", say("aspects.both", metric=name), int(sums["periods"]),
        all_units=True, metric=name, units=len(units), lower=lower, higher=higher,
        table=units[0].detail["table"], total=units[0].detail["total"],
        gaps=gaps[:SHOWN],
        least_usual=first if first["p_usual"] < 1 else None, largest=gaps[0], **sums,
    )  # fmt: skip
    return replace(
        bare, verdict="differs", estimate=float(sums["over"] - sums["under"]),
        smallest_detectable=units[0].smallest_detectable,
    )  # fmt: skip


def _gaps(unit: str, columns: Columns, usual: UsualGaps | None) -> list[dict[str, Any]]:
    """The differing periods of one unit."""
    reported, recounted = (
        columns[name].astype(float) / MILLI for name in ("reported", "recounted")
    )
    return [
        {
            "unit": Named(unit, "unit"),
            "period": str(columns["period_start"][row])[:10],
            "reported": float(reported[row]),
            "recounted": float(recounted[row]),
            "gap": float(reported[row] - recounted[row]),
            "p_usual": 1.0 if usual is None else float(usual.p_values[row]),
            "expected": None if usual is None else round(float(usual.expected[row]), 1),
        }
        for row in np.flatnonzero(reported != recounted)
    ]


def _beside_usual(metric: Metric, unit: str, columns: Columns, usual: UsualGaps | None) -> Result:
    """The period of a unit that stands out most from its usual gap."""
    aspect = say("aspects.usual", metric=metric.name)
    bare = undecided("unit", unit, aspect, len(columns["reported"]), "few_periods")
    bare = replace(bare, estimand=say("estimands.usual"))
    if usual is None:
        return bare
    row = int(usual.p_values.argmin())
    reported = float(columns["reported"][row]) / MILLI
    expected, low, high = (float(each[row]) for each in (usual.expected, usual.low, usual.high))
    said = Tested(
        n=bare.n, estimate=reported - expected, interval=(reported - high, reported - low),
        p_value=usual.p_value, minimum_detectable=float(np.median(usual.high - usual.expected)),
        numbers=usual,
    )  # fmt: skip
    return proposed(
        bare, said, "differs", usual=True, metric=metric.name, table=metric.table,
        total=metric.total, period=str(columns["period_start"][row])[:10], reported=reported,
        recounted=float(columns["recounted"][row]) / MILLI, expected=expected,
    )  # fmt: skip
