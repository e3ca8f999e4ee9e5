"""Which name does each mask stand for, and which names can no mask cover?"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import typer

from tallystick.cli.terminal import printable
from tallystick.findings.counts import counted
from tallystick.findings.spreadsheet import disarmed
from tallystick.report.masks.mask import Mask
from tallystick.report.masks.opened import Opened

MOST_TOLD = 5
COLUMNS = ("kind", "mask", "name")


class MaskListError(ValueError):
    """What masks stand for cannot be written there; the message says why and what to do."""


def write_mask_list(path: Path, mask: Mask, run: Path, out: Path | None) -> None:
    """Write every mask with its name as CSV, for its owner alone to read.

    Each text is as `findings.spreadsheet` lets it stand in a CSV file.

    Raises
    ------
    MaskListError
        When `path` is there already, or lies in the run or in `out`, which may be handed on.
    """
    for folder in (run, out):
        if folder is not None and path.resolve().is_relative_to(folder.resolve()):
            raise MaskListError(
                f"{path}: it lies in {folder}; keep what the masks stand for apart from what is "
                "handed on"
            )
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise MaskListError(f"{path}: it is there already; choose another file") from None
    with os.fdopen(number, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((kind, worn, disarmed(name)) for kind, worn, name in mask.rows)


def tell_standing(run: Opened) -> None:
    """Warn of names in the engagement's own words and in replies, which no mask covers."""
    if run.standing:
        told = printable(", ".join(run.standing[:MOST_TOLD]))
        replies = " or in replies" if run.document.replies else ""
        typer.echo(
            f"{counted(len(run.standing), 'name')} of units or officers still in the engagement's "
            f"own words{replies}, which are not masked: {told}",
            err=True,
        )
