"""How often is method D wrong, how often does it find a plant, and what does rddensity say?

Run ``python benchmarks/moved_line_tables.py [--replications R] [--seed S]``. Prints Markdown: one
row for each kind of date and number of weights on each side of it; rddensity, where installed, is
asked of the later weights at the new line, as a single sample. One core; about 20 minutes in full.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "stats"))

from line_samples import Date, answer, weights

import tallystick
from tallystick.calibrate.peers.density import rddensity_p
from tallystick.stats.line_moves.shift import LineShift

SIDES = (1_000, 5_000, 20_000)
ALPHA = 0.05
MOST_ASKED = 100
HEAD = (
    "| on the date | n each side | R | moved | before other numbers and guards | insufficient "
    "| mean share (sd) | 95 % covers | smallest detectable | ms | rddensity |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)
BEGAN = {"old": None, "new": 2_000}


def cells() -> Iterator[tuple[str, Date]]:
    """Every kind of date: size, what an innocent agency does, and power."""
    for name, line in (("2 g to 3 g", {}), ("2 g begun", BEGAN)):
        for habits in (0.0, 0.1, 0.2):
            yield f"{name}; habits {habits:g}", Date(**line, habits=habits)
        yield f"{name}; number better known, log .25", Date(**line, known=0.25)
        yield f"{name}; number better known, log .5", Date(**line, known=0.5)
        yield f"{name}; 30 % below not opened", Date(**line, unopened=0.3)
        yield f"{name}; 10 % in new packs", Date(**line, packed=0.1)
        yield f"{name}; 30 % in new packs", Date(**line, packed=0.3)
        yield f"{name}; entered three times", Date(**line, clump=3)
        yield f"{name}; strong rounding", Date(**line, mix="strong")
        for part, above in ((0.05, 0.05), (0.1, 0.02), (0.1, 0.05), (0.1, 0.08), (0.2, 0.05)):
            packs = f"{part:.0%} in packs {above:.0%} above the line in force"
            yield f"{name}; {packs}", Date(**line, follow=part, above=above)
        for share in (0.1, 0.25, 0.5, 1.0):
            yield f"{name}; **{share:.0%} moved**", Date(**line, share=share)


def row(name: str, what: Date, n: int, replications: int, seed: int) -> str:
    """One row of the table."""
    found: list[LineShift] = []
    peers: list[float] = []
    spent = 0.0
    for number in range(replications):
        before, after = weights(n, what, np.random.default_rng([seed, *name.encode(), n, number]))
        began = time.perf_counter()
        found.append(answer(before, after, what))
        spent += time.perf_counter() - began
        if find_spec("rddensity") and number < MOST_ASKED:
            near = after[(after >= what.new // 4) & (after <= what.new * 4)] / 1_000
            peers.append(rddensity_p(near, what.new / 1_000))
    told = [each for each in found if each.share is not None]
    own = [each.p_own is not None and each.p_own < ALPHA for each in found]
    held = [each.interval for each in told if each.interval is not None]
    covers = np.mean([low <= what.share <= high for low, high in held]) if held else np.nan
    shares = [each.share for each in told]
    smallest = np.median([each.smallest_detectable for each in told])
    verdicts = [each.verdict for each in found]
    answered = [p for p in peers if not np.isnan(p)]
    peer = f"{np.mean([p < ALPHA for p in answered]):.2f}" if answered else "–"
    return (
        f"| {name} | {n:,} | {replications} | {np.mean([v == 'moved' for v in verdicts]):.3f} "
        f"| {np.mean(own):.3f} | {np.mean([v == 'insufficient' for v in verdicts]):.3f} "
        f"| {np.mean(shares):.3f} ({np.std(shares):.3f}) | {covers:.3f} | {smallest:.2f} "
        f"| {1e3 * spent / replications:.0f} | {peer} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261126)
    asked = parser.parse_args()
    print(f"Version {tallystick.__version__}, seed {asked.seed}, NumPy {np.__version__}.\n\n{HEAD}")
    for name, what in cells():
        for n in SIDES:
            print(row(name, what, n, asked.replications, asked.seed), flush=True)


if __name__ == "__main__":
    main()
