"""In which units are complaints closed so, or entered as less, more than in the others?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed, undecided
from tallystick.findings import Result
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.standardised import Standing, beside_the_rest
from tallystick.stats.sampling.sample_size import precision_size
from tallystick.stats.texts import numbered
from tallystick.tables import Frame, Substitution

Ints = NDArray[np.int64]

LEAST_RECORDS, WITHIN = 20, 0.1
CLOSED = ("unfounded", "exceptional")
SHARES = {
    "unfounded": "share of the complaints that were closed as unfounded",
    "exceptional": "share of the complaints that were closed by exceptional means",
}
OF_A_PAIR = "share of {} and {} complaints that were entered as {}"


def pairs(frame: Frame) -> list[tuple[int, Substitution]]:
    """The pairs of neighbours that count records of incidents, numbered."""
    counted = {metric.name for metric in frame.metrics if metric.counts_incidents}
    return [
        (number, pair)
        for number, pair in enumerate(frame.substitutions)
        if counted.issuperset(pair.metrics)
    ]


def unfounded_results(
    unit_id: NDArray[np.generic],
    offense_code: NDArray[np.generic],
    quarter: Ints,
    n: Ints,
    closed: Mapping[str, Ints],
    paired: Mapping[str, Ints],
    frame: Frame,
) -> list[Result]:
    """Return a result per question and unit; the rows of the check's `counts`, all (R,)."""
    if not len(n):
        return []
    names, unit = numbered(unit_id)
    when = np.unique(quarter, return_inverse=True)[1].astype(np.int64)
    kind = numbered(offense_code)[1] * (int(when.max()) + 1) + when
    results = []
    for aspect, found in closed.items():
        results += _of(aspect, SHARES[aspect], names, unit, kind, found, n)
    for number, pair in pairs(frame):
        lower, both = paired.get(f"lesser_{number}"), paired.get(f"both_{number}")
        if lower is not None and both is not None:
            lesser = " or ".join(pair.to_metrics)
            share = OF_A_PAIR.format(pair.from_metric, lesser, lesser)
            results += _of(pair.name, share, names, unit, when, lower, both)
    return results


def _of(
    aspect: str, share: str, names: list[str], unit: Ints, kind: Ints, found: Ints, n: Ints
) -> list[Result]:
    """The result of each named unit that has such complaints; those of none are among the rest."""
    whole = beside_the_rest(unit, kind, found.astype(np.int64), n.astype(np.int64), len(names))
    total = np.bincount(unit, found, len(names)).astype(np.int64)
    every = np.bincount(unit, n, len(names)).astype(np.int64)
    return [
        _one(aspect, share, name, standing, int(listed), int(size))
        for name, standing, listed, size in zip(names, whole, total, every, strict=True)
        if name and size
    ]


def _one(
    aspect: str, share: str, name: str, said: Tested[Standing], listed: int, size: int
) -> Result:
    bare = undecided("unit", name, aspect, size, "few", share=share, listed=listed)
    if said.n < LEAST_RECORDS:
        return bare
    numbers, reach = said.numbers, said.minimum_detectable
    bare = replace(
        bare, n=said.n, reason="few_others", estimate=said.estimate, interval=said.interval,
        detail=dict(bare.detail)
        | {"found": numbers.found, "expected": round(numbers.expected, 3)},
    )  # fmt: skip
    if said.p_value is None:
        return bare
    if reach is not None and numbers.expected / said.n + reach >= 1:
        return replace(bare, reason="no_power")
    return proposed(
        bare, said, "differs", p_rest=numbers.p_rest, p_spread=numbers.p_spread,
        draw=precision_size(WITHIN, population=listed) if listed else 0,
    )  # fmt: skip
