"""What p-values has one check in worlds by a second hand, of planted subjects and of the others?

Run ``PYTHONPATH=src:. python -m benchmarks.rival_p_values CHECK --audits A --seed S [--size N]
[--plant KIND | --oddity KIND]``. Each world is of `rivals` and audited by that check alone, as an
export is; what is corrected for a whole audit is not asked here (`benchmarks.leads` does). A line
for each aspect of units and of officers, planted or odd ones apart: how many have a p-value, how
many of these lie below .05, .01 and .001, the median and the smallest.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from benchmarks.leads import ODD, RIVAL, made_world

from tallystick.calibrate.whole import CLEAN
from tallystick.cli.session import Choices, audit_to_folder

LEVELS = (0.05, 0.01, 0.001)
Key = tuple[str, str, bool]
"""The kind of subject, the aspect, and whether it is planted or odd."""


def p_values(check: str, size: int, seed: int, kind: str) -> dict[Key, list[float]]:
    """The p-values of one world."""
    found = defaultdict[Key, list[float]](list)
    with TemporaryDirectory() as folder:
        made = Path(folder) / "world"
        special = made_world(made, size, seed, kind)
        choices = Choices(
            made / "engagement.toml", made / "runs", 0.05, (check,), "bh", True, True, quiet=True
        )
        outcome, _ = audit_to_folder(choices)
    for each in outcome.results:
        if each.subject and each.p_value is not None:
            found[each.subject_kind, str(each.aspect), each.subject in special].append(each.p_value)
    return found


def line(kind: str, aspect: str, special: bool, held: list[float]) -> str:
    """A row of the table that is printed."""
    values = np.array(held)
    below = " | ".join(str((values < level).sum()) for level in LEVELS)
    who = f"{kind}s, {'planted or odd' if special else 'others'}: {aspect}"
    return f"| {who} | {len(values)} | {below} | {np.median(values):.2g} | {values.min():.2g} |"


def main() -> None:
    """Audit as many worlds as asked for, and print their p-values."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("check")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--audits", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--plant", default=CLEAN)
    one.add_argument("--oddity", default="")
    asked = parser.parse_args()
    kind = RIVAL + (ODD + asked.oddity if asked.oddity else asked.plant)
    every = defaultdict[Key, list[float]](list)
    for seed in range(asked.seed, asked.seed + asked.audits):
        for key, held in p_values(asked.check, asked.size, seed, kind).items():
            every[key] += held
    print(f"{asked.check}, {kind}, seeds {asked.seed} to {asked.seed + asked.audits - 1}")
    for key in sorted(every):
        print(line(*key, every[key]))


if __name__ == "__main__":
    main()
