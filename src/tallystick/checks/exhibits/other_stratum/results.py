"""What do units under a line and units without it say of the agency there, and of each unit?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tallystick.checks.shared.line_contrasts import contrast_results
from tallystick.checks.shared.strata_pairs import Strata
from tallystick.findings import Result
from tallystick.stats.line_moves.contrast import IN_RANGE, LUMPS_HERE, ONE_OF_TWO, SAID_HERE
from tallystick.stats.line_moves.shift import AS_MUCH, FEW_NUMBERS

SHARE = (
    "share of the records that belong just before a line and lie at or beyond it instead in the "
    "units in which it holds, by comparison with units in which it does not"
)
FEW = "too few records of the units on one side lie in range to compare them"
LUMPS = "withheld: the two groups of units differ elsewhere too, in lumps"
SAID = {
    ONE_OF_TWO: "one of the two lines alone shows it: packs of one region would look so",
    SAID_HERE[FEW_NUMBERS]: "too few other round numbers lie in range to learn "
    "from how the two groups of units differ",
    SAID_HERE[AS_MUCH]: "the two groups of units differ as much at numbers that are no line",
}


def stratum_results(strata: Strata, columns: Mapping[str, np.ndarray]) -> list[Result]:
    """Return the agency's result of one comparison, and that of each unit in which its line holds.

    A unit is compared with all units without the line. Two lines together are a matter of all
    units: no unit is under both.
    """
    with_others = _nobody if strata.other is not None else _with_the_others
    results = contrast_results(strata, columns, share=SHARE, of_unit=with_others)
    return [replace(each, reason=_said(each.reason)) for each in results]


def _with_the_others(counts: np.ndarray, whole: np.ndarray) -> np.ndarray | None:
    """A unit's own records, and those of all units without its line; None of one of these."""
    own = counts[1]
    return np.stack([whole[0], own]) if own.any() else None


def _nobody(counts: np.ndarray, whole: np.ndarray) -> np.ndarray | None:
    return None


def _said(reason: str) -> str:
    if reason.startswith(LUMPS_HERE):
        return LUMPS + reason.removeprefix(LUMPS_HERE)
    if reason.endswith(IN_RANGE):
        return FEW
    return SAID.get(reason, reason)
