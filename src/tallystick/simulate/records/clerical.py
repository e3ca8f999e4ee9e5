"""Which complaints are lost or misfiled without any intent?"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.catalogue import CODES, OFFENCES
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.department import Recording
from tallystick.tables.incidents import CLEARANCES, ORIGINS

LESSER = np.array([CODES.index(each.lesser) if each.lesser else NONE for each in OFFENCES])


def misfile(chunk: Chunk, recording: Recording) -> None:
    """Lose a share of uncleared complaints, and enter a share of serious ones as the lesser.

    Both go one way without any intent: inspectors of crime data found 8 to 20 % of complaints
    unrecorded (England and Wales 2014) and 6 to 11 % of minor assaults that were serious ones
    (Los Angeles 2005-11), mostly for want of training.
    """
    cases, rng = chunk.cases, chunk.rng("clerical")
    complaint = cases["origin"] == ORIGINS.index("complaint")
    uncleared = cases["clearance"] == CLEARANCES.index("none")
    lesser = LESSER[cases["offence"]]
    u, v = rng.random(len(cases)), rng.random(len(cases))
    lost = complaint & uncleared & (v < recording.unrecorded)
    wrong = complaint & ~lost & (lesser != NONE) & (u < recording.misclassified)
    chunk.labels.tally("misclassified", cases["officer"][wrong])
    cases["offence"] = np.where(wrong, lesser, cases["offence"])
    chunk.labels.tally("lost", cases["officer"][lost])
    chunk.drop_cases(lost)
