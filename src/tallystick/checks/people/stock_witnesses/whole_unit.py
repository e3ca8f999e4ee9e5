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


def of_whole_units(
    columns: Mapping[str, np.ndarray], known: Mapping[str, np.ndarray]
) -> list[Result]:
    """Return a result per unit; searches without an area are left out.

    `known` are the cases of people in other roles, of which each row counts.
    """
    units, number = numbered(columns["unit_id"])
    held = {**columns, "unit": number}
    held = at(held, np.flatnonzero(columns["area_id"] != ""))
    people, person = numbered(held["person"])
    whole = held["person"] == ""
    attributes = _attributes(held)
    meetings, again = (
        Meetings(held["unit"][rows], person[rows], attributes[:, rows], held["attested"][rows])
        for rows in (np.flatnonzero(whole), np.flatnonzero(~whole))
    )
    place = {unit: number for number, unit in enumerate(units)}
    there = np.array([place[unit] for unit in known["unit_id"].tolist()], dtype=np.int64)
    others = Meetings(there, numbered(known["person"])[1], _attributes(known), known["n"])
    said = few_people(meetings, again, len(units), others)
    asked = sum(each.p_value is not None for each in said)
    return [_result(*each, people, asked) for each in zip(units, said, strict=True)]


def _attributes(rows: Mapping[str, np.ndarray]) -> np.ndarray:
    held = {**rows, "third": rows["hour"] // SHIFT_HOURS}
    return np.stack([numbered(held[each])[1] for each in LIKE])


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
        in_effect=own.people, usual_in_effect=own.usual, other_units=own.beside,
        by_ratio=own.by_ratio,
    )  # fmt: skip
