"""The office of one case, opened: Django is set up, and the database is up to date."""

from __future__ import annotations

import os

from tallystick.review.case_folder import Case

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
    os.environ[SETTINGS_VARIABLE] = "tallystick.review.settings"
    os.environ[CASE_VARIABLE] = str(case.folder)
    import django

    django.setup()
    bring_up_to_date(case)


def bring_up_to_date(case: Case) -> None:
    """Make the tables of the database, or change those of an earlier version."""
    from django.core.management import call_command

    from tallystick.review.runs.copying import remove_drafts

    call_command("migrate", verbosity=0)
    os.chmod(case.database, 0o600)
    remove_drafts(case)
