"""Which officers have a person who attests for them beyond chance, and which units have one?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tallystick.checks.people.met import LEAST_MET
from tallystick.findings import Result, SubjectKind
from tallystick.stats.own_person import Own, Rows, own_people

ASPECT = "attesting witnesses"
LEVEL = 0.05
ESTIMAND = (
    "share of one officer's searches that one person attested, minus the share of other officers' "
    "searches of like time or place"
)
NO_SEARCHES = "no search of a known officer and unit has an attesting witness"
ALONE = "no other officer of the unit has attested searches at the same times and places"
TOO_FEW = (
    "with so few searches at the times and places of others, not even a person who attests all of "
    "them would be found"
)
LEFT_OUT = (
    "colleagues have people of their own, and too few of their other searches are left to compare "
    "with"
)


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
    said: Own


def results_of(check: str, units: Iterable[Searches]) -> list[Result]:
    """A result per unit and then one per officer, who may have served in several."""
    seats = [
        _Seat(held, officer, said)
        for held in units
        for officer, said in zip(
            held.officers, own_people(held.rows, len(held.officers), LEAST_MET), strict=True
        )
    ]
    if not seats:
        return [Result(check, "agency", "", ASPECT, "insufficient", 0, reason=NO_SEARCHES)]
    return [
        *_results(check, "unit", seats, [each.held.unit for each in seats]),
        *_results(check, "officer", seats, [each.officer for each in seats]),
    ]


def _results(
    check: str, kind: SubjectKind, seats: list[_Seat], subjects: list[str]
) -> list[Result]:
    held: dict[str, list[_Seat]] = {subject: [] for subject in sorted(set(subjects))}
    for seat, subject in zip(seats, subjects, strict=True):
        held[subject].append(seat)
    return [_result(check, kind, subject, own) for subject, own in held.items()]


def _result(check: str, kind: SubjectKind, subject: str, seats: list[_Seat]) -> Result:
    """The strongest of a subject's seats, its p-value times their number."""
    compared = sum(each.said.compared for each in seats)
    able = [each for each in seats if not np.isnan(each.said.smallest_detectable)]
    if not able:
        left_out = any(each.said.left_out for each in seats)
        return Result(
            check, kind, subject, ASPECT, "insufficient", compared, ESTIMAND,
            reason=LEFT_OUT if left_out else TOO_FEW if compared else ALONE,
        )  # fmt: skip
    first = min(able, key=lambda seat: (seat.said.p_value, seat.said.expected - seat.said.found))
    said, p_value = first.said, min(1.0, first.said.p_value * len(able))
    known = said.person >= 0
    return Result(
        check=check,
        subject_kind=kind,
        subject=subject,
        aspect=ASPECT,
        verdict="together" if p_value < LEVEL else "not_found",
        n=compared,
        estimand=ESTIMAND,
        estimate=said.difference if known else None,
        interval=(said.low, said.high) if known else None,
        p_value=p_value,
        smallest_detectable=min(each.said.smallest_detectable for each in able),
        detail={
            "officer": first.officer,
            "unit": first.held.unit,
            "person": first.held.people[said.person] if known else "",
            "together": said.found,
            "expected": said.expected,
            "searches": said.n,
            "attested": said.met,
            "sorted_by": said.sorting,
            "people_asked": said.asked,
            "left_out": said.left_out,
        },
    )
