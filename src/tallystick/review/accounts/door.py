"""The door of an office: who logged in with both factors, not long ago, and may still."""

from __future__ import annotations

from time import time
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from tallystick.review.accounts.opening import account_of
from tallystick.review.accounts.settings import LONGEST
from tallystick.review.loopback import OPEN_TO_ALL, Respond
from tallystick.review.models import Person
from tallystick.review.pages.refused import no_entry

LOG_IN, SECOND, ENROL = "/log-in", "/log-in/second", "/log-in/enrol"
BEGAN, SEEN = "began", "seen"
"""Keys of a session: when its person logged in, and when they last asked for a page."""
IDLE, BETWEEN_FACTORS, NOTED_EVERY = 1_800, 600, 60
"""In seconds: a pause in a session, the time for the second factor, and how exact SEEN is."""


class Doorkeeper:
    """Middleware: only who logged in with both factors sees a page."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set the person of the request, or send them to the log-in."""
        if request.path.startswith(OPEN_TO_ALL):
            return self._respond(request)
        person = logged_in(request)
        if person is None:
            if request.method in ("GET", "HEAD"):
                return HttpResponseRedirect(LOG_IN)
            return no_entry(request, "logged_out")
        request.person = person  # type: ignore[attr-defined]
        return self._respond(request)


def logged_in(request: HttpRequest) -> Person | None:
    """Return who logged in with both factors; None, and no session, where it is too long ago."""
    user: Any = request.user
    if not user.is_authenticated or not user.is_verified():
        return None
    account = account_of(user.get_username())
    if account is None or not _is_fresh(request):
        logout(request)
        return None
    return account.person


def begin(request: HttpRequest) -> None:
    """Begin a session, or its part after the second factor."""
    now = int(time())
    request.session[BEGAN] = request.session[SEEN] = now
    request.session.clear_expired()


def is_between_factors(request: HttpRequest) -> bool:
    """Whether the password was right, not long ago, and the second factor is still to come."""
    user: Any = request.user
    began = int(request.session.get(BEGAN, 0))
    is_recent = 0 <= time() - began < BETWEEN_FACTORS
    return user.is_authenticated and not user.is_verified() and is_recent


def _is_fresh(request: HttpRequest) -> bool:
    now = int(time())
    began, seen = (int(request.session.get(each, 0)) for each in (BEGAN, SEEN))
    if not (began <= now < began + LONGEST and seen <= now < seen + IDLE):
        return False
    if now - seen >= NOTED_EVERY:
        request.session[SEEN] = now
    return True
