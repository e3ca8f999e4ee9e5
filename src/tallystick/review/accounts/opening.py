"""Accounts are opened, opened anew and closed by entries of the log.

Passwords and keys of second factors are neither in the log nor in a bundle.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from tallystick.review.accounts.second_factor import forget_devices
from tallystick.review.decisions.may import PEOPLE
from tallystick.review.decisions.people import (
    ADDED,
    NotAllowedError,
    administrator_stays,
    allowed,
)
from tallystick.review.log.entries import PERSON, PROGRAM, append
from tallystick.review.log.projections import projection, values
from tallystick.review.log.replay import database
from tallystick.review.log.rows import next_id
from tallystick.review.models import Account, Person
from tallystick.seal import Entry

OPENED, INVITED, CLOSED = "account.open", "account.invite", "account.close"


@projection(OPENED)
def opened(entry: Entry) -> None:
    """Let a person log in: ``{login}``; also one whose account was closed."""
    person = _person(entry)
    held = Account.objects.filter(person=person).first()
    if held is not None and held.closed_seq is None:
        raise NotAllowedError("account_open")
    if held is None:
        held = Account(id=next_id(Account), person=person, created_seq=entry.seq)
    held.invited_seq, held.closed_seq = entry.seq, None
    held.save()


@projection(INVITED)
def invited(entry: Entry) -> None:
    """Invite a person anew who cannot log in: ``{login}``; the password of before is void."""
    held = _open_account(entry)
    held.invited_seq = entry.seq
    held.save()


@projection(CLOSED)
def closed(entry: Entry) -> None:
    """Close an account and take its roles away: ``{login}``; one who may change people stays."""
    held = _open_account(entry)
    held.closed_seq = entry.seq
    held.save()
    held.person.roles = []
    held.person.save()
    administrator_stays()


def _person(entry: Entry) -> Person:
    """Return whose account an entry is of; it is of who may change people, or of the shell."""
    if entry.actor != PROGRAM:
        allowed(entry, PEOPLE)
    person = Person.objects.filter(login=values(entry)["login"]).first()
    if person is None:
        raise NotAllowedError("person")
    return person


def _open_account(entry: Entry) -> Account:
    held = Account.objects.filter(person=_person(entry), closed_seq=None).first()
    if held is None:
        raise NotAllowedError("account_closed")
    return held


def account_of(login: str) -> Account | None:
    """Return the account of a login, where there is one that is open."""
    found = Account.objects.filter(person__login=login, closed_seq=None)
    return found.select_related("person").first()


def invite(actor: str, login: str) -> str:
    """Open an account, or invite its person anew; return the path at which they choose a password.

    What let them in before is void. Raises NotAllowedError where the log does not take it.
    """
    with transaction.atomic(using=database()):
        append(actor, OPENED if account_of(login) is None else INVITED, {"login": login})
        user, _ = User.objects.get_or_create(username=login)
        user.set_unusable_password()
        user.save()
        forget_devices(user)
    return f"/invitation/{login}/{default_token_generator.make_token(user)}"


def close(actor: str, login: str) -> None:
    """Close an account, and forget its password and its second factor.

    Raises NotAllowedError where the log does not take it.
    """
    with transaction.atomic(using=database()):
        append(actor, CLOSED, {"login": login})
        User.objects.filter(username=login).delete()


def invite_from_shell(login: str) -> str:
    """Invite a person from the shell of the machine, where an office begins or locked itself out.

    In a case without people they become its administrator. Raises NotAllowedError as `invite`.
    """
    with transaction.atomic(using=database()):
        if not Person.objects.exists():
            first = {"login": login, "name": login, "roles": ["administrator"]}
            append(f"{PERSON}{login}", ADDED, first)
        return invite(PROGRAM, login)
