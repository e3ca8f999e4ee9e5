"""How likely is a pattern to be chance, given how many tests were run?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from tallystick.findings import Result

Correction = Literal["bh", "by"]


def correct(results: Sequence[Result], method: Correction) -> tuple[Result, ...]:
    """Return the results with their q-values: one correction over the whole run.

    Every result with a p-value counts as a test, null or not. ``bh`` is Benjamini & Hochberg
    (1995), right for independent or positively dependent tests; ``by`` is Benjamini &
    Yekutieli (2001), right for any dependence.
    """
    from scipy.stats import false_discovery_control

    tested = [index for index, result in enumerate(results) if result.p_value is not None]
    corrected = list(results)
    if tested:
        p_values = np.array([results[index].p_value for index in tested], dtype=float)
        for index, q_value in zip(
            tested, false_discovery_control(p_values, method=method), strict=True
        ):
            corrected[index] = replace(results[index], q_value=float(q_value))
    return tuple(corrected)


def survives(result: Result, alpha: float) -> bool:
    """Whether a result becomes a finding: a pattern, and not chance after the correction.

    The 95 % range that a finding prints must also leave out "no effect": with a one-sided test
    the two can part, and a reader who is named may not be told of a rise "of -1 % to 12 %".
    A test of details has no sampling error and so no p-value: each exception stands.
    """
    if not result.names_pattern:
        return False
    if result.q_value is None:
        return True
    crosses_zero = result.interval is not None and result.interval[0] <= 0 <= result.interval[1]
    return result.q_value <= alpha and not crosses_zero
