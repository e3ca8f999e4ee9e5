"""Is the share of a unit's records with a mark larger than that of other units at like work?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tallystick.checks.proposed import proposed, undecided
from tallystick.findings import Result
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.spread import LEAST_OTHERS
from tallystick.stats.peers.standardised import Standing, beside_the_rest
from tallystick.stats.texts import numbered

LEAST_RECORDS = 20
CONSTANTS = {"least": LEAST_RECORDS, "fewest": LEAST_OTHERS + 1}
"""For the reasons ``few``, ``few_units`` and ``no_power`` of a check that asks this."""


def unit_shares(aspect: str, columns: Mapping[str, np.ndarray], *sums: str) -> list[Result]:
    """Return a result of every unit: its share beside that of the others (`beside_the_rest`).

    `columns` are rows by ``unit_id``, ``offense_code`` and ``quarter``: ``found`` of ``n`` have the
    mark. `sums` are further ones, of which each unit's sum is told.
    """
    names, unit = numbered(columns["unit_id"])
    when = np.unique(columns["quarter"], return_inverse=True)[1].astype(np.int64)
    kind = numbered(columns["offense_code"])[1] * (int(when.max(initial=0)) + 1) + when
    found, n, *further = (columns[name].astype(np.int64) for name in ("found", "n", *sums))
    whole = beside_the_rest(unit, kind, found, n, len(names), rare=True)
    told = [np.bincount(unit, each, len(names)).astype(int).tolist() for each in further]
    return [
        _one(aspect, name, said, dict(zip(sums, own, strict=True)))
        for name, said, *own in zip(names, whole, *told, strict=True)
    ]


def _one(aspect: str, name: str, said: Tested[Standing], told: dict[str, int]) -> Result:
    bare = undecided("unit", name, aspect, said.n, "few", **told)
    if said.n < LEAST_RECORDS:
        return bare
    if said.p_value is None:
        return replace(bare, reason="few_units")
    numbers, reach = said.numbers, said.minimum_detectable
    detail = {**told, "found": numbers.found, "expected": round(numbers.expected, 3)}
    bare = replace(bare, estimate=said.estimate, interval=said.interval, detail=detail, reason="")
    if reach is not None and numbers.expected / said.n + reach >= 1:
        return replace(bare, reason="no_power")
    return proposed(bare, said, "differs", p_rest=numbers.p_rest, p_spread=numbers.p_spread)
