"""How does a person see what each check is worth?"""

from __future__ import annotations

from pathlib import Path

from tallystick.audit import UnknownCheckError
from tallystick.calibrate import run, terminal
from tallystick.cli.progress import progress


def run_calibrate(
    only: tuple[str, ...], worlds: int, jobs: int, seed: int, out: Path | None
) -> None:
    """Calibrate and print the table; UnknownCheckError for a check that is not there."""
    with progress(1) as step:
        calibration = run(only, worlds, jobs, out, seed, step)
    terminal(calibration)
    if out is not None:
        print(f"Written: {out / 'calibration.md'}")


__all__ = ["UnknownCheckError", "run_calibrate"]
