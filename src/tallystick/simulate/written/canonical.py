"""What does a chunk look like as canonical tables?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tallystick.simulate.catalogue import CODES
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.records.charges import AGGRAVATING, Statutes
from tallystick.simulate.records.writing import Wording, text_of
from tallystick.simulate.written.identities import Names, Numbers, chosen, numbered, scattered
from tallystick.simulate.written.named_by import NamedBy
from tallystick.tables.custody import ACTIONS
from tallystick.tables.incidents import CLEARANCES, ORIGINS
from tallystick.tables.involvements import ROLES
from tallystick.tables.measurements import KINDS, STAGES
from tallystick.tables.outcomes import VERDICTS

UNIT_OF_KIND = {
    "net_weight": "g",
    "gross_weight": "g",
    "purity": "1",
    "speed_over_limit": "km/h",
    "breath_alcohol": "mg/L",
}


def instants(minutes: NDArray[np.int64]) -> pa.Array:
    """Return whole minutes since 1970 as timestamps; null where -1."""
    micro = pa.array(minutes * 60_000_000, mask=minutes == NONE)
    return micro.view(pa.timestamp("us"))


class Writer:
    """Turns finished chunks into canonical tables, one method a table."""

    def __init__(
        self,
        names: Names,
        statutes: Statutes,
        wording: Wording,
        persons: int,
        named_by: NamedBy | None = None,
    ) -> None:
        self.names, self.wording = names, wording
        self.persons, self.named_by = persons, named_by
        self.labels = pc.binary_join_element_wise("Officer", names.officers, " ")
        self.offences = pa.array(CODES)
        self.statutes = pa.array(statutes.texts)
        self.codes = {
            "origin": pa.array(ORIGINS),
            "clearance": pa.array(CLEARANCES),
            "role": pa.array(ROLES),
            "kind": pa.array(KINDS),
            "unit": pa.array([UNIT_OF_KIND.get(kind, "1") for kind in KINDS]),
            "stage": pa.array(STAGES),
            "action": pa.array(ACTIONS),
            "verdict": pa.array(VERDICTS),
            "aggravating": pa.array(AGGRAVATING),
        }

    def person(self, persons: NDArray[np.int64]) -> pa.Array:
        """The numbers of persons; null where -1."""
        text = numbered(scattered(np.maximum(persons, 0), self.persons, 17), 8, "P")
        return pc.if_else(pa.array(persons == NONE), None, text)

    @staticmethod
    def exhibit(chunk: Chunk, numbers: Numbers, exhibit: NDArray[np.int64]) -> pa.Array:
        """The numbers of exhibits of a chunk; null where -1."""
        where = np.full(int(chunk.exhibits["exhibit"].max(initial=0)) + 2, NONE)
        where[chunk.exhibits["exhibit"]] = np.arange(len(chunk.exhibits))
        return chosen(numbers.exhibits, where[exhibit])

    def tables(self, chunk: Chunk, numbers: Numbers, wanted: frozenset[str]) -> dict[str, pa.Table]:
        """The canonical tables of a finished chunk, those that are wanted."""
        makers: dict[str, Callable[[Chunk, Numbers], pa.Table]] = {
            "incidents": self.incidents,
            "measurements": self.measurements,
            "custody": self.custody,
            "involvements": self.involvements,
            "narratives": self.narratives,
            "outcomes": self.outcomes,
            "counterparts": self.counterparts,
        }
        return {name: make(chunk, numbers) for name, make in makers.items() if name in wanted}

    def incidents(self, chunk: Chunk, numbers: Numbers) -> pa.Table:
        """The cases of a chunk."""
        cases = chunk.cases
        who = {"officer_id": chosen(self.names.officers, cases["officer"])}
        if self.named_by is not None:
            who, _truth = self.named_by.cases(chunk, self.names.officers, numbers)
        return pa.table(
            {
                "incident_id": numbers.cases,
                "unit_id": chosen(self.names.units, cases["unit"]),
                **who,
                "occurred_at": instants(cases["occurred"]),
                "recorded_at": instants(cases["recorded"]),
                "closed_at": instants(cases["closed"]),
                "offense_code": chosen(self.offences, cases["offence"]),
                "origin": chosen(self.codes["origin"], cases["origin"]),
                "area_id": chosen(self.names.areas, cases["area"]),
                "clearance": chosen(self.codes["clearance"], cases["clearance"]),
            }
        )

    def measurements(self, chunk: Chunk, numbers: Numbers) -> pa.Table:
        """The readings of a chunk."""
        held = chunk.readings
        return pa.table(
            {
                "incident_id": self._case(chunk, numbers, held["case"]),
                "exhibit_id": self.exhibit(chunk, numbers, held["exhibit"]),
                "kind": chosen(self.codes["kind"], held["kind"]),
                "substance_code": chosen(pa.array(chunk.law.substances), held["substance"]),
                "stage": chosen(self.codes["stage"], held["stage"]),
                "measured_at": instants(held["at"]),
                "value": pa.array(held["value"]),
                "unit": chosen(self.codes["unit"], held["kind"]),
            }
        )

    def custody(self, chunk: Chunk, numbers: Numbers) -> pa.Table:
        """The hand-overs of a chunk."""
        held = chunk.handovers
        return pa.table(
            {
                "exhibit_id": self.exhibit(chunk, numbers, held["exhibit"]),
                "incident_id": self._case(chunk, numbers, held["case"]),
                "at": instants(held["at"]),
                "action": chosen(self.codes["action"], held["action"]),
                "from_holder": chosen(self.names.holders, held["from_holder"]),
                "to_holder": chosen(self.names.holders, held["to_holder"]),
                "net_weight_g": pa.array(held["net_g"], from_pandas=True),
            }
        )

    def involvements(self, chunk: Chunk, numbers: Numbers) -> pa.Table:
        """The people of a chunk's cases."""
        held = chunk.roles
        return pa.table(
            {
                "incident_id": self._case(chunk, numbers, held["case"]),
                "person_id": self.person(held["person"]),
                "role": chosen(self.codes["role"], held["role"]),
            }
        )

    def narratives(self, chunk: Chunk, numbers: Numbers) -> pa.Table:
        """The reports of a chunk's cases."""
        return pa.table(
            {
                "incident_id": numbers.cases,
                "author_id": chosen(self.names.officers, chunk.cases["officer"]),
                "text": text_of(chunk, self.labels, self.names.areas, self.wording),
            }
        )

    def outcomes(self, chunk: Chunk, numbers: Numbers) -> pa.Table:
        """The decisions on a chunk's charges."""
        held = chunk.charges
        return pa.table(
            {
                "incident_id": self._case(chunk, numbers, held["case"]),
                "person_id": self.person(held["person"]),
                "statute": chosen(self.statutes, held["statute"]),
                "decided_at": instants(held["decided"]),
                "verdict": chosen(self.codes["verdict"], held["verdict"]),
                "sentence_months": pa.array(held["months"], from_pandas=True),
                "aggravating": chosen(self.codes["aggravating"], held["aggravating"]),
            }
        )

    def counterparts(self, chunk: Chunk, numbers: Numbers) -> pa.Table:
        """The second system's records of a chunk."""
        held = chunk.counterparts
        person = held["person"]
        key = numbered(scattered(np.maximum(person, 0), self.persons, 4711), 8, "Q")
        return pa.table(
            {
                "record_id": numbers.records,
                "officer_id": chosen(self.names.officers, held["officer"]),
                "badge": numbered(held["badge"], 1),
                "occurred_at": instants(held["occurred"]),
                "offense_code": chosen(self.offences, held["offence"]),
                "area_id": chosen(self.names.areas, held["area"]),
                "person_key": pc.if_else(pa.array(person == NONE), None, key),
            }
        )

    def meant(self, chunk: Chunk, numbers: Numbers) -> pa.Table | None:
        """Whom the cases mean that do not say it by number; None where all say it."""
        if self.named_by is None:
            return None
        return self.named_by.cases(chunk, self.names.officers, numbers)[1]

    def held(self, chunk: Chunk, numbers: Numbers) -> pa.Array:
        """The numbers of the cases of a chunk that the second system has."""
        return self._case(chunk, numbers, chunk.counterparts["case"]).drop_null()

    @staticmethod
    def _case(chunk: Chunk, numbers: Numbers, case: NDArray[np.int64]) -> pa.Array:
        at = np.where(case == NONE, NONE, chunk.at(np.maximum(case, 0)))
        return chosen(numbers.cases, at)
