"""Has a whole unit fewer attesting witnesses, in effect, than its sister units?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tallystick.checks.proposed import proposed, undecided
from tallystick.findings import Result
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.diversity import Diversity, Meetings, few_people
from tallystick.stats.texts import at, numbered

ASPECT = "attesting witnesses of the whole unit"
SHIFT_HOURS = 8
LIKE = ("officer_id", "quarter", "area_id", "third")
"""Two searches alike in one of these may have the same witness for that reason."""


def of_whole_units(columns: Mapping[str, np.ndarray]) -> list[Result]:
    """Return a result per unit; searches without an area are left out."""
    units, number = numbered(columns["unit_id"])
    held = {**columns, "unit": number, "third": columns["hour"] // SHIFT_HOURS}
    held = at(held, np.flatnonzero(columns["area_id"] != ""))
    people, person = numbered(held["person"])
    attributes = np.stack([numbered(held[each])[1] for each in LIKE])
    whole = held["person"] == ""
    meetings, again = (
        Meetings(held["unit"][rows], person[rows], attributes[:, rows], held["attested"][rows])
        for rows in (np.flatnonzero(whole), np.flatnonzero(~whole))
    )
    said = few_people(meetings, again, len(units))
    asked = sum(each.p_value is not None for each in said)
    return [_result(*each, people, asked) for each in zip(units, said, strict=True)]


def _result(unit: str, said: Tested[Diversity], people: list[str], asked: int) -> Result:
    own = said.numbers
    bare = undecided(
        "unit", unit, ASPECT, said.n,
        pairs=own.pairs, repeated=own.repeated, people=[people[each] for each in own.most],
    )  # fmt: skip
    if said.p_value is None or said.minimum_detectable is None:
        return undecided("unit", unit, ASPECT, said.n, "too_few_pairs" if asked else "few_units")
    return proposed(
        bare, said, "together",
        in_effect=own.people, usual_in_effect=own.usual, other_units=asked - 1,
    )  # fmt: skip
