"""What do innocent revisions between two releases look like?

Every unit corrects some of its records, at rates that differ from unit to unit by a log s.d.: one
in a hundred is taken out and one re-dated by a day or two, some offences are changed to a
neighbour, as often the lesser as the graver, and some open cases are cleared. Published rates of
correction were not found; the numbers are a design choice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.calibrate.columns import replaced

ORDINARY, BOTH_WAYS, PURGED = "ordinary", "both ways", "purged"
RECODED, UNEVEN, DUPLICATES = "recoded", "uneven", "duplicates"
WAYS = (ORDINARY, BOTH_WAYS, PURGED, RECODED, UNEVEN, DUPLICATES)
NEW_CODES = {"vandalism": "criminal_damage", "burglary": "larceny"}
LESSER = {"robbery": "larceny", "aggravated_assault": "simple_assault", "burglary": "trespass"}
GRAVER = {lesser: graver for graver, lesser in LESSER.items()}
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Rates:
    """Shares of a unit's records: gone, re-dated, between neighbours, cleared of those open.

    `spread` is the log s.d. of the rates between units; `told_twice` how many times more often a
    complaint is taken out.
    """

    gone: float = 0.01
    redated: float = 0.01
    swapped: float = 0.01
    cleared: float = 0.05
    spread: float = 0.4
    told_twice: float = 1.0


PLAIN = Rates()
OF = {
    ORDINARY: PLAIN,
    BOTH_WAYS: replace(PLAIN, swapped=0.1),
    PURGED: replace(PLAIN, gone=0.1),
    RECODED: PLAIN,
    UNEVEN: replace(PLAIN, spread=1.0),
    DUPLICATES: replace(PLAIN, told_twice=4.0),
}


def revised(incidents: pa.Table, way: str, rng: np.random.Generator) -> pa.Table:
    """Return the release after the revisions of one of `WAYS`; nobody's acts are among them."""
    rates = OF[way]
    unit = np.array(incidents["unit_id"].to_pylist(), dtype=object)
    names, whose = np.unique(unit.astype(str), return_inverse=True)
    more = np.exp(rng.normal(0.0, rates.spread, (4, len(names))))[:, whose]
    codes = _swapped(incidents, rates.swapped * more[0], rng)
    if way == RECODED:
        codes = np.array([NEW_CODES.get(code, code) for code in codes], dtype=object)
    clearance = np.array(incidents["clearance"].to_pylist(), dtype=object)
    cleared = (clearance == "none") & (rng.random(len(codes)) < rates.cleared * more[1])
    clearance[cleared] = "arrest"
    at = incidents["occurred_at"].to_numpy().copy()
    moved = rng.random(len(codes)) < rates.redated * more[2]
    at[moved] += rng.choice([-2, -1, 1, 2], int(moved.sum())) * np.timedelta64(1, "D")
    told = np.array(incidents["origin"].to_pylist(), dtype=object) == "complaint"
    chance = rates.gone * more[3] * np.where(told, rates.told_twice, 1.0)
    kept = rng.random(len(codes)) >= chance
    for name, values in (("offense_code", codes), ("clearance", clearance), ("occurred_at", at)):
        incidents = replaced(incidents, name, values)
    return incidents.filter(pa.array(kept))


def _swapped(incidents: pa.Table, chance: NDArray[np.float64], rng: np.random.Generator) -> Texts:
    """The offences, of which as many are likely to be lowered as raised in each unit."""
    codes = np.array(incidents["offense_code"].to_pylist(), dtype=object)
    unit = np.array(incidents["unit_id"].to_pylist(), dtype=object)
    after = codes.copy()
    for name in np.unique(unit.astype(str)):
        own = np.flatnonzero(unit == name)
        sides = [own[np.isin(codes[own], list(each))] for each in (LESSER, GRAVER)]
        number = rng.poisson(chance[own].sum() / 2, 2)
        for rows, to, many in zip(sides, (LESSER, GRAVER), number, strict=True):
            chosen = rng.permutation(rows)[: min(int(many), *(len(side) for side in sides))]
            after[chosen] = [to[code] for code in codes[chosen]]
    return after
