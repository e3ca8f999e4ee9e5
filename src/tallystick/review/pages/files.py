"""The files of the program that pages need, from a fixed table; no path comes from an address."""

from __future__ import annotations

from functools import cache
from importlib import resources

from django.http import Http404, HttpRequest, HttpResponse

from tallystick.report.pages.page import style
from tallystick.report.words.wording import languages, spoken
from tallystick.review.pages.allowed import OUTSIDE, asks

CSS, SCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
KEPT = "private, max-age=3600"
SCRIPTS = ("passkey.js", "letter.js", "letters.js", "links.js", "links_beside.js")


@asks(OUTSIDE)
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Return a file of the program."""
    try:
        content, kind = _content(name)
    except KeyError:
        raise Http404 from None
    answer = HttpResponse(content, content_type=kind)
    answer["Cache-Control"] = KEPT
    return answer


@cache
def _content(name: str) -> tuple[bytes, str]:
    for language in languages():
        if name == f"report.{language}.css":
            with spoken(language):
                return str(style()).encode(), CSS
    if name in SCRIPTS:
        return _own(f"static/{name}"), SCRIPT
    return {
        "review.css": lambda: (_own("static/review.css"), CSS),
        "htmx.js": lambda: (_htmx(), SCRIPT),
    }[name]()


def _own(path: str) -> bytes:
    return resources.files("tallystick.review").joinpath(path).read_bytes()


def _htmx() -> bytes:
    return resources.files("django_htmx").joinpath("static/django_htmx/htmx-2.min.js").read_bytes()
