"""How often do the marks of cases explain a fall away that is of entry, and one that is true?

Run ``python -m benchmarks.duties_tables [--replications R] [--seed S]``. Prints Markdown, from the
samples of tests/checks/figures/mark_samples.py, whose rule is that of substitution/query.py in
NumPy. One core; about two minutes in full.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "checks" / "figures"))

from mark_samples import drawn, judged

MEANS = (50, 120, 300)
KINDS = (
    ("entered otherwise", {"truly": 0.0}),
    ("the same, those most like the lesser", {"truly": 0.0, "alike": True}),
    ("half and half", {"truly": 0.5}),
    ("truly changed", {"truly": 1.0}),
)


def whole(mean: int, share: float, kind: dict[str, float], r: int, seed: int) -> float:
    """The share of samples of which all that fell is explained."""
    found = 0
    for number in range(r):
        rng = np.random.default_rng([seed, mean, int(10 * share), number])
        (some, of), *_ = judged(drawn(rng, mean, share, **kind))
        found += 0 < some == of
    return found / r


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=20261125)
    asked = parser.parse_args()
    heads = ("of the greater", "what happens", *(f"{mean} cases a month" for mean in MEANS))
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    for share in (0.4, 0.8):
        for name, kind in KINDS:
            rates = (whole(mean, share, kind, asked.replications, asked.seed) for mean in MEANS)
            print(f"| {share:g} | {name} | " + " | ".join(f"{rate:.3f}" for rate in rates) + " |",
                  flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
