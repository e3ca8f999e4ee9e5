"""What does benfordslaw, a public test of leading digits, say of a set of values?"""

from __future__ import annotations

import numpy as np

from tallystick.calibrate.peers.quiet import quiet

POSITIONS = {1: 1, 2: "first_two"}


def benford_p(values: np.ndarray, digits: int = 1) -> float:
    """Return p of the chi-square test of the first digit, or two, against Benford's law.

    `values` has shape [n] and one unit: counts, whole milligrams, minor units of money. `digits`
    is 1 (8 degrees of freedom) or 2 (89); 2 looks only at values from 10. NaN and 0 have no
    leading digit and are left out. Returns NaN, "no answer", where no value is left.

    The law holds for values that spread over several powers of ten. Counts of one unit and
    weights near a line do not, and a large n then rejects always: a low p is no finding.

    Raises ValueError for values not in one dimension, below 1 but not 0 (the package would drop
    them: give weights in milligrams), infinite, and for other digits (the package tests the
    second digit alone against percentages rounded to 0.1); ImportError without the package.

    Source: Benford, "The law of anomalous numbers", Proceedings of the American Philosophical
    Society 78 (1938) 551-572.
    """
    values = np.asarray(values)
    if digits not in POSITIONS:
        raise ValueError(f"digits must be 1 or 2, not {digits}")
    if values.ndim != 1:
        raise ValueError(f"values must have one dimension, not {values.ndim}")
    values = values[~np.isnan(values) & (values != 0)]
    if not np.isfinite(values).all() or (values < 1).any():
        raise ValueError("values must be finite and 0 or at least 1: choose a smaller unit")
    values = values[values >= 10 ** (digits - 1)]
    if not len(values):
        return float("nan")
    with quiet():
        from benfordslaw import benfordslaw

        test = benfordslaw(method="chi2", pos=POSITIONS[digits], verbose="silent")
        return float(test.fit(values)["P"])
