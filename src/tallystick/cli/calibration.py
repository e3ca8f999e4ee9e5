"""How does a person see what each check is worth?"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from tallystick.audit import UnusableCheckError
from tallystick.calibrate import run, terminal, trials_for
from tallystick.cli.progress import progress

WIDE = 200  # where the output is a file, a table is not folded to a terminal's width


def run_calibrate(
    only: tuple[str, ...], worlds: int, jobs: int, seed: int, out: Path | None
) -> int:
    """Calibrate, print the tables, and return in how many innocent worlds a check is broken.

    UnusableCheckError for a check that is not there, or whose package is faulty.
    """
    with progress(len(trials_for(only))) as step:
        calibration = run(only, worlds, jobs, out, seed, step)
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    for table in terminal(calibration):
        console.print(table)
    if out is not None:
        print(f"Written: {out / 'calibration.md'}")
    return len(calibration.broken)


__all__ = ["UnusableCheckError", "run_calibrate"]
