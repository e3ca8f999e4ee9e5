"""One person on one machine: a random port, a token that opens once, and closed pages."""

from __future__ import annotations

import hmac
import secrets
import socket
import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import rotate_token

from tallystick.review.exchange.documents import MOST_FORM_BYTES
from tallystick.review.log.rows import one
from tallystick.review.models import Person
from tallystick.review.pages.allowed import OUTSIDE, asks
from tallystick.review.pages.policy import HEADERS
from tallystick.review.pages.refused import no_entry
from tallystick.review.pages.request import PERSON

HOST = "127.0.0.1"
THREADS = 4
MOST_BODY = MOST_FORM_BYTES + (12 << 20)
"""Of a request; between the two, documents are refused in words."""
ENTER, OPEN_TO_ALL = "/enter/", ("/static/", "/log-in", "/invitation/", "/healthy")
Respond = Callable[[HttpRequest], HttpResponseBase]


class Headers:
    """Middleware: say on every answer what a browser may do with it, which is little."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and add the headers; nothing but a file of the program is kept."""
        answer = self._respond(request)
        for name, value in HEADERS.items():
            answer.setdefault(name, value)
        answer.setdefault("Cache-Control", "no-store")
        return answer


class Doorkeeper:
    """Middleware: only who came in by the token sees a page; their login is in the session."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set the person of the request, or refuse it."""
        if request.path.startswith((ENTER, *OPEN_TO_ALL)):
            return self._respond(request)
        login = request.session.get(PERSON)
        person = one(Person, "login = %s", login) if login else None
        if person is None:
            return no_entry(request)
        request.person = person  # type: ignore[attr-defined]
        return self._respond(request)


class Door:
    """The token that opens once."""

    def __init__(self) -> None:
        self._token: str | None = None
        self._lock = threading.Lock()

    def make(self) -> str:
        """Return a new token of 256 random bits; one that was made before is void."""
        with self._lock:
            self._token = secrets.token_urlsafe(32)
            return self._token

    def takes(self, token: str) -> bool:
        """Whether this is the token; it is void from then on."""
        with self._lock:
            held, right = self._token, False
            if held is not None:
                right = hmac.compare_digest(held.encode(), token.encode())
            if right:
                self._token = None
            return right


DOOR = Door()


@asks(OUTSIDE)
def enter(request: HttpRequest, token: str) -> HttpResponseBase:
    """Let in who has the token, once."""
    from tallystick.review.decisions.people import who_works_alone

    if not DOOR.takes(token):
        return no_entry(request)
    request.session.flush()
    request.session[PERSON] = who_works_alone().login
    rotate_token(request)
    return HttpResponseRedirect("/")


def listening(port: int) -> socket.socket:
    """Return a socket that listens on loopback, at `port` or, for 0, at one that is free."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((HOST, port))
        # A browser that is opened at once waits, and is not refused.
        made.listen()
    except OSError:
        made.close()
        raise
    return made


def name_cookies(port: int) -> None:
    """Name the cookies by the port: a browser sends those of one port to every other."""
    settings.SESSION_COOKIE_NAME = f"tallystick-{port}"
    settings.CSRF_COOKIE_NAME = f"tallystick-form-{port}"


def serve(at: socket.socket) -> None:
    """Answer on this socket until the process is stopped."""
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    server = create_server(
        get_wsgi_application(),
        sockets=[at],
        threads=THREADS,
        ident=None,
        clear_untrusted_proxy_headers=True,
        # A body above this goes to a temporary file, in clear; so no larger one is taken.
        inbuf_overflow=MOST_BODY,
        max_request_body_size=MOST_BODY,
    )
    server.run()
