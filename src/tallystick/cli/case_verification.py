"""What `verify` does with the folder of a case, which needs the extra of the workbench."""

from __future__ import annotations

from pathlib import Path

from tallystick.cli.exits import refuse, refusing
from tallystick.cli.libraries import prepare_libraries
from tallystick.seal.bundle_check import BundleVerdict
from tallystick.seal.halves import read_half
from tallystick.seal.verify import SealError


def is_case(path: Path) -> bool:
    """Whether a path is the folder of a case."""
    from tallystick.review import case_folder

    return case_folder.is_case(path)


def verified_case(folder: Path, half: Path | None, *, replay: bool) -> BundleVerdict:
    """Check the log, texts and runs of a case and, where they are asked for, half and tables.

    Refuses a case that cannot be read, and any without the extra of the workbench.
    """
    prepare_libraries()
    from tallystick.review.case_folder import CaseError, open_case
    from tallystick.review.office import MissingExtraError, read_office, require_extra

    with refusing(SealError, CaseError, MissingExtraError):
        held = None if half is None else read_half(half)
        require_extra()
        case = open_case(folder)
        read_office(case)
        from django.db import DatabaseError

        from tallystick.review.log.verification import verify_case

        try:
            return verify_case(case, held, replayed=replay)
        except DatabaseError as error:
            raise refuse(f"{case.database}: cannot be read ({error}); restore a backup") from None
