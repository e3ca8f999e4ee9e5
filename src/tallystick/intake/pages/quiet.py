"""Middleware: what every answer bears, what no view gets to see, and what is said of an error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tallystick.intake import settings
from tallystick.intake.pages.front import failed, too_large

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), "
    "clipboard-read=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
OF_A_BROWSER = ("REMOTE_", "HTTP_")
"""Parts of a request that tell of whom it is."""
NEEDED = ("HTTP_HOST",)
METHODS = ("GET", "HEAD", "POST")
Respond = Callable[[HttpRequest], HttpResponseBase]


class Quiet:
    """Answer without a trace of who asked; an error says where it was, and no value."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        for name in list(request.META):
            if name.startswith(OF_A_BROWSER) and name not in NEEDED:
                del request.META[name]
        response = self._refused(request) or self._respond(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Say of an error its kind and its line: a message may hold what was sent."""
        tell_of(error)
        return failed(request)

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        """Return the answer to a request that no view gets; None for one that may pass."""
        try:
            request.get_host()
        except DisallowedHost:
            return HttpResponse(status=400)
        if request.method not in METHODS:
            return HttpResponse(status=405)
        if request.method != "POST":
            return None
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isascii() or not length.isdigit():
            return HttpResponse(status=411)
        return too_large(request) if int(length) > settings.MOST_BYTES else None


def tell_of(error: BaseException) -> None:
    """Write the kind of an error and the line of this package in which it was raised."""
    trace, at = error.__traceback__, ""
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "tallystick" in path.parts:
            at = f" in {path.name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    sys.stderr.write(f"intake: {type(error).__name__}{at}\n")
