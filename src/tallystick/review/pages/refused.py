"""Pages that say no, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tallystick.review.pages.environment import page

FORBIDDEN, MISSING = 403, 404


def no_entry(request: HttpRequest) -> HttpResponse:
    """Say that nobody is let in without the address that the program printed."""
    return page(request, "refused.html", {"why": "no_entry"}, status=FORBIDDEN)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not one of these pages', or that it is old."""
    return page(request, "refused.html", {"why": "forged"}, status=FORBIDDEN)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    return page(request, "refused.html", {"why": "missing"}, status=MISSING)


def unusable(request: HttpRequest, message: str) -> HttpResponse:
    """Say why a form cannot be taken, in the words of a message."""
    return page(request, "refused.html", {"why": "unusable", "message": message}, status=400)
