"""How often do all lines together name an innocent unit, and find one that moves a little at each?

Prints Markdown. `python benchmarks/pooled_tables.py [scale]`: scale multiplies the number of
replications (default 1, about four minutes on one idle core). The last table says what the agency's
own estimates (method M) would say if they were added up, which the check does not do.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy
from scipy.special import ndtri

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "stats"))

import movement_tables
import samples
from pooled_samples import different_goods, of, same_goods
from unit_samples import Agency
from units_tables import LEVEL, VERSION, discoveries

from tallystick.stats.units.over_line import UnitMovements
from tallystick.stats.units.pooled_lines import GUARD, pool_lines

SEED = 20261126
A = Agency
Agencies = tuple[Agency, ...]
CLEAN: tuple[tuple[str, Agencies | Agency, int], ...] = (
    ("5 lines; 5,000; .15", (A(),) * 5, 100),
    ("5 lines; 300; .15", (A(n=300),) * 5, 60),
    ("5 lines; 5,000; .40", (A(own_sd=0.4),) * 5, 100),
    ("3 lines; 20,000; .40", (A(n=20_000, own_sd=0.4),) * 3, 100),
    ("2 lines; 5,000; t3 .15", (A(tails=3),) * 2, 100),
    ("5 lines; 5,000; t3 .15", (A(tails=3),) * 5, 100),
    ("3 lines; 5,000; t3 .40", (A(tails=3, own_sd=0.4),) * 3, 100),
    ("3 lines through the same records; 5,000; .15", A(), 100),
    ("3 lines through the same records; 5,000; t3 .15", A(tails=3), 100),
    ("love of round numbers sd 1; 5 lines; 5,000", (A(love_sd=1.0),) * 5, 60),
    ("multiplied habits .40, strong rounding; 5 lines; 5,000",
     (A(own_sd=0.4, rounding="strong", multiplied=True),) * 5, 60),
    ("10 units; 5 lines; 5,000; .40", (A(units=10, own_sd=0.4),) * 5, 300),
    ("5 units; 5 lines; 5,000; .40", (A(units=5, own_sd=0.4),) * 5, 300),
    ("2 units; 5 lines; 5,000; .40", (A(units=2, own_sd=0.4),) * 5, 300),
)  # fmt: skip
ODD: tuple[tuple[str, Agencies | Agency, int], ...] = (
    ("fond of one line by 1, of 5; 5,000", (A(fond=5), *(A(),) * 4), 100),
    ("fond of one line by 1, of 2; 5,000", (A(fond=5), A()), 100),
    ("fond of every line by 1; 5 lines; 5,000", (A(fond=5),) * 5, 100),
    ("fond of every line by 1; 5 lines; 2,000", (A(n=2000, fond=5),) * 5, 100),
    ("fond of every line by 1; 3 lines; 2,000", (A(n=2000, fond=5),) * 3, 100),
    ("packages at 1.02 k; 5 lines; 5,000", (A(packed=5, pack_at=1.02),) * 5, 60),
    ("packages at 1.05 k; 5 lines; 5,000", (A(packed=5),) * 5, 60),
    ("packages at 1.05 k; 5 lines; 20,000", (A(n=20_000, packed=5),) * 5, 60),
    ("packages at 1.10 k; 5 lines; 5,000", (A(packed=5, pack_at=1.1),) * 5, 60),
    ("packages 5 % above the line only; 5 lines; 1,000", (A(n=1000, packed=5, pack_of=(2,)),) * 5, 60),  # noqa: E501
    ("packages 5 % above the line only; 5 lines; 5,000", (A(packed=5, pack_of=(2,)),) * 5, 60),
    ("packages 10 % above the line only; 5 lines; 5,000", (A(packed=5, pack_of=(2,), pack_at=1.1),) * 5, 60),  # noqa: E501
)  # fmt: skip
PLANTED: tuple[tuple[str, Agencies | Agency, int], ...] = (
    *((f"{k} lines; {n:,}; .15; {s}", (A(n=n, share=s),) * k, 60)
      for k in (3, 4, 5) for n in (2000, 5000) for s in (0.10, 0.15)),
    ("2 lines; 5,000; .15; 0.2", (A(share=0.2),) * 2, 60),
    ("4 lines; 5,000; .40; 0.15", (A(share=0.15, own_sd=0.4),) * 4, 60),
    ("5 lines; 5,000; t3 .15; 0.15", (A(share=0.15, tails=3),) * 5, 60),
    ("10 units, 1 mover; 5 lines; 5,000; .15; 0.1", (A(units=10, movers=1, share=0.1),) * 5, 200),
    ("10 units, 1 mover; 5 lines; 5,000; .15; 0.15", (A(units=10, movers=1, share=0.15),) * 5, 200),
    ("3 lines; 5,000; .15; .05, .15 and .3", tuple(A(share=s) for s in (0.05, 0.15, 0.3)), 60),
    ("5 lines; 5,000; .15; .5 at one, none elsewhere", (A(share=0.5), *(A(),) * 4), 60),
)  # fmt: skip
TABLES = (("Nothing moved", CLEAN), ("Five odd units of a hundred", ODD), ("Moved", PLANTED))


def at_lines(case: Agencies | Agency, seed: int) -> Sequence[UnitMovements]:
    """One answer per line."""
    return same_goods(case, seed) if isinstance(case, Agency) else different_goods(case, seed)


def measure(case: Agencies | Agency, seed: int) -> dict[str, float]:
    """The figures of one replication; NaN where there is nothing to count."""
    agencies = (case,) * 3 if isinstance(case, Agency) else case
    lines = at_lines(case, seed)
    found = pool_lines(of(lines))
    units = np.arange(found.z.size)
    shares = [each.share for each in agencies]
    mover = (units < agencies[0].movers) & (max(shares) > 0)
    odd = units >= found.z.size - max(agencies[0].packed, agencies[0].fond)
    every = np.stack([each.p_value for each in lines], axis=1)
    single = np.minimum(1.0, every.min(axis=1) * every.shape[1])
    truth = np.where(mover, np.mean(shares), 0.0)
    covered = (found.share_low <= truth) & (truth <= found.share_high)
    named, named_single = discoveries(found.p_value), discoveries(single)

    def mean(values: np.ndarray, among: np.ndarray) -> float:
        return float(values[among].mean()) if among.any() else np.nan

    return {
        "size": mean(found.p_value < LEVEL, ~mover),
        "odd": mean(found.p_value < LEVEL, odd),
        "FDR": float((named & ~mover).sum() / max(named.sum(), 1)),
        "power": mean(found.p_value < LEVEL, mover),
        "named": mean(named, mover),
        "best line: FDR": float((named_single & ~mover).sum() / max(named_single.sum(), 1)),
        "best line: power": mean(single < LEVEL, mover),
        "best line: named": mean(named_single, mover),
        "share": mean(found.share, mover),
        "covered": mean(covered, np.isfinite(found.share_low) & (mover if mover.any() else ~odd)),
        "MDE": float(np.nanmedian(found.smallest_detectable)),
        "scale": found.scale,
    }


AGENCY: tuple[tuple[str, movement_tables.Maker], ...] = (
    ("popularity of numbers .15", lambda rng: samples.weights(5000, "real", rng, attraction=0.15)),
    ("3 % in packs of the line and 5 %", movement_tables.contract_maker(5000, 0.03, 0.05)),
    ("30 % in packages at 1.05 k", movement_tables.package_maker(5000, 1.05, 0.06)),
)


def agency_table(replications: int) -> None:
    """Add up method M over five lines, drawn with replacement from samples of 5,000 records."""
    print("\n### The agency, were its lines added up\n")
    print("| innocent sample | R | mean z | one line: moved | five lines: z > 1.645 | and guards |")
    print("|---" * 6 + "|")
    for name, make in AGENCY:
        rngs = [np.random.default_rng(SEED + r) for r in range(replications)]
        found = [movement_tables.one(make, rng, {}) for rng in rngs]
        found = [each for each in found if each.p_t is not None]
        z = [
            (-ndtri(np.clip(each.p_t, 1e-12, 1 - 1e-12)), each.z_hole, each.z_excess)
            for each in found
        ]
        picked = np.random.default_rng(SEED).integers(len(z), size=(4000, 5))
        sums = np.array(z)[picked].sum(axis=1) / 5**0.5 > GUARD
        one = np.mean([each.verdict == "moved" for each in found])
        print(f"| {name} | {len(z)} | {np.mean([each[0] for each in z]):.2f} | {one:.3f} | "
              f"{sums[:, 0].mean():.3f} | {sums.all(axis=1).mean():.3f} |", flush=True)  # fmt: skip


def main() -> None:
    """Print every table; +- is the Monte-Carlo standard error over replications."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print(f"version {VERSION}, seed {SEED}, NumPy {np.__version__}, SciPy {scipy.__version__}")
    for title, rows in TABLES:
        print(f"\n### {title}\n")
        for index, (name, case, replications) in enumerate(rows):
            size = max(2, round(replications * scale))
            runs = [measure(case, SEED + 1000 * index + r) for r in range(size)]
            if index == 0:
                print("| case | R | " + " | ".join(runs[0]) + " |")
                print("|---" * (2 + len(runs[0])) + "|")
            cells = []
            for column in runs[0]:
                values = np.array([one[column] for one in runs])
                values = values[np.isfinite(values)]
                text = f"{values.mean():.3f}" if values.size else "–"
                if column in ("size", "FDR", "named") and values.size:
                    text += f" ± {values.std(ddof=1) / values.size**0.5:.3f}"
                cells.append(text)
            print(f"| {name} | {size} | " + " | ".join(cells) + " |", flush=True)
    agency_table(round(100 * scale))


if __name__ == "__main__":
    main()
