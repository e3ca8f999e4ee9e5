"""The truth of a made world: who has planted records, and what is true of each case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.simulate.records.second_system import KEPT_ARRESTS, KEPT_OFFENCES
from tallystick.simulate.single.columns import Flags, among

KEYS = ("incident_id", "exhibit_id", "record_id", "officer_id")
MADE_UP, TOWN = "ghosts", "town_tickets"


@dataclass(frozen=True)
class Truth:
    """What the labels of a world say.

    Parameters
    ----------
    units, officers
        Those with at least one record that a counted behaviour touched.
    touched
        By key column, the records that any behaviour or oddity touched; under ``officer_id``
        only the officers whose own rows (postings, roster) an oddity changed.
    packed
        The exhibits that are standard packs.
    turned
        The units whose work truly turned from one category of cases to its neighbour.
    """

    units: frozenset[str]
    officers: frozenset[str]
    touched: Mapping[str, frozenset[str]]
    packed: frozenset[str] = frozenset()
    turned: frozenset[str] = frozenset()

    def planted(self, kind: str, subject: str) -> bool:
        """Whether a subject has planted records; the agency has them when any unit does."""
        if kind == "agency":
            return bool(self.units or self.officers)
        return subject in (self.units if kind == "unit" else self.officers)

    def has_turned(self, kind: str, subject: str) -> bool:
        """Whether a subject's work truly turned; the agency's has when any unit's did."""
        return bool(self.turned) if kind == "agency" else subject in self.turned

    def with_cases(self, numbers: frozenset[str]) -> Truth:
        """Return the same truth, with further cases that were touched."""
        touched = {**self.touched, "incident_id": self.touched["incident_id"] | numbers}
        return replace(self, touched=touched)

    def with_officers(self, names: frozenset[str]) -> Truth:
        """Return the same truth, with further officers who have planted records."""
        return replace(self, officers=self.officers | names)

    def unexplained(self, keys: Mapping[str, np.ndarray]) -> int:
        """How many exceptions carry no key of a touched record; arrays of one length by key."""
        if not keys:
            return 0
        known = [np.isin(values, list(self.touched[name])) for name, values in keys.items()]
        return int((~np.any(known, axis=0)).sum())

    def heaped(self, exhibits: np.ndarray, excess: float) -> bool:
        """Whether standard packs make up half or more of an excess of so many `exhibits`."""
        packs = np.isin(exhibits, list(self.packed)).sum()
        return bool(packs > 0 and packs >= excess / 2)


def truth_of(
    labels: pa.Table,
    noted: frozenset[str],
    true_names: tuple[str, ...],
    changed: tuple[str, ...],
    turned: frozenset[str] = frozenset(),
) -> Truth:
    """Read the labels, with the officers of changed rosters and the units of changed figures.

    `turned` is as in `Truth`.
    """
    counted = pc.and_(
        pc.equal(labels["nature"], "behaviour"),
        pc.is_in(labels["name"], pa.array(true_names, pa.string())),
    )
    planted = labels.filter(counted)
    touched = {name: _values(labels[name]) for name in KEYS if name != "officer_id"}
    packs = _of(labels, "packs")
    return Truth(
        units=_values(planted["unit_id"]) | frozenset(changed),
        officers=_values(planted["officer_id"]),
        touched={**touched, "officer_id": noted},
        packed=_values(packs["exhibit_id"]),
        turned=turned,
    )


def _of(labels: pa.Table, name: str) -> pa.Table:
    return labels.filter(pc.equal(labels["name"], name))


def _values(column: pa.ChunkedArray) -> frozenset[str]:
    return frozenset(column.drop_null().unique().to_pylist())


@dataclass(frozen=True)
class Known:
    """The cases of a world, and two truths of each, (C,), from its making alone.

    A case is held elsewhere when the second system has its event, or can have none: the offence or
    the outcome is not of those that it keeps, or the ticket went to a town's own system. It
    happened when nobody made it up.
    """

    cases: pa.Table
    elsewhere: Flags
    happened: Flags


def known(cases: pa.Table, labels: pa.Table, held: pa.ChunkedArray) -> Known:
    """Both truths of each case; `held` are the numbers of those that the second system has."""
    made_up, town = (
        among(cases["incident_id"], _values(_of(labels, name)["incident_id"]))
        for name in (MADE_UP, TOWN)
    )
    kept = among(cases["clearance"], KEPT_ARRESTS) | among(cases["offense_code"], KEPT_OFFENCES)
    elsewhere = among(cases["incident_id"], held.to_pylist()) | (~kept & ~made_up) | town
    return Known(cases, elsewhere, ~made_up)
