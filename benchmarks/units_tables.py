"""How often does method U name an innocent unit, and how often a unit that moved records?

Prints Markdown. `python benchmarks/units_tables.py [scale [table]]`: scale multiplies the
number of replications (default 1, about half an hour on one core), table is 0, 1 or 2
(default all).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import scipy

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "stats"))

from unit_samples import Agency, answer, draw

VERSION = "0.1.0"
SEED = 20261125
LEVEL, FALSE_DISCOVERY_RATE = 0.05, 0.10

UNEQUAL = np.geomspace(100, 20_000, 100).astype(int)
HIDDEN = np.random.default_rng(1).permutation(UNEQUAL)

SIZES = tuple(
    (f"{n:,}; {sd}; {s}", Agency(n=n, own_sd=sd, share=s), 150)
    for sd in (0.15, 0.40)
    for n in (2000, 5000, 20_000)
    for s in (0.0, 0.25, 0.50)
)
OTHERS = (
    ("300; .15; 0", Agency(n=300), 150),
    ("300; .15; .50", Agency(n=300, share=0.5), 150),
    ("5,000; .15; 30 movers, .25", Agency(n=5000, movers=30, share=0.25), 100),
    ("20,000; .15; 30 movers, .25", Agency(n=20_000, movers=30, share=0.25), 100),
    ("5,000; unit mean value sd .4; 0", Agency(n=5000, mean_sd=0.4), 150),
    ("5,000; unit mean value sd .4; .25", Agency(n=5000, mean_sd=0.4, share=0.25), 100),
    ("2,000; t3 habits .15; 0", Agency(n=2000, tails=3), 150),
    ("5,000; t3 habits .15; 0", Agency(n=5000, tails=3), 300),
    ("20,000; t3 habits .15; 0", Agency(n=20_000, tails=3), 150),
    ("5,000; t3 habits .40; 0", Agency(n=5000, tails=3, own_sd=0.4), 150),
    ("5,000; t3 habits .15; .25", Agency(n=5000, tails=3, share=0.25), 150),
)
DIVISIONS = (
    ("100 units of 100..20,000; 0", Agency(n=HIDDEN), 150),
    ("100 units of 100..20,000; .25", Agency(n=HIDDEN, movers=10, share=0.25), 150),
    ("100 units of 100..20,000; own sd .40; 0", Agency(n=HIDDEN, own_sd=0.4), 150),
    *(
        (f"{u} units; {n:,}; {sd}; {s}", Agency(units=u, n=n, own_sd=sd, movers=1, share=s), r)
        for u, r in ((5, 400), (7, 400), (8, 400), (14, 400))
        for n, sd, s in (
            (300, 0.15, 0.0),
            (5000, 0.15, 0.0),
            (5000, 0.40, 0.0),
            (20_000, 0.40, 0.0),
            (5000, 0.15, 0.25),
            (5000, 0.15, 0.50),
        )
    ),
    ("5 units of 300..20,000; .40; 0", Agency(units=5, n=HIDDEN[:5], own_sd=0.4), 400),
    ("5 units; 5,000; t3 .40; 0", Agency(units=5, n=5000, own_sd=0.4, tails=3), 400),
    ("2 units; 5,000; .40; 0", Agency(units=2, n=5000, own_sd=0.4), 400),
)
STRESS = (
    ("mild rounding; 20,000; 0", Agency(n=20_000, rounding="mild"), 100),
    ("strong rounding; 20,000; 0", Agency(n=20_000, rounding="strong"), 100),
    ("strong rounding; 5,000; .25", Agency(n=5000, rounding="strong", share=0.25), 100),
    ("multiplied habits .40, strong; 20,000; 0", Agency(n=20_000, own_sd=0.4, rounding="strong", multiplied=True), 100),  # noqa: E501
    ("love of round numbers sd 1; 20,000; 0", Agency(n=20_000, love_sd=1.0), 100),
    ("strict line; 5,000; 0", Agency(n=5000, strict=True), 100),
    ("strict line; 5,000; .25", Agency(n=5000, strict=True, share=0.25, place=(0, 0, 1, 1)), 100),
    ("every record entered 3 times; 5,001; 0", Agency(n=5001, clump=3), 100),
    ("5 units, entered 3 times; 5,001; 0", Agency(units=5, n=5001, clump=3), 200),
    ("5 of 100 units with packages at 1.05 k; 2,000; 0", Agency(n=2000, packed=5), 100),
    ("5 of 100 units with packages at 1.05 k; 20,000; 0", Agency(n=20_000, packed=5), 100),
    ("5 of 100 units with packages at 1.10 k; 5,000; 0", Agency(n=5000, packed=5, pack_at=1.1), 100),  # noqa: E501
    ("5 of 100 units with packages at 2.1 only; 5,000; 0", Agency(n=5000, packed=5, pack_of=(2,)), 100),  # noqa: E501
    ("5 of 100 units fond of the line by 1; 5,000; 0", Agency(n=5000, fond=5), 100),
    ("5 of 100 units fond of the line by 1; 20,000; 0", Agency(n=20_000, fond=5), 100),
    ("50 of 100 units with packages at 1.05 k; 5,000; 0", Agency(n=5000, packed=50), 100),
    ("5 of 100 units fond of the line by 1; 2,000; 0", Agency(n=2000, fond=5), 100),
)  # fmt: skip
TABLES = (
    ("100 units", SIZES + OTHERS),
    ("Unequal and few units", DIVISIONS),
    ("Stress", STRESS),
)


def discoveries(p: np.ndarray) -> np.ndarray:
    """Benjamini & Hochberg 1995 at the false-discovery rate."""
    order = np.sort(p)
    below = np.flatnonzero(order <= FALSE_DISCOVERY_RATE * np.arange(1, p.size + 1) / p.size)
    return p <= order[below[-1]] if below.size else np.zeros(p.size, dtype=bool)


def measure(agency: Agency, seed: int) -> dict[str, float]:
    """The figures of one replication; NaN where there is nothing to count."""
    counts, visible = draw(agency, seed)
    result = answer(counts, visible, inclusive=not agency.strict)
    mover = (np.arange(agency.units) < agency.movers) & (agency.share > 0)
    tested = ~result.insufficient
    innocent = tested & ~mover
    found = result.p_value < LEVEL
    named = discoveries(result.p_value)
    truth = np.where(mover, agency.share, 0.0)
    odd = np.arange(agency.units) >= agency.units - max(agency.packed, agency.fond)
    covered = (result.share_low <= truth) & (truth <= result.share_high)
    bounded = np.isfinite(result.share_low)

    def mean(values: np.ndarray, of: np.ndarray) -> float:
        return float(values[of].mean()) if of.any() else np.nan

    return {
        "size": mean(found, innocent),
        "z only": mean(result.z > 1.697, innocent),
        "power": mean(found, mover),
        "odd": mean(found, odd),
        "FDR": float((named & ~mover).sum() / max(named.sum(), 1)),
        "named": mean(named, mover),
        "share": mean(result.share, mover & tested),
        "covered": mean(covered, bounded & (mover if mover.any() else innocent)),
        "MDE": float(np.median(result.smallest_detectable[tested])) if tested.any() else np.nan,
        "habit sd": result.habit_sd,
        "scale": result.null_scale,
        "contam.": float(result.contaminated),
        "2nd source": float(result.second_source_required),
        "tested": float(tested.mean()),
    }


def table(title: str, rows: tuple[tuple[str, Agency, int], ...], scale: float) -> None:
    """One Markdown table; +- is the Monte-Carlo standard error over replications."""
    print(f"\n### {title}\n")
    errors = {"size", "FDR", "named"}
    for index, (name, agency, replications) in enumerate(rows):
        size = max(2, round(2 * replications * scale))
        runs = [measure(agency, SEED + 10_000 * index + r) for r in range(size)]
        if index == 0:
            print("| case | R | " + " | ".join(runs[0]) + " |")
            print("|---" * (2 + len(runs[0])) + "|")
        cells = []
        for column in runs[0]:
            values = np.array([one[column] for one in runs])
            values = values[np.isfinite(values)]
            text = f"{values.mean():.3f}" if values.size else "–"
            if column in errors and values.size:
                text += f" ± {values.std(ddof=1) / values.size**0.5:.3f}"
            cells.append(text)
        print(f"| {name} | {size} | " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Print every table."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print(f"version {VERSION}, seed {SEED}, NumPy {np.__version__}, SciPy {scipy.__version__}")
    chosen = [TABLES[int(sys.argv[2])]] if len(sys.argv) > 2 else TABLES
    for title, rows in chosen:
        table(title, rows, scale)


if __name__ == "__main__":
    main()
