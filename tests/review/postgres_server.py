"""A PostgreSQL server of the test's own: in a new folder, on a socket, gone with the test."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from glob import glob
from importlib.util import find_spec
from pathlib import Path

LIKE_SQLITE = "ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0"


def program(name):
    """Where a program of the server lies; Debian keeps them out of the path."""
    found = sorted(glob(f"/usr/lib/postgresql/*/bin/{name}"))
    return shutil.which(name) or (found[-1] if found else None)


def other_user():
    """Who starts the server where the tests run as root, which it refuses."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def why_not():
    """Why no server can be asked here; "" where one can."""
    missing = [each for each in ("initdb", "pg_ctl", "pg_dump", "pg_restore") if not program(each)]
    if missing:
        return f"PostgreSQL was not asked: {', '.join(missing)} is not installed"
    if find_spec("psycopg") is None:
        return "PostgreSQL was not asked: psycopg is not installed (tallystick[postgres])"
    if os.geteuid() == 0 and other_user() is None:
        return "PostgreSQL was not asked: root may not start it, and there is no other user"
    return ""


class Server:
    """A server that answers on a socket in its folder."""

    def __init__(self, folder, user, run):
        self.folder, self.user, self.made, self._run = folder, user, 0, run

    def _pg_ctl(self, *command):
        self._run(program("pg_ctl"), "-D", str(self.folder / "data"), "-w", *command)

    def start(self):
        how = f"-k {self.folder} -c listen_addresses= -c fsync=off -c max_connections=40"
        self._pg_ctl("-l", str(self.folder / "log"), "-o", how, "start")

    def stop(self):
        """As a power cut does: nobody is told."""
        self._pg_ctl("-m", "immediate", "stop")

    def url(self, name, user=""):
        return f"postgresql://{user or self.user}@/{name}?host={self.folder}"

    def database(self, how=LIKE_SQLITE):
        """Make a database; return its address."""
        self.made += 1
        name = f"case{self.made}"
        self.say("postgres", f"CREATE DATABASE {name} {how}")
        return self.url(name)

    def say(self, database, statement):
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else None


def name_in(url):
    """The name of the database at an address."""
    return url.partition("@/")[2].partition("?")[0]


@contextmanager
def started(superuser="tallystick"):
    """A server, started and stopped again."""
    folder = Path(tempfile.mkdtemp(prefix="tallystick-pg-", dir="/tmp"))
    own = pwd.getpwuid(os.geteuid())
    who = {}
    if os.geteuid() == 0:
        own = other_user()
        os.chown(folder, own.pw_uid, own.pw_gid)
        who = {"user": own.pw_uid, "group": own.pw_gid, "extra_groups": []}

    def run(*command):
        subprocess.run(
            command, check=True, cwd=folder, env={**os.environ, "HOME": str(folder), "LC_ALL": "C"},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **who,
        )  # fmt: skip

    server = Server(folder, superuser, run)
    try:
        how = ("-A", "trust", "-U", superuser, "-E", "UTF8", "--no-sync")
        run(program("initdb"), "-D", str(folder / "data"), *how)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def used(url):
    """Let the default database of Django be the one at `url`."""
    from django.core.cache import cache
    from django.db import connections

    from tallystick.review.database import postgresql

    connections.close_all()
    held = connections.settings["default"]
    connections.settings["default"] = connections.configure_settings({"default": postgresql(url)})[
        "default"
    ]
    _forget_connection()
    cache.clear()
    try:
        yield
    finally:
        connections.close_all()
        connections.settings["default"] = held
        _forget_connection()
        cache.clear()


def _forget_connection():
    """The next one is made by the settings of now."""
    from django.db import connections

    if hasattr(connections._connections, "default"):
        del connections["default"]
