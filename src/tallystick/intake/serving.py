"""The channel behind a proxy: gunicorn, of which each process answers one request and ends."""

from __future__ import annotations

import ctypes
import logging
import os
import re
import resource
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from tallystick.intake import settings

WORKERS = 8
"""Requests that are answered at once; a slow upload keeps one of them."""
LONGEST_REQUEST = 600
LISTEN = re.compile(r"unix:/.+|127\.0\.0\.1:\d{1,5}|\[::1\]:\d{1,5}")
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
PASSED = "LISTEN_FDS"
"""What systemd sets where it passes a socket, which is then taken."""
DUMPABLE = 4


class AddressError(ValueError):
    """Where the channel is to listen, or its host, cannot be used; the message says what can."""


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with the settings of the channel, and no file of settings besides."""

    def __init__(self, listen: str) -> None:
        self._listen = listen
        super().__init__()

    def load_config(self) -> None:
        """Set what the channel needs. Nothing of a request is written anywhere.

        The application is loaded once, and each process is a copy of it that ends with the
        request that it answers, and with all that it held of it.
        """
        told: dict[str, Any] = {
            "workers": WORKERS,
            "worker_class": "sync",
            "max_requests": 1,
            "preload_app": True,
            "timeout": LONGEST_REQUEST,
            "accesslog": None,
            "errorlog": "-",
            # An error of gunicorn tells the address that was asked for.
            "loglevel": "critical",
            "capture_output": False,
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,
            "proc_name": "tallystick",
            "umask": 0o007,
            "forwarded_allow_ips": "",
            "control_socket_disable": True,
        }
        if self._listen:
            told["bind"] = self._listen
        for name, value in told.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application, with all that the first request needs."""
        return application()


def application() -> Any:
    """Return the application of the case that the environment names."""
    import argon2.low_level
    import django
    import pyrage
    from django.core.handlers.wsgi import WSGIHandler

    from tallystick.intake.box.on_server import URL_VARIABLE
    from tallystick.intake.codes.words import LISTS, words
    from tallystick.intake.pages import answering, quiet, telling

    del argon2, pyrage, answering, quiet, telling
    if os.environ.get(URL_VARIABLE):
        import psycopg  # noqa: F401
    django.setup()
    # Without a handler of its own Python writes what is logged, with addresses, to the terminal.
    logging.getLogger().addHandler(logging.NullHandler())
    for language in LISTS:
        words(language)
    return WSGIHandler()


def serve(case: Path, host: str, listen: str, language: str) -> None:
    """Answer at `listen` until the process is stopped; without one, at the socket of systemd.

    Raises AddressError for an address that others than a proxy on this machine could reach.
    """
    if not HOST.fullmatch(host):
        raise AddressError(f"--host {host}: give a name such as tell.example.org")
    if not listen and not os.environ.get(PASSED):
        raise AddressError(
            "--listen: name a socket, such as unix:/run/tallystick-intake/intake.sock"
        )
    if listen and not LISTEN.fullmatch(listen):
        raise AddressError(
            f"--listen {listen}: give unix:/PATH or 127.0.0.1:PORT; a proxy that speaks TLS, or an "
            "onion service, stands before it"
        )
    if not hasattr(os, "memfd_create"):
        raise AddressError("the channel runs on Linux alone: elsewhere a guess would be on a disk")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tallystick.intake.settings"
    settings.CASE, settings.ALLOWED_HOSTS, settings.LANGUAGE = case, [host], language
    closed_to_others()
    Server(listen).run()


def closed_to_others() -> None:
    """Let this process and its copies leave no core, and be read by no other of the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(DUMPABLE, 0, 0, 0, 0)
