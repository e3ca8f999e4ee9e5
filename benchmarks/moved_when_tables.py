"""How often is the comparison of times wrong, and how often does it find records that move?

Run ``python benchmarks/moved_when_tables.py [--replications R] [--seed S]``. Prints Markdown: one
row for each kind of people and times and each number of records. One core; a few minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "stats"))

from within_samples import Times, answer

import tallystick

RECORDS = (2_000, 8_000)
HEAD = (
    "| people and times | n | R | moved | by method U alone | insufficient "
    "| mean share (sd) | 95 % covers | smallest detectable | sd of z | ms |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


def cells() -> Iterator[tuple[str, Times]]:
    """What an innocent agency's times may differ by, and power."""
    yield "alike", Times()
    yield "alike, 60 officers in 8 quarters", Times(units=60, parts=8)
    yield "goods 15 % heavier in the group", Times(tilt=0.15)
    yield "half of the group's records rounded more coarsely", Times(coarse=0.5)
    yield (
        "packs 5 % above whole grams: 5 % of the rest, 15 % of the group",
        Times(packed=(0.05, 0.15)),
    )
    yield "packs in half of the goods of a third of the strata, mostly the group's", Times(late=8)
    yield "one size in 60 % of the group's goods in one stratum of ten", Times(dealers=0.1)
    yield "30 % of the group's weights within 1/8 of the line written as it", Times(love=0.3)
    yield "30 % of the group's weights below the line not recorded", Times(unopened=0.3)
    for share in (0.1, 0.25, 0.5, 1.0):
        yield f"**{share:.0%} moved**", Times(share=share)
    yield "**50 % moved**, 60 officers in 8 quarters", Times(share=0.5, units=60, parts=8)


def row(name: str, what: Times, n: int, replications: int, seed: int) -> str:
    """One row of the table."""
    began = time.perf_counter()
    said = [answer(n, what, [seed, *name.encode(), n, k]) for k in range(replications)]
    spent = 1000 * (time.perf_counter() - began) / replications
    told = [each for each in said if each.share is not None]
    how = Counter(each.verdict for each in said)
    beside = sum(each.reason in ("step", "second") for each in said)
    covered = [each.interval[0] < what.share < each.interval[1] for each in told if each.interval]
    shares = np.array([each.share for each in told])
    least = np.median([each.smallest_detectable for each in told])
    spread = np.std([each.z for each in told])
    return (
        f"| {name} | {n:,} | {replications} | {how['moved'] / replications:.3f} "
        f"| {beside / replications:.3f} | {how['insufficient'] / replications:.2f} "
        f"| {shares.mean():.2f} ({shares.std():.2f}) | {np.mean(covered):.2f} | {least:.2f} "
        f"| {spread:.2f} | {spent:.0f} |"
    )


def main() -> None:
    """Print the table."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--replications", type=int, default=100)
    reader.add_argument("--seed", type=int, default=20261126)
    asked = reader.parse_args()
    print(f"Version {tallystick.__version__}. Seed {asked.seed}.\n\n{HEAD}", flush=True)
    for name, what in cells():
        for n in RECORDS:
            print(row(name, what, n, asked.replications, asked.seed), flush=True)


if __name__ == "__main__":
    main()
