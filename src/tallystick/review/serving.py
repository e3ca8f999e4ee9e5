"""The office for several people, behind a proxy: gunicorn on a socket that the proxy knows."""

from __future__ import annotations

import os
import re
from typing import Any

from gunicorn.app.base import BaseApplication

THREADS = 4
LONGEST_REQUEST = 120
"""Seconds after which a worker that answers nothing is ended."""
LISTEN = re.compile(r"unix:/.+|127\.0\.0\.1:\d{1,5}|\[::1\]:\d{1,5}")
PASSED = "LISTEN_FDS"
"""What systemd sets where it passes a socket, which is then taken."""


class AddressError(ValueError):
    """What the office is to listen on cannot be used; the message says what can."""


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with the settings of the office, and no file of settings besides."""

    def __init__(self, listen: str, workers: int) -> None:
        self._listen, self._workers = listen, workers
        super().__init__()

    def load_config(self) -> None:
        """Set what the office needs; nothing of a request is written anywhere."""
        told: dict[str, Any] = {
            "workers": self._workers,
            "threads": THREADS,
            "timeout": LONGEST_REQUEST,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "proc_name": "tallystick",
            # The socket is its owner's and its group's; the proxy is in the group.
            "umask": 0o007,
            # Only the proxy of this machine can reach the socket, so what it says is believed.
            "forwarded_allow_ips": "127.0.0.1,::1",
            "control_socket_disable": True,
        }
        if self._listen:
            told["bind"] = self._listen
        for name, value in told.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application; each worker loads its own."""
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()


def serve(listen: str, workers: int) -> None:
    """Answer at `listen` until the process is stopped; without one, at the socket of systemd.

    Raises AddressError for an address that others than a proxy on this machine could reach.
    """
    if not listen and not os.environ.get(PASSED):
        raise AddressError("--listen: name a socket, such as unix:/run/tallystick/office.sock")
    if listen and not LISTEN.fullmatch(listen):
        raise AddressError(
            f"--listen {listen}: give unix:/PATH or 127.0.0.1:PORT; a proxy that speaks TLS "
            "stands before it"
        )
    Server(listen, workers).run()
