"""The office of one case, opened: Django is set up, and the database is up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tallystick.review.case_folder import CASE_FILE, Case, CaseError
from tallystick.review.database import is_on_server, name_of, refuse_other_order
from tallystick.review.log.file_lock import hold

SETTINGS_VARIABLE, CASE_VARIABLE = "DJANGO_SETTINGS_MODULE", "TALLYSTICK_CASE"
HOST_VARIABLE = "TALLYSTICK_HOST"
"""The host at which people log in; without it one person works on loopback."""


class MissingExtraError(ImportError):
    """What the workbench needs besides is not installed; the message says how to get it."""


def require_extra() -> None:
    """Raise MissingExtraError where a package of the extra is not installed."""
    try:
        import cryptography  # noqa: F401
        import django  # noqa: F401
        import django_htmx  # noqa: F401
        import django_otp  # noqa: F401
        import django_otp_webauthn  # noqa: F401
        import waitress  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f"the review workbench needs {error.name}; run: pip install 'tallystick[review]'"
        ) from None
    if is_on_server():
        try:
            import psycopg  # noqa: F401
        except ImportError:
            raise MissingExtraError(
                "PostgreSQL needs psycopg; run: pip install 'tallystick[review,postgres]'"
            ) from None


def open_office(case: Case, host: str = "") -> None:
    """Set Django up for a case, once a process, and bring its database up to date.

    With a `host`, people log in there; without one a single person works on loopback. Raises
    CaseError where the database cannot be used.
    """
    set_up(case, host)
    from django.db import DatabaseError, connections

    try:
        bring_up_to_date(case)
    except DatabaseError as error:
        raise CaseError(
            f"{name_of(case)}: cannot be used ({str(error).strip()}); mend it, or restore a backup"
        ) from None
    _refuse_older(case)
    connections.close_all()


def _refuse_older(case: Case) -> None:
    """Raise CaseError where the log lacks an entry that the folder of the case knew."""
    from tallystick.review.log.head_file import HEAD_FILE, fault

    if told := fault(case.folder):
        raise CaseError(
            f"{case.folder}: {told}. Restore a backup of the same day with: tallystick review "
            f"restore. If there is none, move {HEAD_FILE} out of the folder, keep it for whoever "
            "asks what was lost, and start again."
        )


def read_office(case: Case) -> None:
    """Set Django up for a case that is only read; CaseError where its tables cannot be read."""
    again = "restore it from a backup, or open the case once with: tallystick review --at CASE"
    if not is_on_server() and not case.database.is_file():
        raise CaseError(f"{case.database}: missing; {again}")
    set_up(case)
    from django.db import DatabaseError

    try:
        behind = is_behind()
    except DatabaseError as error:
        raise CaseError(f"{name_of(case)}: cannot be read ({error}); {again}") from None
    if behind:
        raise CaseError(f"{name_of(case)}: made by an earlier version; {again}")


def set_up(case: Case, host: str = "") -> None:
    """Set Django up for a case, once a process; its database is not touched."""
    os.environ[SETTINGS_VARIABLE] = "tallystick.review.settings"
    os.environ[CASE_VARIABLE] = str(case.folder)
    os.environ[HOST_VARIABLE] = host
    import django

    django.setup()


def bring_up_to_date(case: Case) -> None:
    """Make the tables of the database, or change those of an earlier version."""
    from django.core.management import call_command

    from tallystick.review.exchange.documents import remove_unnamed
    from tallystick.review.runs.copying import remove_drafts
    from tallystick.review.server_roles import refuse_other_role

    with _alone(case):
        refuse_other_order()
        if is_behind():
            if is_on_server():
                refuse_other_role()
            call_command("migrate", verbosity=0)
    if not is_on_server():
        os.chmod(case.database, 0o600)
    remove_drafts(case)
    remove_unnamed(case)


def is_behind() -> bool:
    """Whether the tables are of an earlier version, or not made yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone(case: Case) -> Iterator[None]:
    """Wait for another process that brings the same case up to date."""
    with open(case.folder / CASE_FILE, "rb") as file:
        hold(file.fileno())
        yield
