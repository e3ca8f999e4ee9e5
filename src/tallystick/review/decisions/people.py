"""Who works on the case: each person is added by an entry, and named by their login in the log."""

from __future__ import annotations

import getpass

from tallystick.review.log.entries import PERSON, append
from tallystick.review.log.projections import next_id, projection, values
from tallystick.review.models import Person
from tallystick.seal import Entry

ADDED = "person.add"
ALONE = ("analyst", "reviewer", "legal", "administrator")
"""The roles of who works alone: all but second reader, and reader of reports."""
OWN = "me"


class NotAPersonError(ValueError):
    """An act that only a person may do has another actor, or one that nobody knows."""


@projection(ADDED)
def added(entry: Entry) -> None:
    """Add a person: ``{login, name, roles}``."""
    Person.objects.create(
        id=next_id(Person),
        login=values(entry)["login"],
        name=values(entry)["name"],
        roles=list(values(entry)["roles"]),
        created_seq=entry.seq,
    )


def acting(entry: Entry) -> Person:
    """Return the person who acted; NotAPersonError when nobody of the case did."""
    login = entry.actor.removeprefix(PERSON)
    person = Person.objects.filter(login=login).first()
    if person is None or not entry.actor.startswith(PERSON):
        raise NotAPersonError(f"{entry.actor}: only a person of the case may do this")
    return person


def who_works_alone() -> Person:
    """Return the one person of a case on loopback, added by their first start."""
    found = Person.objects.filter(login=OWN).first()
    if found is None:
        actor = f"{PERSON}{OWN}"
        append(actor, ADDED, {"login": OWN, "name": _own_name(), "roles": list(ALONE)})
        found = Person.objects.get(login=OWN)
    return found


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return OWN
