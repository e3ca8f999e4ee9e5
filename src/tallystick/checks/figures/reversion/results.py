"""Which units were behind their peers in which period, and what had they in the next?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.figure_levels import LENGTHS, Tiled, series
from tallystick.checks.shared.published_figures import PERCENT
from tallystick.findings import Result
from tallystick.stats.estimate import Tested
from tallystick.stats.targets.reversion import Surplus, pairs_of, reversion
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame

Days = NDArray[np.datetime64]


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per metric the agency's result and its units'."""
    columns |= {name: columns[name].astype("datetime64[D]") for name in ("first", "last")}
    controls = {each.name for each in frame.metrics if each.is_control}
    results, shown = [], []
    for (what,), rows in grouped(columns["metric"]):
        own = at(columns, rows)
        found = _of_metric(undecided("agency", "", what, len(rows)), own)
        results += found
        if what in controls and found[0].estimate is not None:
            shown.append([what, found[0].estimate, *(found[0].interval or ())])
    return [
        replace(each, detail={**each.detail, "controls": shown, "control": each.aspect in controls})
        for each in results
    ]


def _of_metric(bare: Result, columns: Mapping[str, np.ndarray]) -> list[Result]:
    detail: dict[str, Any] = {"metric": bare.aspect, "source": str(columns["source"][0])}
    held, reason = {}, PERCENT if columns["percent"].any() else ""
    for (subject,), rows in grouped(columns["unit_id"]):
        if subject and not reason:
            own = (columns[name][rows] for name in ("first", "last", "milli"))
            held[subject], reason = series(*own)
    if reason:
        return [replace(bare, reason=reason, detail=detail)]
    length, units = _usual(held)
    if not length:
        return [replace(bare, reason="no_calendar", detail=detail)]
    starts, counts = _laid_out(units, length)
    pairs = pairs_of(counts)
    detail |= {"period": LENGTHS[length]}
    results = [_result(bare, reversion(pairs), detail | {"behind_in": []})]
    for row, subject in enumerate(units):
        begun = [str(starts[place]) for place in np.flatnonzero(pairs.lag[row] > 0)]
        one = replace(bare, subject_kind="unit", subject=subject)
        results.append(_result(one, reversion(pairs, row), detail | {"behind_in": begun}))
    return results


def _usual(held: Mapping[str, dict[int, Tiled]]) -> tuple[int, dict[str, Tiled]]:
    """The length, in months, in which most figures are, and each unit's; 0 without any."""
    number = {
        length: sum(len(each[length].value) for each in held.values() if length in each)
        for length in LENGTHS
    }
    length = max(number, key=lambda each: number[each])
    if not number[length]:
        return 0, {}
    own = {unit: each[length] for unit, each in held.items() if length in each}
    return length, {unit: each for unit, each in own.items() if len(each.value)}


def _laid_out(units: Mapping[str, Tiled], length: int) -> tuple[Days, NDArray[np.float64]]:
    """The first day of every period, (T,), and each unit's figures, (U, T), NaN without one."""
    months = {
        unit: each.first.astype("datetime64[M]").astype(np.int64) for unit, each in units.items()
    }
    begin = min(int(each.min()) for each in months.values())
    end = max(int(each.max()) for each in months.values())
    counts = np.full((len(units), (end - begin) // length + 1), np.nan)
    for row, (unit, each) in enumerate(units.items()):
        place = months[unit] - begin
        fits = place % length == 0
        counts[row, place[fits] // length] = each.value[fits]
    starts = (begin + length * np.arange(counts.shape[1])).astype("datetime64[M]")
    return starts.astype("datetime64[D]"), counts


def _result(bare: Result, said: Tested[Surplus], detail: dict[str, Any]) -> Result:
    bare, numbers = replace(bare, detail=detail), said.numbers
    return proposed(bare, said, "follows", behind=numbers.behind, ahead=numbers.ahead)
