"""How often does a whole audit find something where nothing was planted, and what where it was?

Run ``python benchmarks/whole_audits.py [--replications R] [--seed S]``; prints Markdown. A
department of twelve units: seizures of one substance with a line at 2 g (rounding of its own in
every third unit), and daily incidents over three years. Innocent departments, and departments
in which unit U00 writes half of its weights from [1.5, 2) g at the line and U01 records 60 % more
on the last three days of each month. One core, about a second an audit.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "stats"))

import daily_samples
import samples

from tallystick import __version__
from tallystick.audit.multiplicity import at_level, correct, settled
from tallystick.checks.exhibits.threshold_bunching import CHECK as BUNCHING
from tallystick.checks.figures.period_end import CHECK as PERIOD_END
from tallystick.findings import Result
from tallystick.tables import Frame, Line, Period

UNITS = 12
LINE = Line("2 g", "net_weight", Decimal(2), "g", "an invented act")
FRAME = Frame(lines=(LINE,), periods=(Period("month", "month"),))
DAYS = daily_samples.days_of(3)
WORLDS = ("Poisson", "AR(1) .3, sd .3", "every date its habit, sd .05", "pay days: days 1-4 x 1.3")
ALPHA, FINE_MG = 0.05, 10


def weights(n: int, attraction: float, rng: np.random.Generator, *, plant: bool) -> list[Result]:
    """Results on `n` weights a unit."""
    unit = np.repeat(np.arange(UNITS), n)
    true = samples.true_weights(len(unit), rng)
    usual = samples.written(true, "real", rng, attraction=attraction)
    coarse = samples.written(true, "strong", rng, attraction=attraction)
    mg = np.where(unit % 3 == 2, coarse, usual)
    if plant:
        mg = np.where(unit == 0, samples.moved(true, mg, 0.5, rng), mg)
    keys, inverse = np.unique(np.stack([unit, mg // FINE_MG]), axis=1, return_inverse=True)
    count = np.bincount(inverse.ravel())
    exact = np.bincount(inverse.ravel(), weights=mg % FINE_MG == 0)
    names = np.array([f"U{number:02d}" for number in keys[0]], dtype=object)
    columns = {
        "line": np.full(len(names), LINE.name, dtype=object),
        "unit_id": names,
        "officer_id": np.full(len(names), "", dtype=object),
        "bin": keys[1],
        "n": count,
        "n_exact": exact,
    }
    return [at_level(each) for each in BUNCHING.test(**columns, frame=FRAME)]


def days(world: str, rng: np.random.Generator, *, plant: bool) -> list[Result]:
    """Results on the daily incidents of all units."""
    counts = daily_samples.draw(daily_samples.WORLDS[world], DAYS, UNITS, rng)
    if plant:
        last = daily_samples.in_window(DAYS, daily_samples.ends_of(DAYS), 3)
        counts[1] += rng.binomial(counts[1], 0.6) * last
    unit, day = np.nonzero(counts)
    columns = {
        "metric": np.full(len(unit), "incidents", dtype=object),
        "unit_id": np.array([f"U{number:02d}" for number in unit], dtype=object),
        "day": DAYS[day].astype("datetime64[D]"),
        "n": counts[unit, day],
    }
    return [at_level(each) for each in PERIOD_END.test(**columns, frame=FRAME)]


def found(n: int, attraction: float, seed: tuple[int, ...], *, plant: bool) -> set[tuple[str, str]]:
    """The (verdict, subject) of each finding of one audit."""
    rng = np.random.default_rng(seed)
    results = weights(n, attraction, rng, plant=plant)
    results += days(WORLDS[seed[-1] % len(WORLDS)], rng, plant=plant)
    stands = (settled(result, ALPHA) for result in correct(results, "bh"))
    return {(each.verdict, each.subject) for each in stands if each.names_pattern}


def row(label: str, audits: list[set[tuple[str, str]]], planted: set[tuple[str, str]]) -> str:
    """A row of the table: how many audits found anything wrong, and each plant's power."""
    counts = Counter(each for audit in audits for each in audit)
    # A plant in one unit shows in the whole agency's sum too: that is no error.
    true = planted and planted | {("rise", ""), ("spike", "")}
    wrong = sum(bool(audit - true) for audit in audits)
    share = wrong / len(audits)
    error = (share * (1 - share) / len(audits)) ** 0.5
    power = [f"{counts[each] / len(audits):.2f}" for each in sorted(planted)] or ["–"]
    return f"| {label} | {len(audits)} | {share:.3f} ± {error:.3f} | {' / '.join(power)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20261125)
    options = parser.parse_args()
    print(f"Version {__version__}, seed {options.seed}, Python {platform.python_version()}, "
          f"NumPy {np.__version__}; Benjamini-Hochberg at {ALPHA}.\n")  # fmt: skip
    print("| weights a unit; popularity | audits | with a wrong finding | power: "
          "agency moved / U00 moved / U01 rise |")  # fmt: skip
    print("|---|---|---|---|")
    planted = {("moved", ""), ("moved", "U00"), ("rise", "U01")}
    for cell, (n, attraction) in enumerate(((400, 0.15), (1500, 0.15), (1500, 0.4))):
        for plant in (False, True):
            audits = [
                found(n, attraction, (options.seed, cell, int(plant), r), plant=plant)
                for r in range(options.replications)
            ]
            label = f"{n:,}; {attraction:g}; {'planted' if plant else 'nothing planted'}"
            print(row(label, audits, planted if plant else set()), flush=True)


if __name__ == "__main__":
    main()
