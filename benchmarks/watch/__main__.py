"""What does a watch over twelve quarters find, beside audits that are repeated each quarter?

``PYTHONPATH=src:. python -m benchmarks.watch drawn [--repeats 2000] [--seed S]`` draws p-values of
400 subjects. ``python -m benchmarks.watch worlds FILE [--act KIND --dose D] [--size large]
[--worlds N] [--seed S]`` makes worlds of three years and asks the project's own checks of each
quarter; each world is a line of FILE, and a later call goes on where an earlier one ended. Both
print what all of it comes to.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.watch.draws import PLANTED, shares
from benchmarks.watch.told import told
from benchmarks.watch.worlds import CLEAN, Kind, lines, measure


def drawn(repeats: int, seed: int) -> None:
    """Print the table of drawn p-values."""
    print(f"{repeats} repeats of each, seed {seed}")
    print("| planted | rule | any false finding | false share of finds | found |")
    print("|---|---|---|---|---|")
    for planted in PLANTED:
        for rule, share in shares(planted, repeats, seed).items():
            found = f"{share.found:.3f} ± {share.found_error:.3f}" if planted.effect else "–"
            print(
                f"| {planted.name} | {rule} | {share.any_false:.3f} ± {share.any_false_error:.3f} "
                f"| {share.false:.3f} | {found} |"
            )


def main() -> None:
    """Measure as asked, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    ways = parser.add_subparsers(dest="way", required=True)
    of_draws, of_worlds = ways.add_parser("drawn"), ways.add_parser("worlds")
    of_draws.add_argument("--repeats", type=int, default=2000)
    of_worlds.add_argument("file", type=Path)
    of_worlds.add_argument("--act", default=CLEAN)
    of_worlds.add_argument("--dose", type=float, default=0.0)
    of_worlds.add_argument("--size", choices=("small", "medium", "large"), default="medium")
    of_worlds.add_argument("--worlds", type=int, default=0)
    for each in (of_draws, of_worlds):
        each.add_argument("--seed", type=int, default=20261201)
    asked = parser.parse_args()
    if asked.way == "drawn":
        drawn(asked.repeats, asked.seed)
        return
    seeds = range(asked.seed, asked.seed + asked.worlds)
    measure(asked.file, Kind(asked.act, asked.dose, asked.size), seeds)
    print("\n".join(told(lines(asked.file))))


if __name__ == "__main__":
    main()
