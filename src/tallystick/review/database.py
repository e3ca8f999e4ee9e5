"""Where the tables of a case lie: SQLite in its folder, or PostgreSQL by DATABASE_URL."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tallystick.review.case_folder import Case, CaseError

URL_VARIABLE = "DATABASE_URL"
SCHEMES = ("postgresql", "postgres")
MOST_SECONDS_WAITING = 30
"""How long one who writes waits for another who does."""
SECONDS_KEPT = 60
"""How long a connection to PostgreSQL is used again."""
COLLATIONS = ("C", "C.UTF-8", "C.utf8", "POSIX")
"""Orders of texts by their characters alone, as SQLite has it, so that a replay finds them."""
CREATE = "createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME"


def is_on_server() -> bool:
    """Whether the environment names a PostgreSQL server."""
    return bool(os.environ.get(URL_VARIABLE))


def database_of(case: Case | None) -> dict[str, Any]:
    """Return how Django opens the tables of a case; CaseError where DATABASE_URL is of no use."""
    url = os.environ.get(URL_VARIABLE)
    if case is None:
        return sqlite(":memory:")
    return postgresql(url) if url else sqlite(str(case.database))


def sqlite(name: str) -> dict[str, Any]:
    """Return how Django opens a database of SQLite: one writer at a time, readers beside it."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": MOST_SECONDS_WAITING,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA secure_delete=ON;",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """Return how Django opens a database of PostgreSQL.

    `url` is ``postgresql://USER:PASSWORD@HOST:PORT/NAME``, or for a socket
    ``postgresql://USER@/NAME?host=/run/postgresql``; what follows ``?`` goes to libpq.
    """
    try:
        parts = urlsplit(url)
        port, name = parts.port, unquote(parts.path[1:])
    except ValueError:
        parts, port, name = urlsplit(""), None, ""
    if parts.scheme not in SCHEMES or not name:
        # The address is not printed: it may hold a password.
        raise CaseError(
            f"{URL_VARIABLE}: not an address of PostgreSQL; write "
            "postgresql://USER:PASSWORD@HOST/NAME, or take it out of the environment for SQLite"
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": {"connect_timeout": "10", **options},
        "CONN_MAX_AGE": SECONDS_KEPT,
        "CONN_HEALTH_CHECKS": True,
    }


def name_of(case: Case) -> str:
    """Return what a message calls the database of a case; never a password."""
    return f"the database of {URL_VARIABLE}" if is_on_server() else str(case.database)


def refuse_other_order() -> None:
    """Raise CaseError where PostgreSQL orders texts by a language, or keeps them in another code.

    The order of rows would then differ from that of a replay.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database "
                       "WHERE datname = current_database()")  # fmt: skip
        encoding, collation = cursor.fetchone()
    if encoding != "UTF8" or collation not in COLLATIONS:
        raise CaseError(
            f"the database of {URL_VARIABLE}: its texts are in {encoding} and ordered by "
            f"{collation}; make it with: {CREATE}"
        )
