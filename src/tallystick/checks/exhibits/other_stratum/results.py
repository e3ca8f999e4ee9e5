"""What do units under a line and units without it say of the agency there, and of each unit?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tallystick.checks.shared.line_contrasts import contrast_results
from tallystick.checks.shared.strata_pairs import Strata
from tallystick.findings import Result
from tallystick.findings.words import words_beside

say = words_beside(__file__).say

SHARE = say("estimands.share")


def stratum_results(strata: Strata, columns: Mapping[str, np.ndarray]) -> list[Result]:
    """Return the agency's result of one comparison, and that of each unit in which its line holds.

    A unit is compared with all units without the line. Two lines together are a matter of all
    units: no unit is under both.
    """
    with_others = _nobody if strata.other is not None else _with_the_others
    return contrast_results(strata, columns, share=SHARE, of_unit=with_others)


def _with_the_others(counts: np.ndarray, whole: np.ndarray) -> np.ndarray | None:
    """A unit's own records, and those of all units without its line; None of one of these."""
    own = counts[1]
    return np.stack([whole[0], own]) if own.any() else None


def _nobody(counts: np.ndarray, whole: np.ndarray) -> np.ndarray | None:
    return None
