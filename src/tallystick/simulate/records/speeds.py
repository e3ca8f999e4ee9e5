"""How fast, or how drunk, is written on a traffic case?"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.catalogue import CODES
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.tables.measurements import KINDS, STAGES


def read_traffic(chunk: Chunk) -> None:
    """Add the reading of every speeding and drink-driving case.

    Speed over the limit is written in whole km/h (log-normal, median 21, rounded down as
    devices do), breath alcohol in mg/l.
    """
    cases, rng = chunk.cases, chunk.by_case("traffic readings")
    noise = rng.standard_normal(len(cases))
    speed = np.floor(np.exp(np.log(21.0) + 0.35 * noise))
    breath = np.round(np.exp(np.log(0.55) + 0.35 * noise), 2)
    for code, kind, value in (
        ("speeding", "speed_over_limit", speed),
        ("driving_under_influence", "breath_alcohol", breath),
    ):
        rows = np.flatnonzero(cases["offence"] == CODES.index(code))
        chunk.readings.append(
            case=cases["key"][rows],
            exhibit=np.full(len(rows), NONE),
            kind=np.full(len(rows), KINDS.index(kind)),
            substance=np.full(len(rows), NONE),
            stage=np.full(len(rows), STAGES.index("field")),
            at=cases["occurred"][rows],
            value=value[rows],
        )
