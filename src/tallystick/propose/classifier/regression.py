"""What does a column mean, as learned from the labelled headers of public exports?

Multinomial logistic regression over the features of `features.py`. Its coefficients are in
``weights.csv``, a row a feature; ``python -m benchmarks.real_exports.learn`` fits them.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).parent / "weights.csv"
INTERCEPT, NOTHING = "", "none"
"""The row of the intercepts, and the label of a column that fills none."""

Weights = Mapping[str, Mapping[str, float]]


@cache
def read_weights(path: Path = WEIGHTS) -> Weights:
    """Return for each feature its coefficient for each label, such as ``incidents.unit_id``."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["feature"]: {label: float(weight) for label, _, weight in
                             (each.rpartition(" ") for each in row["weights"].split("; "))}
            for row in csv.DictReader(file)
        }  # fmt: skip


def probabilities(
    features: Mapping[str, float], weights: Weights | None = None
) -> dict[str, float]:
    """Return the probability of each label for a column of these features; they sum to 1."""
    known = read_weights() if weights is None else weights
    scores = dict(known[INTERCEPT])
    for feature, value in features.items():
        for label, weight in known.get(feature, {}).items():
            scores[label] += weight * value
    highest = max(scores.values())
    powers = {label: math.exp(score - highest) for label, score in scores.items()}
    total = sum(powers.values())
    return {label: power / total for label, power in powers.items()}
