"""Pages that say no, and what to do."""

from __future__ import annotations

import sys

from django.core.exceptions import TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.views.defaults import bad_request

from tallystick.review.database import is_on_server
from tallystick.review.pages.environment import page
from tallystick.review.words import tell

FORBIDDEN, MISSING, BROKEN = 403, 404, 500


def no_entry(request: HttpRequest, why: str = "no_entry") -> HttpResponse:
    """Say how one comes in: by the address that the program printed, or by logging in."""
    return page(request, "refused.html", {"why": why}, status=FORBIDDEN)


def not_allowed(request: HttpRequest, why: str) -> HttpResponse:
    """Say that this person may not do that, and who may; `why` is a key of ``refused``."""
    return page(request, "refused.html", {"why": why or "no_entry"}, status=FORBIDDEN)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not one of these pages', or that it is old."""
    return page(request, "refused.html", {"why": "forged"}, status=FORBIDDEN)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    return page(request, "refused.html", {"why": "missing"}, status=MISSING)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Say what is wrong with a form that cannot be read, or with a request that is none."""
    if isinstance(exception, MultiPartParserError | TooManyFilesSent):
        return unusable(request, tell("refused.parts"))
    return bad_request(request, exception or ValueError())


def broken(request: HttpRequest) -> HttpResponse:
    """Say that a page failed, and by what; Django calls it within the exception."""
    why = "broken"
    match sys.exception():
        case OperationalError() if is_on_server():
            why = "gone"
        case OperationalError() | OSError():
            why = "full"
    return page(request, "refused.html", {"why": why}, status=BROKEN)


def unusable(request: HttpRequest, message: str, *, status: int = 400) -> HttpResponse:
    """Say why a form cannot be taken, in the words of a message."""
    return page(request, "refused.html", {"why": "unusable", "message": message}, status=status)
