"""Which folders of runs does the log of a case not name, and what is to be done with each?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from tallystick.review.case_folder import Case


def tell_of_copies(case: Case) -> None:
    """Say each folder of the runs that no entry names, and the next move."""
    from tallystick.review.log.verification import COPIED_ONLY
    from tallystick.review.models import Run
    from tallystick.review.runs.copying import is_sealed_copy, unnamed_copies

    for name in unnamed_copies(case, Run.objects.values_list("manifest_sha256", flat=True)):
        folder = case.folder / "runs" / name
        why = COPIED_ONLY if is_sealed_copy(folder) else "no whole run; remove it"
        typer.echo(f"{folder}: not in the log: {why}", err=True)
