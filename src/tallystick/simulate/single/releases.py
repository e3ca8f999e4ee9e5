"""A later release: the records that acts removed or lowered, and what every unit revises.

Every unit corrects some of its records, at rates that differ from unit to unit by a log s.d.: one
in a hundred is taken out and one re-dated by a day or two, some offences are changed to a
neighbour, as often the lesser as the graver, and some open cases are cleared. Published rates of
correction were not found; the numbers are a design choice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from tallystick.simulate.catalogue import OFFENCES
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import Floats, Texts, busiest, replaced, texts

LESSER = {each.code: each.lesser for each in OFFENCES if each.lesser}
OF_ALL = 0.2
"""The share of the records that may be changed which a dose of 1 changes."""
REMOVED, LOWERED, OPEN_REMOVED, BY_TWO = "removed", "lowered", "removed, open", "removed by two"
WAYS = (REMOVED, LOWERED, OPEN_REMOVED, BY_TWO)
ORDINARY, BOTH_WAYS, PURGED = "ordinary", "both ways", "purged"
RECODED, UNEVEN, DUPLICATES = "recoded", "uneven", "duplicates"
REVISIONS = (ORDINARY, BOTH_WAYS, PURGED, RECODED, UNEVEN, DUPLICATES)
NEW_CODES = {"vandalism": "criminal_damage", "burglary": "larceny"}
NEIGHBOUR = {"robbery": "larceny", "aggravated_assault": "simple_assault", "burglary": "trespass"}
GRAVER = {lesser: graver for graver, lesser in NEIGHBOUR.items()}


@dataclass(frozen=True)
class Rates:
    """Shares of a unit's records: gone, re-dated, between neighbours, cleared of those open.

    `spread` is the log s.d. of the rates between units; `duplicated` how many times more often a
    complaint is taken out.
    """

    gone: float = 0.01
    redated: float = 0.01
    swapped: float = 0.01
    cleared: float = 0.05
    spread: float = 0.4
    duplicated: float = 1.0


PLAIN = Rates()
OF = {
    ORDINARY: PLAIN,
    BOTH_WAYS: replace(PLAIN, swapped=0.1),
    PURGED: replace(PLAIN, gone=0.1),
    RECODED: PLAIN,
    UNEVEN: replace(PLAIN, spread=1.0),
    DUPLICATES: replace(PLAIN, duplicated=4.0),
}


def released(
    incidents: pa.Table, act: Act, rng: np.random.Generator
) -> tuple[pa.Table, frozenset[str]]:
    """Return the later release of `incidents`, and the numbers of the records that differ.

    In the share ``OF_ALL`` times the dose of the records of the act's units those that its way is
    about are left out ("removed"; of those not cleared, "removed, open"; of `two_of` the officers,
    "removed by two"), or entered as the lesser offence ("lowered").
    """
    codes, taken = texts(incidents, "offense_code"), act.within(incidents)
    if act.way == LOWERED:
        taken &= np.isin(codes, list(LESSER))
    elif act.way == OPEN_REMOVED:
        taken &= texts(incidents, "clearance") == "none"
    elif act.way == BY_TWO:
        taken &= np.isin(texts(incidents, "officer_id"), list(two_of(incidents, act.units)))
    taken &= rng.random(len(codes)) < OF_ALL * act.dose
    numbers = frozenset(texts(incidents, "incident_id")[taken])
    if act.way != LOWERED:
        return incidents.filter(pa.array(~taken)), numbers
    codes[taken] = [LESSER[code] for code in codes[taken]]
    return replaced(incidents, "offense_code", codes), numbers


def two_of(incidents: pa.Table, units: tuple[str, ...]) -> frozenset[str]:
    """The two officers of the first of `units` who have most records."""
    officer = texts(incidents, "officer_id")[texts(incidents, "unit_id") == units[0]]
    return frozenset(busiest(officer[officer != None], 2).tolist())  # noqa: E711


def revised(incidents: pa.Table, way: str, rng: np.random.Generator) -> pa.Table:
    """Return the release after one of `REVISIONS`; nobody's acts are among them."""
    rates = OF[way]
    names, whose = np.unique(texts(incidents, "unit_id"), return_inverse=True)
    more = np.exp(rng.normal(0.0, rates.spread, (4, len(names))))[:, whose]
    codes = _swapped(incidents, rates.swapped * more[0], rng)
    if way == RECODED:
        codes = np.array([NEW_CODES.get(code, code) for code in codes], dtype=object)
    clearance = texts(incidents, "clearance")
    cleared = (clearance == "none") & (rng.random(len(codes)) < rates.cleared * more[1])
    clearance[cleared] = "arrest"
    at = incidents["occurred_at"].to_numpy().copy()
    moved = rng.random(len(codes)) < rates.redated * more[2]
    at[moved] += rng.choice([-2, -1, 1, 2], int(moved.sum())) * np.timedelta64(1, "D")
    complaint = texts(incidents, "origin") == "complaint"
    chance = rates.gone * more[3] * np.where(complaint, rates.duplicated, 1.0)
    kept = rng.random(len(codes)) >= chance
    for name, values in (("offense_code", codes), ("clearance", clearance), ("occurred_at", at)):
        incidents = replaced(incidents, name, values)
    return incidents.filter(pa.array(kept))


def _swapped(incidents: pa.Table, chance: Floats, rng: np.random.Generator) -> Texts:
    """The offences, of which as many are likely to be lowered as raised in each unit."""
    codes, unit = texts(incidents, "offense_code"), texts(incidents, "unit_id")
    after = codes.copy()
    for name in np.unique(unit):
        own = np.flatnonzero(unit == name)
        sides = [own[np.isin(codes[own], list(each))] for each in (NEIGHBOUR, GRAVER)]
        number = rng.poisson(chance[own].sum() / 2, 2)
        for rows, to, many in zip(sides, (NEIGHBOUR, GRAVER), number, strict=True):
            chosen = rng.permutation(rows)[: min(int(many), *(len(side) for side in sides))]
            after[chosen] = [to[code] for code in codes[chosen]]
    return after
