"""Pages that say no, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tallystick.review.pages.environment import page

FORBIDDEN, MISSING = 403, 404


def no_entry(request: HttpRequest) -> HttpResponse:
    """Say that nobody is let in without the address that the program printed."""
    return page(request, "refused.html", {"why": "no_entry"}, status=FORBIDDEN)


def not_allowed(request: HttpRequest, why: str) -> HttpResponse:
    """Say that this person may not do that, and who may; `why` is a key of ``refused``."""
    return page(request, "refused.html", {"why": why or "no_entry"}, status=FORBIDDEN)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not one of these pages', or that it is old."""
    return page(request, "refused.html", {"why": "forged"}, status=FORBIDDEN)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    return page(request, "refused.html", {"why": "missing"}, status=MISSING)


def unusable(request: HttpRequest, message: str, *, status: int = 400) -> HttpResponse:
    """Say why a form cannot be taken, in the words of a message."""
    return page(request, "refused.html", {"why": "unusable", "message": message}, status=status)
