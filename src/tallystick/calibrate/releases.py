"""What do two releases look like between which records were removed or lowered?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.simulate.catalogue import OFFENCES

LESSER = {each.code: each.lesser for each in OFFENCES if each.lesser}
OF_ALL = 0.2
"""The share of the records that may be changed which a dose of 1 changes."""
WAYS = ("removed", "lowered")


def released(
    incidents: pa.Table, units: tuple[str, ...], way: str, dose: float, rng: np.random.Generator
) -> tuple[pa.Table, frozenset[str]]:
    """Return the later release of `incidents`, and the numbers of the records that differ.

    In the share ``OF_ALL`` times `dose` of the records of `units` those that ``way`` is about are
    left out ("removed"), or entered as the lesser offence ("lowered").
    """
    codes = np.array(incidents["offense_code"].to_pylist(), dtype=object)
    taken = np.isin(np.array(incidents["unit_id"].to_pylist(), dtype=object), list(units))
    if way == "lowered":
        taken &= np.isin(codes, list(LESSER))
    taken &= rng.random(len(codes)) < OF_ALL * dose
    numbers = frozenset(pc.filter(incidents["incident_id"], pa.array(taken)).to_pylist())
    if way == "removed":
        return incidents.filter(pa.array(~taken)), numbers
    codes[taken] = [LESSER[code] for code in codes[taken]]
    place = incidents.schema.get_field_index("offense_code")
    changed = pa.array(codes, incidents.schema.field(place).type)
    return incidents.set_column(place, "offense_code", changed), numbers
