"""Which officers have a person who attests for them beyond chance, and which units have one?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.encounters import LEAST_MET
from tallystick.findings import Named, Result, SubjectKind
from tallystick.stats.estimate import Tested
from tallystick.stats.networks.own_person import Own, Rows, own_people

ASPECT = "attesting witnesses"


@dataclass(frozen=True)
class Searches:
    """The searches of a unit, with its officers and people by number."""

    unit: str
    officers: list[str]
    people: list[str]
    rows: Rows


@dataclass(frozen=True)
class _Seat:
    """An officer in a unit, and what is said of the officer there."""

    held: Searches
    officer: str
    said: Tested[Own]


def results_of(units: Iterable[Searches]) -> list[Result]:
    """A result per unit and then one per officer, who may have served in several."""
    seats = [
        _Seat(held, officer, said)
        for held in units
        for officer, said in zip(
            held.officers, own_people(held.rows, len(held.officers), LEAST_MET), strict=True
        )
    ]
    if not seats:
        return [undecided("agency", "", ASPECT, reason="no_searches")]
    return [
        *_results("unit", seats, [each.held.unit for each in seats]),
        *_results("officer", seats, [each.officer for each in seats]),
    ]


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
    reaches = [each.said.minimum_detectable or 0.0 for each in able]
    told = replace(
        said, n=compared, p_value=min(1.0, (said.p_value or 0.0) * len(able)),
        minimum_detectable=min(reaches),
    )  # fmt: skip
    bare = undecided(
        kind, subject, ASPECT, compared,
        officer=Named(first.officer, "officer"),
        unit=Named(first.held.unit, "unit"),
        person=first.held.people[own.person] if own.person >= 0 else "",
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
