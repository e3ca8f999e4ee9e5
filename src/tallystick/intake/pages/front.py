"""The first page: what this is, who reads, what is promised; and the pages that say nothing."""

from __future__ import annotations

from importlib import resources

from django.http import HttpRequest, HttpResponse

from tallystick.intake import settings
from tallystick.intake.box.database import open_box
from tallystick.intake.box.readers import in_force
from tallystick.intake.pages.rendering import page, spoken
from tallystick.intake.words import language_of

PROMISES = ("locked", "kept", "files", "cookie")
NOT_PROMISED = ("moment", "answers", "network", "own", "words", "paper")
FORGET = '"cache", "cookies", "storage"'


def front(request: HttpRequest) -> HttpResponse:
    """Say what this is."""
    about = {
        "readers": in_force(open_box(settings.CASE)),
        "promises": PROMISES,
        "not_promised": NOT_PROMISED,
    }
    return page(spoken(request), "front.html", about, path="/")


def leave(request: HttpRequest) -> HttpResponse:
    """Show a page with nothing on it, and ask the browser to forget the others."""
    response = page(spoken(request), "empty.html", {})
    response["Clear-Site-Data"] = FORGET
    return response


def style(request: HttpRequest) -> HttpResponse:
    """Return the style of the pages."""
    text = (resources.files("tallystick.intake") / "static" / "intake.css").read_bytes()
    return HttpResponse(text, content_type="text/css; charset=utf-8")


def failed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that something failed, with no word of what was sent."""
    return page(_first(request), "message.html", {"key": "failed"}, status=500)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing at an address."""
    return page(_first(request), "empty.html", {}, status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that more was sent than a letter may have; nothing of it was read."""
    return page(_first(request), "message.html", {"key": "large"}, status=413)


def _first(request: HttpRequest) -> str:
    """Return the language without reading what was sent."""
    return language_of(request.GET.get("language") or settings.LANGUAGE)
