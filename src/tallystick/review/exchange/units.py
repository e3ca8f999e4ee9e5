"""The units that something can be released to, and the one for which a person acts."""

from __future__ import annotations

from tallystick.review.decisions.may import OWN_UNIT, may
from tallystick.review.decisions.people import NotAllowedError, acting
from tallystick.review.models import MaskedName, Person, Run
from tallystick.seal import Entry

AGENCY, UNIT = "agency", "unit"


def unit_of(person: Person) -> str:
    """Return the mask of a person's unit, ``agency`` for the agency, "" where no run has it."""
    if not person.unit_id:
        return ""
    held = MaskedName.objects.filter(kind=UNIT, name=person.unit_id).first()
    if held is not None:
        return held.mask
    return AGENCY if Run.objects.filter(agency=person.unit_id).exists() else ""


def addressees() -> list[str]:
    """Return everybody that something can be released to: the agency, and units by their masks."""
    masks = MaskedName.objects.filter(kind=UNIT).order_by("id").values_list("mask", flat=True)
    return [AGENCY, *masks]


def has_room(person: Person, act: str) -> bool:
    """Whether a person may do this for their unit alone."""
    return may(person.roles, act) == OWN_UNIT


def acting_in_unit(entry: Entry, act: str) -> tuple[Person, str]:
    """Return who acted for their unit, and its mask; NotAllowedError where they may not."""
    person = acting(entry)
    if not has_room(person, act):
        raise NotAllowedError("role")
    unit = unit_of(person)
    if not unit:
        raise NotAllowedError("no_unit")
    return person, unit
