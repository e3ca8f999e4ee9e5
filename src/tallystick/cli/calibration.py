"""How does a person see what each check is worth?"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from tallystick.audit import UnusableCheckError
from tallystick.calibrate import run, shortfalls, terminal, trials_for
from tallystick.cli.progress import progress

WIDE = 200  # where the output is a file, a table is not folded to a terminal's width


def run_calibrate(
    only: tuple[str, ...], worlds: int, jobs: int, seed: int, out: Path | None
) -> int:
    """Calibrate, print the tables and what fails, and return the number of failures.

    A failure is an innocent world in which a check is broken, or a check below the power floor.
    UnusableCheckError for a check that is not there, or whose package is faulty.
    """
    with progress(len(trials_for(only))) as step:
        calibration = run(only, worlds, jobs, out, seed, step)
    for table in terminal(calibration):
        console().print(table)
    below = shortfalls(calibration)
    for each in below:
        print(each.message)
    if out is not None:
        print(f"Written: {out / 'calibration.md'}")
    return len(calibration.broken) + len(below)


def console() -> Console:
    """A console for tables."""
    return Console(width=None if sys.stdout.isatty() else WIDE)


__all__ = ["UnusableCheckError", "console", "run_calibrate"]
