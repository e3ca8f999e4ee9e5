"""The office of one case, opened: Django is set up, and the database is up to date."""

from __future__ import annotations

import os

from tallystick.review.case_folder import Case, CaseError

SETTINGS_VARIABLE, CASE_VARIABLE = "DJANGO_SETTINGS_MODULE", "TALLYSTICK_CASE"


class MissingExtraError(ImportError):
    """What the workbench needs besides is not installed; the message says how to get it."""


def require_extra() -> None:
    """Raise MissingExtraError where a package of the extra is not installed."""
    try:
        import cryptography  # noqa: F401
        import django  # noqa: F401
        import django_htmx  # noqa: F401
        import waitress  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f"the review workbench needs {error.name}; run: pip install 'tallystick[review]'"
        ) from None


def open_office(case: Case) -> None:
    """Set Django up for a case, once a process, and bring its database up to date."""
    _set_up(case)
    bring_up_to_date(case)


def read_office(case: Case) -> None:
    """Set Django up for a case that is only read; CaseError where its tables cannot be read."""
    again = "restore it from a backup, or open the case once with: tallystick review --at CASE"
    if not case.database.is_file():
        raise CaseError(f"{case.database}: missing; {again}")
    _set_up(case)
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CaseError(f"{case.database}: cannot be read ({error}); {again}") from None
    if behind:
        raise CaseError(f"{case.database}: made by an earlier version; {again}")


def _set_up(case: Case) -> None:
    os.environ[SETTINGS_VARIABLE] = "tallystick.review.settings"
    os.environ[CASE_VARIABLE] = str(case.folder)
    import django

    django.setup()


def bring_up_to_date(case: Case) -> None:
    """Make the tables of the database, or change those of an earlier version."""
    from django.core.management import call_command

    from tallystick.review.runs.copying import remove_drafts

    call_command("migrate", verbosity=0)
    os.chmod(case.database, 0o600)
    remove_drafts(case)
