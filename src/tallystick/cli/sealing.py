"""The seal of a run: made at the end of an audit, asked for before anything is read from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import tallystick
from tallystick.audit import outside_checks
from tallystick.findings import Input
from tallystick.load import Engagement
from tallystick.report.masks.opened import Sealed
from tallystick.seal import (
    EarlierVersionError,
    SealError,
    tree_hash,
    verify_folder,
    write_manifest,
)


class UnsealedRunError(ValueError):
    """A run is not as sealed, or has no seal; the message says what differs and what to do."""


def seal_run(folder: Path, inputs: Sequence[Input], engagement: Engagement) -> Sealed:
    """Write the manifest of a run folder in which everything but the pages is written."""
    made_from: dict[str, Any] = {
        "checks_from_outside": [
            {"name": name, "package": own.name, "sha256": tree_hash(own)}
            for name, own in outside_checks()
        ],
        "engagement": {"path": engagement.path.name, "sha256": engagement.file.sha256,
                       "size": engagement.file.size},
        "inputs": [
            {"table": each.table, "path": each.path, "sha256": each.sha256,
             "size": each.size_bytes, "rows": each.rows, "format": each.format}
            for each in inputs
        ],
        "package": own_package(),
    }  # fmt: skip
    return Sealed(write_manifest(folder, made_from))


@cache
def own_package() -> dict[str, str]:
    """The name, version and hash of the files of this program, as this process first read them."""
    package = Path(tallystick.__file__).parent
    told = {"name": package.name, "version": tallystick.__version__}
    return {**told, "sha256": tree_hash(package)}


def sealed_run(run: Path, *, unverified: bool = False) -> Sealed:
    """Verify a run folder before it is read.

    Raises
    ------
    UnsealedRunError
        When it has no seal or is not as sealed; with `unverified` the differences are returned,
        but not of a run of a version that did not seal its runs.
    """
    try:
        verdict = verify_folder(run)
    except SealError as error:
        if unverified and not isinstance(error, EarlierVersionError):
            return Sealed("", (str(error),))
        raise UnsealedRunError(str(error)) from None
    told = tuple(f"{each.path}: {each.what}" for each in verdict.differences)
    if told and not unverified:
        shown = "; ".join(told[:3]) + (f"; and {len(told) - 3:,} more" if len(told) > 3 else "")
        raise UnsealedRunError(
            f"{run}: not as sealed: {shown}. List all with `tallystick verify`; to read it all the "
            "same, give --unverified, which every page then says."
        )
    return Sealed(verdict.seal, told)
