"""What is the later release of a made world, and what does its truth say then?"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from tallystick.calibrate.releases import BY_TWO, WAYS, released, two_of
from tallystick.calibrate.revisions import revised
from tallystick.calibrate.trial import Trial
from tallystick.calibrate.truth import Truth
from tallystick.simulate.stream import Prepared


def later_release(
    trial: Trial, prepared: Prepared, tables: dict[str, pa.Table], changed: tuple[str, ...],
    truth: Truth,
) -> Truth:  # fmt: skip
    """Put a later release in the place of the incidents; return the truth with what it changed."""
    tables["earlier_incidents"] = tables["incidents"]
    if trial.figures in WAYS and trial.dose is not None:
        rng = prepared.streams("later release")
        if trial.figures == BY_TWO:
            two = two_of(tables["incidents"], changed)
            truth = replace(truth, units=frozenset(changed[:1]), officers=two)
        tables["incidents"], numbers = released(
            tables["incidents"], changed, trial.figures, trial.dose, rng
        )
        truth = truth.with_cases(numbers)
    if trial.between:
        rng = prepared.streams("ordinary revisions")
        tables["incidents"] = revised(tables["incidents"], trial.between, rng)
    return truth
