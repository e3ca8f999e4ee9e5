"""Who acts together, and with one hand?

A crew is a few officers who do several things at one dose: expanded, it is one entry per act
with the same members, months and dose, all under the crew's place in the world file. Its stock
witnesses are shared, so one pool of people attests the searches of every member; that and the
common months are what shows the members together. It does nothing of its own, so it has no
steps, labels or tally; those of the acts say what was done.

In two New York narcotics squads of 2008 eight officers and their supervisors acted together
(incentives, table 1, row 14); the default size is a design choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from pydantic import Field

from tallystick.simulate import behaviours
from tallystick.simulate.entry import BehaviourEntry, Process
from tallystick.simulate.force import Force

SHARED = ("stock_witnesses",)
COMMON = ("dose", "from_month", "to_month", "driven_by")


class CrewEntry(BehaviourEntry):
    """Officers who do the same `acts` (names of behaviours) at the same dose.

    Members are `officers`, or else the first `size` officers of each of `units`; all of them
    take part.
    """

    kind: Literal["crew"] = "crew"
    acts: tuple[str, ...] = Field(min_length=1)
    size: int = Field(default=3, ge=1, le=100)
    share: float = Field(default=1.0, ge=1, le=1)


def expand(
    entry: CrewEntry, force: Force, known: Mapping[str, Process] | None = None
) -> tuple[BehaviourEntry, ...]:
    """Return one entry per act with the crew's members.

    Parameters
    ----------
    entry, force
        The crew, and the force in which its units are looked up.
    known
        The behaviours by name; those that are registered when it is not given.

    Raises
    ------
    ValueError
        When an act is no behaviour, is a crew or is named twice, or when nobody is a member.
    """
    if known is None:
        known = {each.name: each for each in behaviours.BEHAVIOURS}
    members = members_of(entry, force)
    if len(set(entry.acts)) < len(entry.acts):
        raise ValueError(f"crew: an act is named twice among {', '.join(entry.acts)}")
    entries = []
    for act in entry.acts:
        if act not in known or act == entry.kind:
            names = ", ".join(sorted(set(known) - {entry.kind}))
            raise ValueError(f"crew: {act!r} is no act of a crew; there are {names}")
        said: dict[str, Any] = {name: getattr(entry, name) for name in COMMON}
        if act in SHARED:
            said["shared"] = True
        made = known[act].options(kind=act, officers=members, **said)
        assert isinstance(made, BehaviourEntry)
        entries.append(made)
    return tuple(entries)


def members_of(entry: CrewEntry, force: Force) -> tuple[str, ...]:
    """The personnel numbers of a crew; ValueError when there is nobody."""
    if entry.officers:
        return entry.officers
    chosen = [
        np.flatnonzero(force.unit_of[:, 0] == unit)[: entry.size]
        for unit in np.flatnonzero(force.units_named(entry.units))
    ]
    members = tuple(force.officer_ids[officer] for each in chosen for officer in each)
    if not entry.units or not members:
        raise ValueError("crew: name its officers, or units that have officers")
    return members


PROCESS = Process(name="crew", options=CrewEntry)
