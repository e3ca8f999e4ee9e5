"""What does a check say of a made world, where the bundled example lacks what it needs?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.audit.execution import keep, results_of
from tallystick.audit.multiplicity import correct, settled
from tallystick.audit.selection import AnyCheck
from tallystick.calibrate import SEED, trials_for
from tallystick.calibrate.one_world import ALPHA, as_audited
from tallystick.calibrate.trials import DOSES, Trial
from tallystick.engine import connect
from tallystick.findings import Result
from tallystick.simulate.single.making import make_world

FULL_DOSE = DOSES[-1]


@dataclass(frozen=True)
class MadeExample:
    """One world of a check's calibration, and what the check says of it.

    `act` is what was planted in the records, or figures, of `units`.
    """

    act: str
    units: tuple[str, ...]
    cases: int
    seed: int
    results: Sequence[Result]


def made_example(check: AnyCheck) -> MadeExample | None:
    """Ask a check of the first act that it is held to, in full; None where it is held to none."""
    trial = _trial(check)
    if trial is None:
        return None
    seed = trial.seed(SEED, 0)
    made = make_world(trial, seed)
    engine = connect(threads=1)
    try:
        tables = keep(check, as_audited(made.tables, trial.frame, engine), engine)
        results, _ = results_of(check, tables, engine)
    finally:
        engine.close()
    corrected = [settled(result, ALPHA) for result in correct(results, "bh")]
    return MadeExample(trial.name, tuple(sorted(made.truth.units)), made.incidents, seed, corrected)


def _trial(check: AnyCheck) -> Trial | None:
    return next(
        (
            trial
            for trial in trials_for((check.name,))
            if trial.nature == "planted" and trial.dose == FULL_DOSE
        ),
        None,
    )
