"""How often is a difference between goods taken for movement at a line, and how often is one found?

Run ``python benchmarks/other_substance_tables.py [--replications R] [--seed S]``. Prints Markdown:
one row for each difference between two kinds of goods and number of weights of each. Beside it, the
plain comparison: is the part of the records at and just over the line larger in the goods with the
line, by a test of two proportions, and the part just before it smaller? One core; ten minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "stats"))

import line_samples
from scipy.special import ndtri
from substance_samples import Ints, Two, answer, contract, innocent, planted, weights

import tallystick

SIZES = (300, 1_000, 5_000, 20_000)
ALPHA = 0.05
LINES = {"2 g beside goods with a line at 3 g": 3_000, "2 g beside goods without a line": None}
HEAD = (
    "| goods | n of each | R | moved | insufficient | mean share (sd) | 95 % covers "
    "| smallest detectable | plain: more at the line | plain: and fewer before it |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def cells(line: int | None) -> Iterator[tuple[str, Two]]:
    """Every difference between the goods: size, packs that follow the lines, and power."""
    yield from innocent(line)
    for part in (0.05, 0.1, 0.3, 0.6):
        yield f"*{part:.0%} of the goods with a line in packs 5 % above it*", contract(part, line)
    for share in (0.1, 0.25, 0.5):
        yield f"**{share:.0%} moved**", planted(share, line)


def plain(other: Ints, own: Ints, line: int) -> tuple[bool, bool]:
    """Whether more lies at the line in its goods by a test of two proportions; and less before."""
    edge, counts = line_samples.edge(line, appears=True), []
    for mg in (other, own):
        bins = line_samples.binned(mg)
        hole, *excess = edge.masks(line_samples.FIRST, bins.size)
        counts.append((bins.sum(), bins[np.any(excess, axis=0)].sum(), bins[hole].sum()))
    (n, at, before), (m, own_at, own_before) = counts
    both = (at + own_at) / (n + m)
    z = (own_at / m - at / n) / np.sqrt(both * (1 - both) * (1 / n + 1 / m))
    more = bool(z > ndtri(1 - ALPHA))
    return more, more and bool(own_before / m < before / n)


def row(name: str, what: Two, n: int, replications: int, seed: int) -> str:
    """One row of the table."""
    found, asked = [], []
    key = [seed, *name.encode(), what.other.line or 0, n]
    for number in range(replications):
        other, own = weights(n, what, np.random.default_rng([*key, number]))
        found.append(answer(other, own, what))
        asked.append(plain(other, own, what.own.line or 0))
    told = [each for each in found if each.share is not None]
    held = [each.interval for each in told if each.interval is not None]
    covers = np.mean([low <= what.own.share <= high for low, high in held]) if held else np.nan
    shares = [each.share for each in told] or [np.nan]
    smallest = np.median([each.smallest_detectable for each in told] or [np.nan])
    more, both = np.mean(asked, axis=0)
    return (
        f"| {name} | {n:,} | {replications} | {np.mean([x.verdict == 'moved' for x in found]):.3f} "
        f"| {np.mean([x.verdict == 'insufficient' for x in found]):.3f} "
        f"| {np.mean(shares):.2f} ({np.std(shares):.2f}) | {covers:.2f} | {smallest:.2f} "
        f"| {more:.2f} | {both:.2f} |"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261127)
    asked = parser.parse_args()
    print(f"Version {tallystick.__version__}, seed {asked.seed}, NumPy {np.__version__}.")
    for title, line in LINES.items():
        print(f"\n### {title}\n\n{HEAD}")
        for name, what in cells(line):
            for n in SIZES:
                print(row(name, what, n, asked.replications, asked.seed), flush=True)


if __name__ == "__main__":
    main()
