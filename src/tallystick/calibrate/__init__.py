"""Holds each check to its promise: made worlds, an audit of each, and what was true.

For every check: its size on innocent worlds, its power and precision on planted ones, its time,
and what public peers say of the same worlds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tallystick.audit.selection import chosen
from tallystick.calibrate import index
from tallystick.calibrate.pool import try_all
from tallystick.calibrate.power_floor import Shortfall
from tallystick.calibrate.record import (
    Calibration,
    Outcome,
    calibration_of,
    outcome_of,
    write_parquet,
)
from tallystick.calibrate.table import markdown, terminal
from tallystick.calibrate.trials import Trial, trials_of

WORLDS, SEED = 16, 20261125
FOLDER, PAGE = "calibration", "calibration.md"

__all__ = ["SEED", "WORLDS", "Calibration", "run", "shortfalls", "terminal", "trials_for"]


def trials_for(only: tuple[str, ...] = ()) -> list[Trial]:
    """List the trials of the checks called `only`, or of all; UnknownCheckError for no check."""
    return [trial for check in chosen(only) for trial in trials_of(check.name)]


def run(
    only: tuple[str, ...] = (),
    worlds: int = WORLDS,
    jobs: int = 1,
    out: Path | None = None,
    seed: int = SEED,
    progress: Callable[[str], None] = lambda step: None,
) -> Calibration:
    """Calibrate the checks called `only`, or all of them, on `worlds` worlds for each trial.

    With `out` it writes there, as soon as a check is done, its page and its Parquet file into the
    folder ``calibration`` and ``calibration.md`` from all Parquet files of that folder: checks
    calibrated before keep their rows. The numbers, but for the times, depend on `seed` and
    `worlds` and not on `jobs`. UnknownCheckError for a name that no check has; ValueError when
    `worlds` or `jobs` is not at least 1; OSError when `out` cannot be written to.
    """
    if worlds < 1 or jobs < 1:
        raise ValueError(f"worlds and jobs are at least 1, not {worlds} and {jobs}")
    trials = trials_for(only)
    if out is not None:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
    outcomes: list[Outcome] = []
    for check in dict.fromkeys(trial.check for trial in trials):
        own = [trial for trial in trials if trial.check == check]
        tried = try_all(own, worlds, seed, jobs, progress)
        done = [outcome_of(trial, each) for trial, each in zip(own, tried, strict=True)]
        if out is not None:
            _keep(check, calibration_of(done, seed, worlds), out)
        outcomes += done
    return calibration_of(outcomes, seed, worlds)


def shortfalls(calibration: Calibration) -> list[Shortfall]:
    """The checks that fail the power floor."""
    return index.shortfalls(index.kept_of(calibration))


def _keep(check: str, calibration: Calibration, out: Path) -> None:
    folder = out / FOLDER
    write_parquet(calibration, folder / f"{check}.parquet")
    (folder / f"{check}.md").write_text(markdown(calibration, check), encoding="utf-8")
    kept = index.kept_in(folder, [each.name for each in chosen(())])
    own = {each.check for each in kept}
    pages = [page for page in sorted(folder.glob("*.md")) if page.stem not in own]
    (out / PAGE).write_text(index.markdown(kept, pages), encoding="utf-8")
