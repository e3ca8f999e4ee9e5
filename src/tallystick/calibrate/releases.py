"""What do two releases look like between which records were removed or lowered?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.calibrate.columns import replaced
from tallystick.simulate.catalogue import OFFENCES

LESSER = {each.code: each.lesser for each in OFFENCES if each.lesser}
OF_ALL = 0.2
"""The share of the records that may be changed which a dose of 1 changes."""
REMOVED, LOWERED, OPEN_REMOVED, BY_TWO = "removed", "lowered", "removed, open", "removed by two"
WAYS = (REMOVED, LOWERED, OPEN_REMOVED, BY_TWO)


def released(
    incidents: pa.Table, units: tuple[str, ...], way: str, dose: float, rng: np.random.Generator
) -> tuple[pa.Table, frozenset[str]]:
    """Return the later release of `incidents`, and the numbers of the records that differ.

    In the share ``OF_ALL`` times `dose` of the records of `units` those that ``way`` is about are
    left out ("removed"; of those not cleared, "removed, open"; of `two_of` the officers, "removed
    by two"), or entered as the lesser offence ("lowered").
    """
    codes = np.array(incidents["offense_code"].to_pylist(), dtype=object)
    taken = np.isin(np.array(incidents["unit_id"].to_pylist(), dtype=object), list(units))
    if way == LOWERED:
        taken &= np.isin(codes, list(LESSER))
    elif way == OPEN_REMOVED:
        taken &= np.array(incidents["clearance"].to_pylist(), dtype=object) == "none"
    elif way == BY_TWO:
        officers = np.array(incidents["officer_id"].to_pylist(), dtype=object)
        taken &= np.isin(officers, list(two_of(incidents, units)))
    taken &= rng.random(len(codes)) < OF_ALL * dose
    numbers = frozenset(pc.filter(incidents["incident_id"], pa.array(taken)).to_pylist())
    if way != LOWERED:
        return incidents.filter(pa.array(~taken)), numbers
    codes[taken] = [LESSER[code] for code in codes[taken]]
    return replaced(incidents, "offense_code", codes), numbers


def two_of(incidents: pa.Table, units: tuple[str, ...]) -> frozenset[str]:
    """The two officers of the first of `units` who have most records."""
    rows = incidents.filter(pc.equal(incidents["unit_id"], units[0]))
    counts = pc.value_counts(rows["officer_id"].drop_null()).to_pylist()
    most = sorted(counts, key=lambda each: (-each["counts"], each["values"]))
    return frozenset(each["values"] for each in most[:2])
