"""What is a unit's or an officer's pattern worth once all of them are looked at together?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tallystick.findings import Result
from tallystick.stats.peers.local_fdr import local_fdr
from tallystick.stats.peers.shrinkage import shrink

HALF_WIDTH = 1.959964  # standard errors in half of a 95 % range
ROUNDING = 1e-12
"""The largest error, of an estimate of about 1, that is no more than how numbers are kept."""


def beside_each_other(results: Sequence[Result]) -> tuple[Result, ...]:
    """Shrink the estimates of units and officers; give officers' results their local rate.

    They are set beside those of the same kind, check, aspect and estimand.
    """
    told = list(results)
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, result in enumerate(results):
        if result.subject_kind != "agency" and result.p_value is not None:
            key = result.subject_kind, result.check, result.aspect, result.estimand
            groups.setdefault(key, []).append(place)
    for (kind, *_), places in groups.items():
        rates = local_fdr(np.array([results[place].p_value for place in places], dtype=float))
        for place, rate in zip(places, rates.tolist() if kind == "officer" else (), strict=False):
            told[place] = replace(told[place], local_fdr=rate)
        for place, shrunk in _shrunk([results[place] for place in places], places):
            told[place] = replace(told[place], shrunk=shrunk)
    return tuple(told)


def _shrunk(
    results: Sequence[Result], places: Sequence[int]
) -> list[tuple[int, tuple[float, float, float]]]:
    """The places of results with a range, and their estimates shrunk, with a 95 % range."""
    held = []
    for place, result in zip(places, results, strict=True):
        if result.estimate is None or result.interval is None:
            continue
        low, high = result.interval
        error = (high - low) / (2 * HALF_WIDTH)
        least = ROUNDING * max(1.0, abs(result.estimate))
        if math.isfinite(result.estimate) and least < error < math.inf:
            held.append((place, result.estimate, error))
    if len(held) < 2:
        return []
    all_places, estimates, errors = zip(*held, strict=True)
    said = shrink(np.array(estimates), np.array(errors))
    return [
        (place, (value, value - HALF_WIDTH * error, value + HALF_WIDTH * error))
        for place, value, error in zip(
            all_places, said.value.tolist(), said.error.tolist(), strict=True
        )
    ]
