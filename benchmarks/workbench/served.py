"""The office of a case as it is served, with a session for each of its people, in another process.

``python -m benchmarks.workbench.served CASE`` prints one line of JSON (port, names of cookies, and
a session for each login), and answers until it is stopped.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

TOKEN = "a" * 32
"""The secret of forms that a client sends twice, as a browser does."""


@dataclass(frozen=True)
class Office:
    """A process that answers at a port of loopback; `sessions` are by login."""

    pid: int
    port: int
    session_cookie: str
    form_cookie: str
    sessions: dict[str, str]

    def browser(self, login: str) -> Browser:
        """Return a client in whose session somebody came in."""
        cookies = f"{self.session_cookie}={self.sessions[login]}; {self.form_cookie}={TOKEN}"
        return Browser(self.port, cookies)

    def most_memory(self) -> int:
        """Return the most memory that the process has held so far, in bytes."""
        return self._told("VmHWM")

    def memory(self) -> int:
        """Return the memory that the process holds, in bytes."""
        return self._told("VmRSS")

    def _told(self, what: str) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(rf"{what}:\s+(\d+) kB", status)
        assert found
        return int(found[1]) << 10


class Browser:
    """One connection that stays open."""

    def __init__(self, port: int, cookies: str) -> None:
        self._at = HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies = cookies

    def get(self, address: str) -> tuple[int, bytes]:
        """Return the status and the body of a page."""
        self._at.request("GET", address, headers={"Cookie": self._cookies})
        return self._answer()

    def post(self, address: str, form: dict[str, str]) -> int:
        """Return the status of a form that was sent."""
        headers = {"Cookie": self._cookies, "X-CSRFToken": TOKEN,
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        self._at.request("POST", address, urlencode(form), headers)
        return self._answer()[0]

    def _answer(self) -> tuple[int, bytes]:
        answer = self._at.getresponse()
        return answer.status, answer.read()


@contextmanager
def serving(case: Path) -> Iterator[Office]:
    """Serve a case within, from a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", __spec__.name, str(case)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield Office(process.pid, **json.loads(process.stdout.readline()))
        finally:
            process.kill()


def main() -> None:
    """Serve, with waitress and all middleware, as `tallystick review` does."""
    from tallystick.review.case_folder import open_case
    from tallystick.review.office import open_office

    open_office(open_case(Path(sys.argv[1])))
    # Otherwise it warns of each request that waits for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    from importlib import import_module

    from django.conf import settings

    from tallystick.review import loopback
    from tallystick.review.models import Person
    from tallystick.review.pages.request import PERSON

    at = loopback.listening(0)
    port = at.getsockname()[1]
    loopback.name_cookies(port)
    sessions = {}
    for person in Person.objects.all():
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[PERSON] = person.login
        session.create()
        sessions[person.login] = session.session_key
    told = {"port": port, "session_cookie": settings.SESSION_COOKIE_NAME,
            "form_cookie": settings.CSRF_COOKIE_NAME, "sessions": sessions}  # fmt: skip
    print(json.dumps(told), flush=True)
    loopback.serve(at)


if __name__ == "__main__":
    main()
