"""Which officers have a person who attests for them beyond chance, and which units one of these?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from tallystick.checks.people.stock_witnesses.whole_unit import of_whole_units
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.encounters import LEAST_MET
from tallystick.findings import Named, Result, SubjectKind
from tallystick.stats.estimate import Tested
from tallystick.stats.networks.own_person import WHOLE, Own, Rows, own_people
from tallystick.stats.texts import at, grouped, numbered
from tallystick.tables import Frame

ASPECT = "attesting witnesses"
HOURS, PART_HOURS, SHORT_HOURS = 24, 6, 3


@dataclass(frozen=True)
class _Seat:
    """An officer in a unit, what is said of the officer there, and the unit's people by number."""

    unit: str
    officer: str
    said: Tested[Own]
    people: list[str]


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return two results per unit and then one per officer, who may have served in several."""
    attests = columns["attests"] == 1
    known, columns = (at(columns, np.flatnonzero(rows)) for rows in (~attests, attests))
    seats = list(_seats(columns))
    if not seats:
        return [undecided("agency", "", ASPECT, reason="no_searches")]
    return [
        *_results("unit", seats, [each.unit for each in seats]),
        *of_whole_units(columns, known),
        *_results("officer", seats, [each.officer for each in seats]),
    ]


def _seats(columns: Mapping[str, np.ndarray]) -> Iterator[_Seat]:
    for (unit,), own in grouped(columns["unit_id"]):
        held = at(columns, own)
        people, who = numbered(held["person"])
        often = (np.bincount(who, held["n"]) >= LEAST_MET)[who] | (held["person"] == "")
        held, who = at(held, often), who[often]
        officers, member = numbered(held["officer_id"])
        places, place = numbered(held["area_id"])
        quarter, hour = held["quarter"], held["hour"]
        day, days = hour + HOURS * held["weekend"], 2 * HOURS
        spot, half = quarter * len(places) + place, quarter // 2
        rows = Rows(
            member=member,
            place=spot * HOURS + hour // PART_HOURS,
            time=half * days + day,
            joint=(half * len(places) + place) * days + day // SHORT_HOURS,
            cell=(spot * days + day) * len(officers) + member,
            person=np.where(np.array(people)[who] == "", WHOLE, who),
            n=held["n"].astype(np.int64),
        )
        every = own_people(rows, len(officers), LEAST_MET)
        for officer, said in zip(officers, every, strict=True):
            yield _Seat(unit, officer, said, people)


def _results(kind: SubjectKind, seats: list[_Seat], subjects: list[str]) -> list[Result]:
    held: dict[str, list[_Seat]] = {subject: [] for subject in sorted(set(subjects))}
    for seat, subject in zip(seats, subjects, strict=True):
        held[subject].append(seat)
    return [_result(kind, subject, own) for subject, own in held.items()]


def _result(kind: SubjectKind, subject: str, seats: list[_Seat]) -> Result:
    """The strongest of a subject's seats, its p-value times their number."""
    compared = sum(each.said.n for each in seats)
    able = [each for each in seats if each.said.minimum_detectable is not None]
    if not able:
        left_out = any(each.said.numbers.left_out for each in seats)
        why = "left_out" if left_out else "too_few" if compared else "alone"
        return undecided(kind, subject, ASPECT, compared, why)
    first = min(able, key=_strength)
    said, own = first.said, first.said.numbers
    told = replace(
        said, n=compared, p_value=min(1.0, (said.p_value or 0.0) * len(able)),
        minimum_detectable=min(each.said.minimum_detectable or 0.0 for each in able),
    )  # fmt: skip
    bare = undecided(
        kind, subject, ASPECT, compared,
        officer=Named(first.officer, "officer"),
        unit=Named(first.unit, "unit"),
        person=first.people[own.person] if own.person >= 0 else "",
        together=own.found,
        expected=own.expected,
        searches=own.n,
        attested=own.met,
        sorted_by=own.sorting,
        people_asked=own.asked,
        left_out=own.left_out,
    )  # fmt: skip
    return proposed(bare, told, "together")


def _strength(seat: _Seat) -> tuple[float, float]:
    said = seat.said
    return said.p_value or 0.0, said.numbers.expected - said.numbers.found
