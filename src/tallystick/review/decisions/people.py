"""Who works on the case: each person is added by an entry, and named by their login in the log."""

from __future__ import annotations

import getpass
import re
from collections.abc import Sequence

from tallystick.review.decisions.may import APART, NEVER, OWN_UNIT, PEOPLE, ROLES, may
from tallystick.review.log.entries import PERSON, append
from tallystick.review.log.memory import kept
from tallystick.review.log.projections import projection, values
from tallystick.review.log.rows import add, one
from tallystick.review.models import Account, Person
from tallystick.seal import Entry

ADDED, ROLES_CHANGED, MOVED = "person.add", "person.roles", "person.unit"
ALONE = ("analyst", "reviewer", "legal", "administrator")
"""The roles of who works alone: all but second reader, and reader of reports."""
OWN = "me"
LOGIN = re.compile(r"[a-z][a-z0-9._-]{0,39}")
"""What the log can call a person."""


class NotAPersonError(ValueError):
    """An act that only a person may do has another actor, or one that nobody knows."""


class NotAllowedError(ValueError):
    """A person may not do this; the message is the key of a sentence, under ``denied``."""


@projection(ADDED)
def added(entry: Entry) -> None:
    """Add a person: ``{login, name, roles}``, and where they are known ``{unit, officer}``.

    The first person of a case adds themself; the others are added by who may change people.
    """
    told = values(entry)
    if Person.objects.exists():
        allowed(entry, PEOPLE)
    if Person.objects.filter(login=told["login"]).exists():
        raise NotAllowedError("login_taken")
    add(
        Person,
        entry,
        login=told["login"],
        name=told["name"],
        roles=_roles(told["roles"]),
        unit_id=told.get("unit", ""),
        officer_id=told.get("officer", ""),
    )


@projection(ROLES_CHANGED)
def roles_changed(entry: Entry) -> None:
    """Give a person other roles: ``{login, roles}``; one who may change people stays."""
    allowed(entry, PEOPLE)
    told = values(entry)
    found = Person.objects.filter(login=told["login"]).update(roles=_roles(told["roles"]))
    if not found:
        raise NotAllowedError("person")
    administrator_stays()


@projection(MOVED)
def moved(entry: Entry) -> None:
    """Change the unit and the officer number that a person has: ``{login, unit, officer}``."""
    allowed(entry, PEOPLE)
    told = values(entry)
    found = Person.objects.filter(login=told["login"]).update(
        unit_id=told["unit"], officer_id=told["officer"]
    )
    if not found:
        raise NotAllowedError("person")


def administrator_stays() -> None:
    """Raise NotAllowedError where nobody is left who may change people."""
    if not any(may(each.roles, PEOPLE) != NEVER for each in Person.objects.all()):
        raise NotAllowedError("last_administrator")


def _roles(told: Sequence[str]) -> list[str]:
    if not set(told) <= set(ROLES):
        raise NotAllowedError("role_unknown")
    if set(told) >= APART:
        raise NotAllowedError("roles_apart")
    return sorted(set(told), key=ROLES.index)


def works_alone() -> bool:
    """Whether one person works on the case, so that nobody can be a second reader."""
    return kept("works alone", lambda: Person.objects.count() < 2, Person)


def is_of_one_person() -> bool:
    """Whether a case is one that a token opens: new, or begun so, and without open accounts."""
    if Account.objects.filter(closed_seq=None).exists():
        return False
    return not Person.objects.exists() or Person.objects.filter(login=OWN).exists()


def acting(entry: Entry) -> Person:
    """Return the person who acted; NotAPersonError when nobody of the case did."""
    login = entry.actor.removeprefix(PERSON)
    person = kept(("person", login), lambda: one(Person, "login = %s", login), Person)
    if person is None or not entry.actor.startswith(PERSON):
        raise NotAPersonError(f"{entry.actor}: only a person of the case may do this")
    return person


def allowed(entry: Entry, act: str) -> Person:
    """Return the person who acted; NotAllowedError where their roles do not allow `act`."""
    person = acting(entry)
    if may(person.roles, act) in (NEVER, OWN_UNIT):
        raise NotAllowedError("role")
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
