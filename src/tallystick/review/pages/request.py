"""A request whose person is known, and what its session holds."""

from __future__ import annotations

from django.http import HttpRequest

from tallystick.review.log.entries import PERSON as ACTOR
from tallystick.review.models import Person

PERSON, LANGUAGE, UNMASKED = "person", "language", "unmasked"
"""Keys of a session: a login, a language, and the patterns whose names were asked for."""


class OfficeRequest(HttpRequest):
    """A request past the doorkeeper."""

    person: Person


def actor(request: OfficeRequest) -> str:
    """Return how the log names who sent the request."""
    return f"{ACTOR}{request.person.login}"


def is_unmasked(request: OfficeRequest, fingerprint: str) -> bool:
    """Whether this session asked for the names of a pattern, with a reason in the log."""
    return fingerprint in request.session.get(UNMASKED, ())


def unmask(request: OfficeRequest, fingerprint: str) -> None:
    """Let this session see the names of a pattern."""
    held = request.session.get(UNMASKED, [])
    request.session[UNMASKED] = [*held, fingerprint]
