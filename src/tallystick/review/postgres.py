"""Dumps of PostgreSQL by its own programs; a password is never on a command line."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.db import ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper

from tallystick.review.case_folder import CaseError

VARIABLES = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST",
             "PORT": "PGPORT"}  # fmt: skip
OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "passfile", "service")
SCRATCH = "tallystick_check_"


class DumpError(CaseError):
    """A program of PostgreSQL failed; the message says how."""


def dumped(
    settings: Mapping[str, Any], path: Path, snapshot: str, without_rows: Sequence[str]
) -> None:
    """Write a dump of the database of `settings` to `path`, as it is at a snapshot."""
    left_out = [f"--exclude-table-data={table}" for table in without_rows]
    _run(settings, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
         f"--snapshot={snapshot}", *left_out, f"--file={path}")  # fmt: skip
    path.chmod(0o600)


def restored_dump(settings: Mapping[str, Any], path: Path) -> None:
    """Restore a dump into the empty database of `settings`, all of it or nothing."""
    _run(settings, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error",
         "--single-transaction", f"--dbname={settings['NAME']}", str(path))  # fmt: skip


@contextmanager
def scratch_database(like: BaseDatabaseWrapper) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the settings and the address of an empty database on the same server, then drop it.

    Raises PermissionError where the role may not make one.
    """
    name = f"{SCRATCH}{secrets.token_hex(6)}"
    settings = {**like.settings_dict, "NAME": name}
    with like.cursor() as cursor:
        cursor.execute("SELECT datcollate, datctype FROM pg_database "
                       "WHERE datname = current_database()")  # fmt: skip
        collate, kind = (str(each).replace("'", "''") for each in cursor.fetchone())
        try:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' "
                           f"LC_COLLATE '{collate}' LC_CTYPE '{kind}'")  # fmt: skip
        except ProgrammingError as error:
            raise PermissionError(str(error)) from None
    try:
        yield settings, address(settings)
    finally:
        with like.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def address(settings: Mapping[str, Any]) -> str:
    """Return the address of a database, as DATABASE_URL has it."""
    who = quote(settings["USER"], safe="")
    if settings["PASSWORD"]:
        who += f":{quote(settings['PASSWORD'], safe='')}"
    more = {"host": settings["HOST"], "port": settings["PORT"], **settings["OPTIONS"]}
    told = urlencode({name: value for name, value in more.items() if value and name in
                      ("host", "port", *OPTIONS)})  # fmt: skip
    return f"postgresql://{who}@/{quote(settings['NAME'], safe='')}?{told}"


def _run(settings: Mapping[str, Any], program: str, *arguments: str) -> None:
    told = {variable: str(settings[name]) for name, variable in VARIABLES.items() if settings[name]}
    told |= {f"PG{name.upper()}": str(settings["OPTIONS"][name]) for name in OPTIONS
             if name in settings["OPTIONS"]}  # fmt: skip
    try:
        done = subprocess.run(
            [program, "--no-password", *arguments], env={**os.environ, **told},
            capture_output=True, text=True, check=False, errors="replace",
        )  # fmt: skip
    except FileNotFoundError:
        raise DumpError(
            f"{program}: not installed; install PostgreSQL's client, as new as the server"
        ) from None
    if done.returncode:
        raise DumpError(f"{program}: {done.stderr.strip() or f'exit {done.returncode}'}")
