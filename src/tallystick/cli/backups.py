"""The commands `review backup` and `review restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import refusing
from tallystick.cli.libraries import prepare_libraries
from tallystick.cli.office import CaseFolder, opened


def backup(
    case: CaseFolder,
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="The folder that is made.", show_default=False),
    ],
) -> None:
    """Copy a case and its database, and verify the copy by restoring and replaying it."""
    with opened(case) as office:
        from tallystick.review.backup import back_up
        from tallystick.review.case_folder import CaseError

        with refusing(CaseError):
            told = back_up(office, out)
        typer.echo(told.rstrip("\n"))
        typer.echo(f"{out}: a backup of {office.name}. It holds keys and password hashes: lock it.")


def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", show_default=False)],
    case: Annotated[
        Path,
        typer.Argument(metavar="CASE", help="A folder that is made.", show_default=False),
    ],
) -> None:
    """Restore a case from a backup, and verify it by replay; the log says that it was restored."""
    prepare_libraries()
    from tallystick.review.case_folder import CaseError
    from tallystick.review.office import MissingExtraError, require_extra

    with refusing(CaseError, MissingExtraError):
        require_extra()
        from tallystick.review.restoring import restored

        told = restored(backup, case)
    typer.echo(told.rstrip("\n"))
    typer.echo(f"{case}: restored, and the log says so. Compare the halves that others hold.")
